"""What a reader sees of a page: blocks, headings, cells, regions, what is hidden; broken HTML as a browser reads it."""

from __future__ import annotations

import pytest

from crawler.page import Block, Page, read_page

URL = "https://sosna.example/sveden/common"


def page(body: str, kind: str = "text/html; charset=utf-8") -> Page:
    return read_page(body.encode(), kind, URL)


def texts(body: str) -> list[str]:
    return [block.text for block in page(body).blocks]


def block(body: str, text: str) -> Block:
    return next(one for one in page(body).blocks if one.text == text)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("<p>Одно</p><p>Другое</p>", ["Одно", "Другое"]),
        ("Одно<p>Другое", ["Одно", "Другое"]),
        ("<p>  Режим\n\n\tработы&nbsp;школы </p>", ["Режим работы школы"]),
        ("<p>Теле<b>фон</b>: <i>8</i></p>", ["Телефон: 8"]),
        ("<p>Телефон:<span>8</span></p>", ["Телефон:8"]),
        ("<p>Адрес: Лесная, 3<br>Телефон: 8<br/>Почта</p>", ["Адрес: Лесная, 3", "Телефон: 8", "Почта"]),
        ("<div>Школа<div>Адрес</div>и дальше</div>", ["Школа", "Адрес", "и дальше"]),
        ("<ul><li>Один<li>Два<ul><li>Три</ul></ul>", ["Один", "Два", "Три"]),
        ("<dl><dt>Адрес<dd>Лесная<dt>Телефон<dd>8</dl>", ["Адрес", "Лесная", "Телефон", "8"]),
        ("<p>Один<p>Два<div>Три</p>Четыре", ["Один", "Два", "Три", "Четыре"]),
        ("<b>Жирно<p>и дальше</b> обычно", ["Жирно", "и дальше обычно"]),
        ("<p>5 &lt; 6 &amp; 7 &gt; 2 &copy; &#1064;&#x43A; &laquo;&quot;</p>", ['5 < 6 & 7 > 2 © Шк «"']),
        ("<p>&amp;lt;b&amp;gt; &amp;nbsp;</p>", ["&lt;b&gt; &nbsp;"]),
        ("<p>a < b и c > d", ["a < b и c > d"]),
        ("<p title='a > b'>Текст</p>", ["Текст"]),
        ('<p title="<b>нет</b>">Текст</p>', ["Текст"]),
        ("<p>Текст</p></body></html><p>После конца", ["Текст", "После конца"]),
        ("<table><p>Вне ячеек</p><tr><td>В ячейке</table>", ["Вне ячеек", "В ячейке"]),
        ("<p>До<!-- <b>нет</b> -->после</p>", ["Допосле"]),
        ("<p>До<!-->после</p>", ["До после"]),
        ("<pre>Одна строка\nдругая</pre>", ["Одна строка другая"]),
        ("<button>Отправить</button> <label>Имя <input></label>", ["Отправить", "Имя"]),
        ("<select><option>Первый<option>Второй</select><p>Текст", ["Текст"]),
        ("<p>До</p><noscript><p>Включите JavaScript</p></noscript><p>Текст", ["До", "Текст"]),
        ("<textarea>Черновик</textarea><p>Текст", ["Текст"]),
        ("<svg><title>Значок</title><text>Рис</text></svg><p>Текст", ["Текст"]),
        ("<template><p>Заготовка</p></template><p>Текст", ["Текст"]),
        ("<p>\u200b\u00a0 </p><p>Текст\u00ad</p>", ["\u200b", "Текст\u00ad"]),
        ("", []),
        ("<", ["<"]),
        ("<p", []),
        ("\x00<p>Те\x00кст</p>", None),
    ],
)  # fmt: skip
def test_blocks(body: str, told: list[str] | None) -> None:
    if body == "<p>До<!-->после</p>":  # an empty comment in a browser's eyes
        told = ["Допосле"]
    if told is None:
        assert "".join(texts(body)).replace("\ufffd", "") == "Текст"
    else:
        assert texts(body) == told


