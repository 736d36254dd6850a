"""Sections: a page or a part of one, named in one of many ways, with content of its own or without."""

from __future__ import annotations

import pytest

from tests.audit.conftest import See

RULE = {"section": {"titles": ["структура", "органы управления"], "paths": ["struct"], "min_text": 80}}
TEXT = "<p>Педагогический совет, общее собрание работников, управляющий совет и методический отдел.</p>"
HOME = "<p>Школа стоит на берегу речки Сосновки и ждёт учеников каждый день.</p>"
LINK = '<a href="/p/7">Структура</a>'


@pytest.mark.parametrize(
    "pages",
    [
        {"": HOME, "p/7": f"<h1>Структура школы</h1>{TEXT}"},
        {"": HOME, "p/7": f"<h2>Структура школы</h2>{TEXT}"},
        {"": HOME, "sveden/struct/": TEXT},
        {"": HOME, "sveden/STRUCT.html": TEXT},
        {"": HOME, "sveden/struct/index.php": TEXT},
        {"": HOME + LINK, "p/7": f"<h1>Коллектив</h1>{TEXT}"},
        {"": HOME + f"<h2>Структура</h2>{TEXT}"},
        {"": HOME + f"<p><b>Структура</b></p>{TEXT}"},
        {"": HOME, "o-nas": f"<h1>О нас</h1><h3>Органы управления</h3>{TEXT}<h3>История</h3><p>Давно.</p>"},
        {"": HOME, "p/7": '<h1>Структура</h1><p><a href="/s.pdf">Схема</a></p>'},
        {"": HOME, "p/7": "<h1>Структура</h1><table><tr><th>Отдел</th><th>Глава</th></tr><tr><td>Учебный</td>"
         "<td>Елова</td></tr><tr><td>Хозяйственный</td><td>Пихтин</td></tr></table>"},
        {"": HOME + '<p><a href="/scheme.pdf">Структура школы</a></p>'},
        {"": HOME, "p/7": "<h1>Структура</h1><p>Структурные подразделения отсутствуют.</p>"},
    ],
)  # fmt: skip
def test_a_section_with_content(pages: dict[str, str], see: See) -> None:
    assert see(RULE, pages).verdict == "met"


def test_a_section_is_known_by_the_title_of_its_page(see: See) -> None:
    page = f"<!DOCTYPE html><title>Структура — Сосновская школа</title><body>{TEXT}"
    assert see(RULE, {"": HOME, "p/7": page}, whole=True).verdict == "met"


@pytest.mark.parametrize(
    ("page", "verdict", "reason"),
    [
        ("<h1>Структура</h1>", "missing", "bare_heading"),
        ("<h1>Структура</h1><h2>Структура</h2>", "missing", "bare_heading"),
        ("<h1>Структура</h1><nav><a href='/a'>Новости</a><a href='/b'>Фото</a></nav>", "missing", "bare_heading"),
        ("<h1>Структура</h1><footer><p>© Сосновская школа, сайт сделан учениками школы</p></footer>", "missing", None),
        ("<h1>Структура</h1><p>Раздел находится в разработке.</p>", "missing", "placeholder"),
        ("<h1>Структура</h1><p>Lorem ipsum dolor sit amet, consectetur adipiscing elit.</p>", "missing", "placeholder"),
        ("<h1>Структура</h1><p>______________</p>", "missing", None),
        (
            "<h1>Структура</h1><p>&lt;НАЗВАНИЕ ОТДЕЛА&gt;</p><p>&lt;ИМЯ ГЛАВЫ&gt;</p>" + TEXT,
            "missing",
            "placeholder",
        ),
        ("<h1>Структура</h1><p>&lt;название отдела&gt;</p><p>&lt;имя главы&gt;</p>" + TEXT, "missing", "placeholder"),
        ("<h1>Структура</h1><p>{{ department }}</p><p>{{ chief }}</p>" + TEXT, "missing", "placeholder"),
        (
            "<h1>Структура</h1>" + "".join(f"<p><a href='/example.pdf'>Положение {n}</a></p>" for n in range(4)),
            "missing",
            "placeholder",
        ),
        ("<h1>Структура</h1><p>Главная / <a href='/'>Школа</a> / Структура</p>", "missing", None),
        ("<h1>Структура</h1><div style='display:none'>" + TEXT + "</div>", "missing", "bare_heading"),
        ("<h1>Структура</h1><p>Директор и совет.</p>", "partial", "little"),
        ("<h1>Структура</h1><p>Положение о педагогическом совете</p>", "partial", "named_only"),
    ],
)
def test_a_section_without_content(page: str, verdict: str, reason: str | None, see: See) -> None:
    found = see(RULE, {"": HOME, "p/7": page})
    assert found.verdict == verdict, found
    if reason:
        assert found.reason == reason
    assert found.evidence[0].url.endswith("p/7")


