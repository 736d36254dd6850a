"""Pages of a template that nobody filled in."""

from __future__ import annotations

import pytest

from tests.audit.conftest import See

RULE = {"any_of": [{"microdata": {"itemprop": ["fullName"]}}, {"section": {"titles": ["основные сведения"]}}]}
HOME = "<p>Школа стоит на берегу речки Сосновки и ждёт учеников каждый день.</p>"


def table(*rows: tuple[str, str]) -> str:
    cells = "".join(f"<tr><td>{label}</td><td>{value}</td></tr>" for label, value in rows)
    return f"<h1>Основные сведения</h1><table>{cells}</table>"


SAMPLE = (
    ("Дата создания", "дд.мм.гггг"), ("Адрес", "Адрес места нахождения"), ("Режим работы", "(текст)"),
    ("Телефоны", "Контактные телефоны"), ("Представительства", "Имеются, и все они стоят на берегу речки Сосновки"),
)  # fmt: skip
FILLED = (
    ("Дата создания", "01.09.1974"), ("Адрес", "село Сосновка, улица Лесная, дом 5"), ("Режим работы", "с 8 до 17"),
    ("Телефоны", "8 (49900) 2-14-36"), ("Отчество директора", "Фамилия, имя, отчество"),
    ("Представительства", "Имеются, и все они стоят на берегу речки Сосновки, в двух домах"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "verdict", "reason"), [(SAMPLE, "missing", "placeholder"), (FILLED, "met", None)],
)  # fmt: skip
def test_a_table_of_samples_says_nothing(
    rows: tuple[tuple[str, str], ...], verdict: str, reason: str | None, see: See,
) -> None:  # fmt: skip
    found = see(RULE, {"": HOME, "common": table(*rows)})
    assert (found.verdict, found.reason) == (verdict, reason)


def test_a_site_of_mostly_samples_is_the_template_itself(see: See) -> None:
    pages = {f"p/{n}": table(*SAMPLE, (f"Раздел {n}", f"Страница {n}")) for n in range(4)}
    text = "<h1>Основные сведения</h1><p>" + "Полное наименование организации по её уставу и дата создания. " * 4
    found = see(RULE, {"": HOME, **pages, "common": text})
    assert (found.verdict, found.reason) == ("missing", "placeholder")


@pytest.mark.parametrize(
    ("value", "verdict"),
    [("Полное наименование", "missing"), ("(текст)", "missing"), ("Сосновская школа", "met"), ("Информатика", "met")],
)
def test_a_mark_on_a_sample_says_nothing(value: str, verdict: str, see: See) -> None:
    page = f"<p itemprop='fullName'>{value}</p>"
    assert see({"microdata": {"itemprop": ["fullName"]}}, {"": HOME, "common": page}).verdict == verdict