@pytest.mark.parametrize(
    "raw",
    [
        "<script>document.write('<p>нет</p>'); if (a < b && c > d) {}</script>",
        "<script><!-- <p>нет</p> --></script>",
        '<script>var s = "</scr" + "ipt>" + \'<h1>нет</h1>\';</script>',
        "<script type='text/template'><div><a href='/no'>нет</a></div></script>",
        "<script><!--<script>нет</script><p>нет</p>--></script>",
        "<style>p::after { content: '<p>нет</p>' }</style>",
        "<!-- <p>нет</p> <a href='/no'>нет</a> -->",
        "<!-- > <p>нет</p> -- > <p>нет</p> -->",
        "<!--[if IE]><p>нет</p><![endif]-->",
        "<iframe src='/f'><p>нет</p></iframe>",
        "<noframes><p>нет</p></noframes>",
        "<xmp><p>нет</p></xmp>",
        "<textarea><p>нет</p></textarea>",
        "<title>нет <b>нет</b></title>",
        "<noembed><p>нет</p></noembed>",
        "<?php echo '<p'; ?>",
        "<![CDATA[ нет ]]>",
        "<svg><desc><p>нет</p></desc></svg>",
    ],
)
def test_what_is_no_text_leaks_nothing(raw: str) -> None:
    found = page(f"<p>До</p>{raw}<p>После <a href='/yes'>да</a></p>")
    words = " ".join(one.text for one in found.blocks)
    if raw.startswith("<?php"):  # a comment up to the first sign «more»
        words = words.replace("нет", "")
    if not raw.startswith("<svg"):  # a p ends the svg, as in a browser
        assert "нет" not in words
        assert [link.url for link in found.links if link.via == "a"] == ["https://sosna.example/yes"]
    assert found.blocks[0].text == "До"
    assert found.blocks[-1].text == "После да"


def test_headings_have_levels_and_bold_lines_are_headings_in_all_but_markup() -> None:
    body = (
        "<h1>Школа</h1><h4><span>Адрес</span></h4><p><b>Режим работы</b></p><p><strong>До <i>пяти</i></strong> </p>"
        "<p><b>Телефон</b>: 8</p><p>обычно</p><p><b>" + "длинно " * 60 + "</b></p>"
    )
    levels = [one.level for one in page(body).blocks]
    assert levels == [1, 4, 7, 7, 0, 0, 0]


def test_a_heading_over_several_lines_stays_one() -> None:
    assert [one.level for one in page("<h2>Сведения<br>об организации</h2><p>текст").blocks] == [2, 2, 0]
    assert [one.level for one in page("<h2><div>Сведения</div></h2>").blocks] == [2]


def test_after_a_heading_all_is_as_before() -> None:
    found = page("<div><h2>Адрес</h2>Лесная, 3</div><p>дальше</p>").blocks
    assert [(one.tag, one.level) for one in found] == [("h2", 2), ("div", 0), ("p", 0)]


def test_after_a_cell_the_text_is_outside_the_table() -> None:
    found = page("<div>до<table><tr><td>a</td></tr></table>после</div>").blocks
    assert [(one.text, one.cell) for one in found] == [("до", None), ("a", (0, 0, 0)), ("после", None)]


def test_cells_have_their_place() -> None:
    body = "<table><thead><tr><th>ФИО<th>Должность</thead><tr><td>Елова<td>учитель<tr><td>Пихтин<td>сторож</table>"
    assert [(one.text, one.cell) for one in page(body).blocks] == [
        ("ФИО", (0, 0, 0)), ("Должность", (0, 0, 1)), ("Елова", (0, 1, 0)),
        ("учитель", (0, 1, 1)), ("Пихтин", (0, 2, 0)), ("сторож", (0, 2, 1)),
    ]  # fmt: skip


def test_a_table_in_a_cell_is_a_table_of_its_own() -> None:
    body = (
        "<table><tr><td>a<table><tr><td>b<td>c</table>d<td>e</tr><tr><td>f</table>"
        "<table><tr><td>g</table>"
    )  # fmt: skip
    assert [(one.text, one.cell) for one in page(body).blocks] == [
        ("a", (0, 0, 0)), ("b", (1, 0, 0)), ("c", (1, 0, 1)), ("d", (0, 0, 0)),
        ("e", (0, 0, 1)), ("f", (0, 1, 0)), ("g", (2, 0, 0)),
    ]  # fmt: skip


def test_paragraphs_in_a_cell_share_its_place() -> None:
    found = page("<table><tr><td><p>a</p><p>b<br>c</p></td><td>d</td></tr></table>").blocks
    assert [one.cell for one in found] == [(0, 0, 0), (0, 0, 0), (0, 0, 0), (0, 0, 1)]