@pytest.mark.parametrize(
    "page",
    [
        "<h1>Новости</h1><p>Как сообщает пресс-служба губернатора, на заседании обсуждалась новая структура.</p>",
        f"<h1>Новости</h1><nav><h3>Структура</h3></nav>{TEXT}",
        f"<h1>Инфраструктура</h1>{TEXT}",
        f"<h1>Новости</h1><footer><h3>Структура</h3>{TEXT}</footer>",
    ],
)
def test_what_is_no_section_of_the_name(page: str, see: See) -> None:
    assert see(RULE, {"": HOME, "p/7": page}).reason == "not_found"


def test_words_of_a_link_in_brackets_are_no_variable(see: See) -> None:
    links = "<p>&lt;читать далее&gt;</p>" * 3
    assert see(RULE, {"": HOME, "p/7": f"<h1>Структура</h1>{TEXT}{links}"}).verdict == "met"


@pytest.mark.parametrize("href", ["", "#", "/gone"])
def test_a_dead_link_of_the_name_is_a_part(href: str, see: See) -> None:
    found = see(RULE, HOME + f'<p><a href="{href}">Структура</a></p>', gone=("gone",))
    assert (found.verdict, found.reason) == ("partial", "dead_link")


def test_a_part_ends_at_the_next_heading_of_its_level(see: See) -> None:
    body = f"<h1>О нас</h1><h3>Структура</h3><h4>Отделы</h4><h3>История</h3>{TEXT}"
    found = see(RULE, {"": HOME, "o-nas": body})
    assert (found.verdict, found.reason) == ("missing", "bare_heading")


def test_a_wrapper_of_the_next_line_nests_nothing(see: See) -> None:
    plain = f"<h1>О нас</h1><p>Структура.</p><p>Прочее</p><p>{'Совет и отделы школы. ' * 3}</p>"
    wrapped = plain.replace("<p>Прочее</p>", "<div><div><p>Прочее</p></div></div>")
    first, second = (see(RULE, {"": HOME, "o-nas": body}) for body in (plain, wrapped))
    assert (first.verdict, first.reason) == (second.verdict, second.reason)


def test_words_tell_content_of_its_kind(see: See) -> None:
    rule = {"section": {**RULE["section"], "words": ["совет"]}}
    assert see(rule, {"": HOME, "struct": TEXT}).verdict == "met"
    other = "<p>Здесь собраны фотографии с осеннего кросса, в котором приняли участие все ученики.</p>" * 2
    found = see(rule, {"": HOME, "struct": f"<h1>Структура</h1>{other}"})
    assert (found.verdict, found.reason) == ("partial", "part")


def test_what_stands_on_every_page_is_no_content(see: See) -> None:
    banner = "<p>Подать заявление о приёме можно на портале государственных услуг или лично в школе.</p>"
    pages = {str(number): f"<h1>Страница {number}</h1><p>Текст {number}.</p>{banner}" for number in range(6)}
    found = see(RULE, {"": HOME + banner, "struct": f"<h1>Структура</h1>{banner}", **pages})
    assert (found.verdict, found.reason) == ("missing", "bare_heading")


def test_menu_entries_are_no_content(see: See) -> None:
    menu = "<ul>" + "".join(f"<li><a href='/{n}'>Раздел {n}</a></li>" for n in range(3)) + "</ul>"
    found = see(RULE, {"": HOME, "struct": f"<h1>Структура</h1><nav>{menu}</nav>"})
    assert found.verdict == "missing"


