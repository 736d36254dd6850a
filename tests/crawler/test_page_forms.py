"""Forms, fields outside forms, and microdata."""

from __future__ import annotations

from crawler.page import Page, read_page

URL = "https://sosna.example/feedback"


def page(body: str) -> Page:
    return read_page(body.encode(), "text/html; charset=utf-8", URL)


def test_a_form_with_its_fields_and_words() -> None:
    (form,) = page(
        "<form action='/send' method=POST id='Ask' class='Big'><h3>Задать вопрос</h3>"
        "<label>Имя <input name='Name' placeholder='Ваше имя'></label><input type='EMAIL' name=mail>"
        "<textarea name=text title='Текст обращения'>черновик</textarea>"
        "<select name=topic><option>Приём</select><input type=submit value='Отправить'></form>"
    ).forms
    assert (form.action, form.method) == ("https://sosna.example/send", "post")
    assert "ask" in form.marks
    assert "big" in form.marks
    assert [(field.kind, field.name) for field in form.fields] == [
        ("text", "name"), ("email", "mail"), ("textarea", "text"), ("select", "topic"), ("submit", ""),
    ]  # fmt: skip
    assert form.fields[0].words == "Ваше имя"
    assert form.fields[4].words == "Отправить"
    assert form.text.startswith("Задать вопрос Имя")
    assert not form.hidden


def test_a_form_without_an_action_sends_to_its_page() -> None:
    (form,) = page("<form><textarea></textarea></form>").forms
    assert (form.action, form.method) == (URL, "get")


def test_fields_outside_every_form_are_one_form_of_their_own() -> None:
    found = page("<form action=/s><input name=q></form><h2>Вопрос</h2><input name=a><textarea name=b></textarea>").forms
    assert [form.action for form in found] == ["https://sosna.example/s", None]
    assert [field.name for field in found[1].fields] == ["a", "b"]
    assert found[1].block in {0, 1}
    assert page("<p>нет полей</p>").forms == ()


def test_forms_never_nest() -> None:
    found = page("<form action=/a><input name=x><form action=/b><input name=y></form><input name=z>").forms
    assert found[0].action == "https://sosna.example/a"
    assert [field.name for field in found[0].fields] == ["x", "y"]


def test_a_hidden_form() -> None:
    assert page("<div style='display:none'><form><textarea></textarea></form></div>").forms[0].hidden


def test_a_form_knows_what_stands_before_it() -> None:
    found = page("<p>a</p><p>b</p><form><p>c</p><textarea></textarea></form>")
    assert found.blocks[found.forms[0].block].text == "c"


def test_words_of_a_prop_stand_apart() -> None:
    (prop, _) = page("<div itemprop=a><p itemprop=b>Администрация района</p>сайт</div>").props
    assert prop.text == "Администрация района сайт"


def test_itemprops_nest() -> None:
    found = page(
        "<div itemprop='uchredLaw'><p itemprop='nameUchred'>Администрация <b>района</b></p> "
        "<a itemprop='websiteUchred' href='https://a.example/'>сайт</a></div><p itemprop='fullName'>Школа</p>"
    )
    assert [(prop.name, prop.parents, prop.text) for prop in found.props] == [
        ("uchredLaw", (), "Администрация района сайт"),
        ("nameUchred", ("uchredLaw",), "Администрация района"),
        ("websiteUchred", ("uchredLaw",), "сайт"),
        ("fullName", (), "Школа"),
    ]
    assert [prop.links for prop in found.props] == [(0,), (), (0,), ()]


def test_an_itemprop_on_a_row_holds_its_cells() -> None:
    found = page(
        "<table><tr itemprop='teachingStaff'><td itemprop='fio'>Елова</td><td itemprop='post'>учитель</td></tr></table>"
    )
    assert [(prop.name, prop.text) for prop in found.props] == [
        ("teachingStaff", "Елова учитель"), ("fio", "Елова"), ("post", "учитель"),
    ]  # fmt: skip
    assert found.props[1].parents == ("teachingStaff",)


def test_itemprops_of_a_link_and_of_what_is_in_it() -> None:
    found = page("<a itemprop='ustavDocLink' href='/u.pdf'>Устав</a><p itemprop=license><a href='/l.pdf'><img></a></p>")
    assert [(prop.text, prop.links) for prop in found.props] == [("Устав", (0,)), ("", (1,))]


def test_hidden_and_empty_itemprops_are_told() -> None:
    found = page(
        "<p itemprop=a hidden>x</p><div style='display: none'><p itemprop=b>y</p></div><p itemprop=c></p>"
    ).props
    assert [(prop.name, prop.hidden, prop.text) for prop in found] == [
        ("a", True, "x"),
        ("b", True, "y"),
        ("c", False, ""),
    ]


def test_a_prop_ends_with_its_element() -> None:
    found = page("<p itemprop=a>внутри</p>снаружи<span itemprop=b>и</span> дальше").props
    assert [prop.text for prop in found] == ["внутри", "и"]


def test_a_long_prop_and_form_are_cut() -> None:
    found = page("<div itemprop=a><form><textarea></textarea>" + "<p>слово</p>" * 2000 + "</form></div>")
    assert len(found.props[0].text) <= 2000
    assert len(found.forms[0].text) <= 2000