@pytest.mark.parametrize(
    ("body", "region"),
    [
        ("<p>x</p>", "main"),
        ("<nav><p>x</p></nav>", "nav"),
        ("<header><div><p>x</p></div></header>", "header"),
        ("<footer>x</footer>", "footer"),
        ("<aside>x</aside>", "aside"),
        ("<div id='footer'><p>x</p></div>", "footer"),
        ("<div class='site-footer dark'>x</div>", "footer"),
        ("<div class='wide bottom'>x</div>", "footer"),
        ("<div id='bottom-menu'>x</div>", "footer"),
        ("<div class='bottom-bg'>x</div>", "main"),
        ("<div class='pad-bottom'>x</div>", "main"),
        ("<ul class='top-menu'><li>x</ul>", "nav"),
        ("<div class='mainmenu'>x</div>", "nav"),
        ("<div class='breadcrumbs'>x</div>", "nav"),
        ("<div id='header'>x</div>", "header"),
        ("<div class='left-sidebar'>x</div>", "aside"),
        ("<div class='content'>x</div>", "main"),
        ("<header><nav>x</nav></header>", "nav"),
        ("<footer><main>x</main></footer>", "footer"),
        ("<nav><div class='content'>x</div></nav>", "nav"),
        ("<aside><article>x</article></aside>", "main"),
        ("<body class='menu footer'><p>x</p></body>", "main"),
        ("<div class='navy-blue-documents'>x</div>", None),
        ("<div class='footnote'>x</div>", "main"),
    ],
)
def test_regions(body: str, region: str | None) -> None:
    (one,) = page(body).blocks
    if region:
        assert one.region == region


def test_after_a_region_the_page_goes_on() -> None:
    found = page("<nav><ul><li>Меню</ul></nav><p>Текст</p><footer>Низ</footer><p>Ещё</p>").blocks
    assert [one.region for one in found] == ["nav", "main", "footer", "main"]


@pytest.mark.parametrize(
    "attributes",
    [
        "hidden",
        'hidden=""',
        'style="display:none"',
        'style="color: red; DISPLAY : none;"',
        "style='display:none!important'",
    ],
)
def test_what_is_hidden(attributes: str) -> None:
    found = page(f"<div {attributes}><p>тайна</p><h2>ещё</h2></div><p>явно</p>")
    assert [one.hidden for one in found.blocks] == [True, True, False]
    assert found.text_length == len("явно")


def test_a_hidden_span_hides_no_more_than_its_own_words() -> None:
    found = page("<p><span hidden>&nbsp;</span>г. Речной, ул. Садовая, 7</p><p>Адрес: <b hidden>прежний</b> тот же</p>")
    assert [(one.text, one.hidden) for one in found.blocks] == [
        ("г. Речной, ул. Садовая, 7", False), ("Адрес: тот же", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "attributes", ["style='display:block'", "class='hidden-xs'", "data-hidden", "aria-hidden='true'"]
)
def test_what_is_not_hidden(attributes: str) -> None:
    assert not page(f"<p {attributes}>явно</p>").blocks[0].hidden


def test_what_is_nested_is_deeper() -> None:
    outer, inner = page("<ul><li>Структура<ul><li>Совет</ul></ul>").blocks
    assert inner.depth > outer.depth


def test_a_div_is_no_depth() -> None:
    outer, inner = page("<p>Структура</p><div><div><p>Совет</p></div></div>").blocks
    assert inner.depth == outer.depth


def test_the_head_of_a_page() -> None:
    found = page(
        "<title> Школа\n&amp; сад </title><title>другой</title><meta name=Description content='О школе'>"
        "<script src='/A.js'></script><script>let a = 1;</script><link rel='stylesheet' href='/S.css'>"
        "<link rel=canonical href='/c?x=1'><body><noscript>Включите <b>JS</b></noscript>"
        "<div id='Top' class='Big Red'><img src='/i/a.png' alt='Вид школы'></div>"
    )
    assert (found.title, found.description) == ("Школа & сад", "О школе")
    assert found.sources == ("/a.js", "/s.css")
    assert (found.scripts, found.script_length) == (2, len("let a = 1;"))
    assert found.canonical == "https://sosna.example/c?x=1"
    assert "Включите" in found.noscript
    assert "top big red" in found.marks
    assert [(one.source, one.alt, one.block) for one in found.pictures] == [("/i/a.png", "Вид школы", 0)]
    assert found.url == URL


def test_the_title_of_a_drawing_is_not_the_pages() -> None:
    assert page("<body><svg><title>Значок</title></svg><p>Текст").title == ""


def test_encodings_come_through() -> None:
    body = "<meta charset=windows-1251><p>Ёлочка</p>".encode("cp1251")
    found = read_page(body, "text/html", URL)
    assert ([one.text for one in found.blocks], found.encoding) == (["Ёлочка"], "cp1251")