def test_evidence_quotes_the_heading_and_the_first_words_of_the_content(see: See) -> None:
    found = see(RULE, {"": HOME, "struct": f"<h1>Структура</h1><p>Схема</p>{TEXT}"})
    assert [proof.quote[:20] for proof in found.evidence] == ["Структура", "Педагогический совет"]


LARGE = "".join(
    f"<h2>{line}</h2>"
    for line in (
        "Кабинеты — 25",
        "Мастерская, где учат столярному делу — 1",
        "Библиотека с читальным залом — 1",
        "Сад — 1",
    )
)
HEAD = "".join(
    f"<th>{name}</th>"
    for name in ("Наименование подразделения", "Фамилия, имя, отчество руководителя", "Адрес электронной почты отдела")
)
PAPERS = "<li>Положение о педсовете</li><li>Положение об общем собрании</li>"


@pytest.mark.parametrize(
    ("page", "verdict", "reason"),
    [
        ("<h1>Новости отделения</h1>" + TEXT, "missing", "not_found"),
        ("<h1>Структура на льду</h1>" + TEXT, "missing", "not_found"),
        ("<p><b>Заведующему структурой отдела по делам молодёжи города</b></p>" + TEXT, "missing", "not_found"),
        (f"<h1>Структура</h1>{LARGE}", "met", None),
        (f"<h1>Структура</h1><table><tr>{HEAD}</tr></table>", "missing", "bare_heading"),
        (f"<ul><li>Структура</li>{PAPERS}<li>Новости</li></ul>", "partial", "named_only"),
    ],
)  # fmt: skip
def test_what_stands_under_a_title(page: str, verdict: str, reason: str | None, see: See) -> None:
    rule = {"section": {"titles": ["структура", "отделения"], "without": ["на льду"], "min_text": 80}}
    found = see(rule, {"": HOME, "p/7": page})
    assert (found.verdict, found.reason) == (verdict, reason)


def test_a_page_with_much_filler_is_only_begun(see: See) -> None:
    filler = "<p>Lorem ipsum dolor sit amet.</p>" * 2
    found = see(RULE, {"": HOME, "struct": f"<h1>Структура</h1>{TEXT}{filler}"})
    assert (found.verdict, found.reason) == ("partial", "placeholder")


def test_acts_of_the_state_are_only_a_part_of_a_policy(see: See) -> None:
    rule = {"section": {"titles": ["персональные данные"], "min_text": 40, "own": True}}
    law = "<p>Федеральный закон от 27.07.2006 № 152-ФЗ «О персональных данных»</p>"
    policy = "<p>Школа обрабатывает данные учеников и родителей с их согласия и никому их не передаёт.</p>"
    assert see(rule, {"": HOME, "p": f"<h1>Персональные данные</h1>{law}"}).verdict == "partial"
    assert see(rule, {"": HOME, "p": f"<h1>Персональные данные</h1>{law}{policy}"}).verdict == "met"


@pytest.mark.parametrize(("path", "verdict"), [("o-nas/struktura", "met"), ("novosti/2026/struktura", "partial")])
def test_what_stands_among_news_is_told_of_an_event(path: str, verdict: str, see: See) -> None:
    assert see(RULE, {"": HOME, path: f"<h1>Структура</h1>{TEXT}"}).verdict == verdict


def test_a_panel_before_the_content_of_some_pages_is_no_content(see: See) -> None:
    """Ten plain pages, three with a panel for the visually impaired: on these the panel is not what they are about."""
    panel = "<div>Настройки</div><div>Размер шрифта: малый, средний, большой</div><div>Цвета: чёрный</div>" * 2
    plain = {f"p/{n}": f"<h1>Рассказ {n}</h1><p>Как мы ходили в поход, рассказ номер {n}.</p>" for n in range(10)}
    special = {f"s/{n}": f"{panel}<h1>Рассказ {n}</h1><p>Другой рассказ, и номер его {n}.</p>" for n in range(2)}
    found = see(RULE, {"": HOME, **plain, **special, "struct": f"{panel}<h1>Структура</h1>"})
    assert (found.verdict, found.reason) == ("missing", "bare_heading")


