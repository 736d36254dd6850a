"""Forms to write to the organisation, and widgets known by their names."""

from __future__ import annotations

import pytest

from tests.audit.conftest import See

RULE = {"form": {"words": ["обращение", "вопрос", "обратная связь", "сообщение"], "without": ["поиск", "комментарий"]}}
CHAT = {"widget": {"sources": ["jivosite", "chat-widget"], "marks": ["bvi-open"], "phrases": ["онлайн консультант"]}}


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        ('<form action="/send"><textarea name="t" placeholder="Текст обращения"></textarea></form>', "met"),
        ("<form><p>Обратная связь</p><input name='n'><textarea></textarea></form>", "met"),
        ("<h2>Задать вопрос</h2><form action='/q'><textarea></textarea></form>", "met"),
        ("<h2>Задать вопрос</h2><div><input><textarea></textarea></div>", "met"),
        ("<form><label>Ваше сообщение <textarea></textarea></label></form>", "met"),
        ("<form class='x' action='/s'><input name='q' placeholder='Поиск по сайту'></form>", "missing"),
        ("<form><textarea placeholder='Ваш комментарий'></textarea><p>Вопрос</p></form>", "missing"),
        ("<form action='/login'><input name='login'><input type='password'></form>", "missing"),
        ("<h2>Задать вопрос</h2><p>Пишите на почту.</p>", "missing"),
        ("<form action='/v'><h3>Вопрос дня</h3><input type='radio'><button>Ответить</button></form>", "missing"),
    ],
)  # fmt: skip
def test_a_form_to_write(body: str, verdict: str, see: See) -> None:
    found = see(RULE, body)
    assert found.verdict == verdict
    if verdict == "met":
        assert found.evidence[0].place.startswith("form")


def test_a_form_is_known_by_the_title_of_its_page(see: See) -> None:
    page = "<!DOCTYPE html><title>{}</title><form action='/a'><input name='n'><textarea></textarea></form>"
    assert see(RULE, {"": page.format("Обратная связь")}, whole=True).verdict == "met"
    assert see(RULE, {"": page.format("Школа")}, whole=True).verdict == "missing"


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        ('<script src="//code.JivoSite.example/script/widget/x" async></script><p>Школа</p>', "met"),
        ('<iframe src="/chat-widget/frame.html"></iframe>', "met"),
        ('<link rel="stylesheet" href="/css/chat-widget.css"><p>Школа</p>', "met"),
        ('<a href="#" class="btn BVI-open">Вид</a>', "met"),
        ("<button>Онлайн-консультант</button>", "met"),
        ('<a href="/chat">Онлайн-консультант</a>', "met"),
        ("<p>Онлайн-консультант ответил на вопросы родителей" + ", на вопросы учеников" * 4 + ".</p>", "missing"),
        ("<p>Мы не ставим jivosite на сайт.</p>", "missing"),
        ("<script>var a = 'jivosite'</script><a href='/n'>Ещё</a>" + "<p>Школа на берегу.</p>" * 4, "missing"),
    ],
)  # fmt: skip
def test_a_widget(body: str, verdict: str, see: See) -> None:
    assert see(CHAT, body).verdict == verdict


ORDER = {"form": {"words": ["обращение"], "weak": ["отправить"], "others": ["записаться", "резюме"]}}


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        ("<form><textarea></textarea><button>Отправить</button></form>", "met"),
        ("<h2>Записаться на экскурсию</h2><form><textarea></textarea><button>Отправить</button></form>", "missing"),
        ("<form><p>Ваше резюме</p><textarea></textarea><button>Отправить</button></form>", "missing"),
        ("<form><p>Обращение: жалоба, записаться на приём, прочее</p><textarea></textarea></form>", "met"),
    ],
)
def test_a_form_for_orders_is_no_form_for_appeals(body: str, verdict: str, see: See) -> None:
    assert see(ORDER, body).verdict == verdict


def test_a_form_around_the_whole_page_is_known_by_the_words_of_the_page(see: See) -> None:
    """Some builders put the form around everything, the menu with its «Записаться на приём» too."""
    menu = "<ul>" + "".join(f"<li><a href='/{n}'>Записаться на приём, раздел {n}</a></li>" for n in range(40)) + "</ul>"
    page = f"<form>{menu}<h1>Обратная связь</h1><p>Тема обращения:</p><textarea></textarea></form>"
    found = see(ORDER, page)
    assert found.verdict == "met"
    assert found.evidence[0].quote == "Тема обращения:"