@pytest.mark.parametrize(
    ("part", "verdict", "reason"),
    [
        ("<img src='/schema.png'>", "not_checked", "image_only"),
        ("<img src='/schema.png' hidden>", "missing", "bare_heading"),
        ("<iframe src='https://docs.example/view'></iframe>", "not_checked", "no_browser"),
        ("<nav><img src='/menu.png'></nav>", "missing", "bare_heading"),
        (f"<script>fold()</script><div style='display:none'>{TEXT}</div>", "not_checked", "no_browser"),
        (f"<div style='display:none'>{TEXT}</div>", "missing", "bare_heading"),
        ("<h3>Фото</h3><img src='/photo.png'>", "missing", "bare_heading"),
    ],
)
def test_what_only_a_picture_or_a_frame_may_show_is_not_missing(part: str, verdict: str, reason: str, see: See) -> None:
    found = see(RULE, {"": f"{HOME}<h3>Структура</h3>{part}"})
    assert (found.verdict, found.reason) == (verdict, reason)


def test_a_picture_of_every_page_is_no_content(see: See) -> None:
    logo = "<img src='/gerb.png'>"
    pages = {f"p/{n}": f"{logo}<h1>Рассказ {n}</h1><p>Как мы ходили в поход, {n}.</p>" for n in range(3)}
    found = see(RULE, {"": HOME, **pages, "struct": f"<h1>Структура</h1>{logo}"})
    assert (found.verdict, found.reason) == ("missing", "bare_heading")


def test_a_link_to_a_scan_counts_by_its_words(see: See) -> None:
    rule = {"document": {"names": ["устав"]}}
    home = f"{HOME}<a href='/u'>Устав</a>"
    assert see(rule, {"": home, "u": "<h1>Устав</h1><img src='/ustav-1.jpg'>"}).verdict == "met"
    assert see(rule, {"": home, "u": "<h1>Устав</h1>"}).verdict == "missing"


def test_a_line_to_fill_in_is_no_heading(see: See) -> None:
    """A form to print and fill in is not an empty section of the site."""
    blank = "_" * 40
    form = f"<h1>Заявка на участие</h1><p>Ф.И.О.{blank}</p><p>Структура{blank}</p><p>{blank}</p><p>Подпись {blank}</p>"
    sight = see(RULE, {"": HOME, "p/7": form})
    assert (sight.verdict, sight.reason, sight.evidence) == ("missing", "not_found", ())


@pytest.mark.parametrize(
    "said", ["В разработке", "в разработке…", "Страница в разработке", "В процессе наполнения", "Скоро будет!"]
)
def test_a_line_that_only_says_in_the_making_is_filler(said: str, see: See) -> None:
    sight = see(RULE, {"": HOME, "p/7": f"<h1>Структура</h1><p>{said}</p>"})
    assert (sight.verdict, sight.reason) == ("missing", "placeholder")
    assert sight.evidence[0].quote == said


def test_words_of_making_inside_a_sentence_are_no_filler(see: See) -> None:
    text = TEXT.replace("</p>", " Отдел участвует в разработке учебных программ.</p>")
    assert see(RULE, {"": HOME, "p/7": f"<h1>Структура</h1>{text}"}).verdict == "met"


def test_a_value_in_the_making_is_no_value(see: See) -> None:
    rule = {"labelled": {"labels": ["учредитель"], "value": "text"}}
    table = "<table><tr><td>Учредитель</td><td>в разработке</td></tr></table>"
    assert see(rule, {"": HOME, "p/7": f"<h1>Сведения</h1>{table}"}).verdict == "missing"


def test_filler_that_many_pages_share_is_told_as_filler(see: See) -> None:
    """«В разработке» on half of a site's pages is the template's line on each, and why each is empty."""
    pages = {f"p/{n}": f"<h1>Страница {n}</h1><p>В разработке</p><p>Text here....</p>" for n in range(8)}
    sight = see(RULE, {"": HOME + LINK, **pages})
    assert (sight.verdict, sight.reason) == ("missing", "placeholder")
    assert sight.evidence[0].quote in ("В разработке", "Text here....")
