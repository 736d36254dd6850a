"""Makes the rest of the demo's region out of its sites: organisations of other towns, with known gaps.

Reads data/demo, gives files; the same seed gives the same bytes. Knows nothing of crawling or auditing. A made site is
the site of its kin under another name, in another town, and without some pages: its known gaps.
"""

from __future__ import annotations

import csv
import io
import random
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from crawler.inn import check_digit

SEED = "Заозёрская область, 2026"
TOWNS = {
    "Верхнелесск": ("verhnelessk", "город Верхнелесск", "Олег Викторович Сосновский"),
    "Тихогорск": ("tihogorsk", "Тихогорский район", "Марина Андреевна Ключевая"),
    "Заозёрск": ("zaozersk", "город Заозёрск", "Игорь Павлович Луговой"),
    "Светлореченск": ("svetlorechensk", "город Светлореченск", "Татьяна Сергеевна Полевая"),
}
"""Town → its Latin name, its municipality and who heads that."""

GAPS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "school": {
        "sveden/budget/index.html": ("common.finance", "edu.budget.plan"),
        "sveden/paid_edu/index.html": ("common.paid_services", "edu.paid_edu.order"),
        "sveden/employees/index.html": ("common.staff", "edu.employees.education"),
        "sveden/catering/index.html": ("edu.catering.menu", "edu.catering.conditions"),
        "nok.html": ("common.nok_section", "common.questionnaire"),
    },
    "kindergarten": {
        "svedeniya/paid_edu.html": ("edu.paid_edu.order",),
        "svedeniya/education.html": ("edu.education.numbers", "edu.education.languages"),
    },
    "polyclinic": {
        "faq.html": ("common.faq",),
        "otzyvy.html": ("common.feedback_form",),
        "platnye.html": ("health.paid_rules", "health.paid_services"),
        "vrachi.html": ("common.staff", "health.staff_certificate"),
    },
    "library": {
        "uslugi/index.html": ("common.paid_services", "culture.paid_services"),
        "chitatelyam/index.html": ("common.faq", "common.questionnaire"),
        "dokumenty/index.html": ("common.finance", "culture.finance"),
    },
    "social-centre": {
        "voprosy.html": ("common.faq",),
        "obrashcheniya.html": ("common.feedback_form",),
        "tarify.html": ("social.tariffs",),
        "nezavisimaya-ocenka.html": ("social.nok",),
    },
    "sport-school": {
        "obrashchenie.html": ("common.feedback_form",),
        "trenery.html": ("common.staff", "edu.employees.education"),
    },
    "art-school": {"otdeleniya.html": ("edu.education.form",), "prepodavateli.html": ("common.staff",)},
}  # fmt: skip
"""Kin → page that a made site may lack → items that nothing else on the site meets."""


class Kin(NamedTuple):
    """One made organisation: whose site it takes, where it is, and what is called otherwise."""

    id: str
    base: str
    town: str
    words: tuple[tuple[str, str], ...] = ()
    """Replaced before the town's name."""


MADE = (
    Kin("school-v2", "school", "Верхнелесск", (("№ 7", "№ 2"),)),
    Kin("school-t1", "school", "Тихогорск", (("№ 7", "№ 1"),)),
    Kin("school-z4", "school", "Заозёрск", (("№ 7", "№ 4"),)),
    Kin("kindergarten-v3", "kindergarten", "Верхнелесск", (("№ 5", "№ 3"), ("Солнышко", "Родничок"))),
    Kin("kindergarten-t1", "kindergarten", "Тихогорск", (("№ 5", "№ 1"), ("Солнышко", "Теремок"))),
    Kin("kindergarten-z8", "kindergarten", "Заозёрск", (("№ 5", "№ 8"), ("Солнышко", "Берёзка"))),
    Kin("art-school-v", "art-school", "Верхнелесск"),
    Kin("art-school-z", "art-school", "Заозёрск"),
    Kin("polyclinic-v1", "polyclinic", "Верхнелесск", (("№ 2", "№ 1"), ("СГП", "ВГП"))),
    Kin("polyclinic-t1", "polyclinic", "Тихогорск", (("№ 2", "№ 1"), ("СГП", "ТГП"))),
    Kin("polyclinic-z4", "polyclinic", "Заозёрск", (("№ 2", "№ 4"), ("СГП", "ЗГП"))),
    Kin("polyclinic-s1", "polyclinic", "Светлореченск", (("№ 2", "№ 1"),)),
    Kin("polyclinic-s3", "polyclinic", "Светлореченск", (("№ 2", "№ 3"),)),
    Kin("library-v", "library", "Верхнелесск", (
        ("А. Н. Рощина", "П. С. Лугового"), ("Рощина", "Лугового"), ("СЦБ", "ВЦБ"))),
    Kin("library-t", "library", "Тихогорск", (
        ("А. Н. Рощина", "В. И. Ключевого"), ("Рощина", "Ключевого"), ("СЦБ", "ТЦБ"))),
    Kin("library-z", "library", "Заозёрск", (
        ("А. Н. Рощина", "Е. П. Озёрного"), ("Рощина", "Озёрного"), ("СЦБ", "ЗЦБ"))),
    Kin("library-s2", "library", "Светлореченск", (
        ("ентральная библиотека", "етская библиотека"), ("А. Н. Рощина", "М. Г. Полевого"), ("Рощина", "Полевого"),
        ("СЦБ", "СДБ"))),
    Kin("library-s3", "library", "Светлореченск", (
        ("ентральная библиотека", "нижная библиотека"), ("А. Н. Рощина", "С. А. Речного"), ("Рощина", "Речного"),
        ("СЦБ", "СКБ"))),
    Kin("social-v", "social-centre", "Верхнелесск"),
    Kin("social-t", "social-centre", "Тихогорск"),
    Kin("social-z", "social-centre", "Заозёрск"),
    Kin("social-s2", "social-centre", "Светлореченск", (("ветлореченского района", "ветлореченского Заречья"),)),
    Kin("social-s3", "social-centre", "Светлореченск", (("ветлореченского района", "ветлореченского Поозёрья"),)),
    Kin("sport-school-v", "sport-school", "Верхнелесск", (("Старт", "Вымпел"),)),
    Kin("sport-school-t", "sport-school", "Тихогорск", (("Старт", "Факел"),)),
    Kin("sport-school-z", "sport-school", "Заозёрск", (("Старт", "Ритм"),)),
)  # fmt: skip
"""With the fourteen of the registry and the theatre they are the region."""

THEATRE = (
    "theatre", "Государственное автономное учреждение культуры «Заозёрский областной драматический театр»",
    "ГАУК «ЗОДТ»", "культура", "театр", "город Заозёрск", "Заозёрская область", "нет", "15.10.2026",
)  # fmt: skip
"""It has no site: what is asked of the site is zero; by the law it is rated by two criteria."""

HEADS = ("Руководитель", "Глава муниципального образования", "Глава региона")
GOVERNOR = "Николай Ильич Заозёрский"
_NAMES = (
    ("Анна", "Вера", "Ольга", "Ирина", "Елена"),
    ("Павловна", "Ильинична", "Олеговна"),
    ("Лесная", "Речная", "Полевая"),
)
_FILES = frozenset({".html", ".xml", ".txt", ".js", ".css"})


def chance(*words: str) -> random.Random:
    """A source of numbers that depends on words alone."""
    return random.Random(" / ".join((SEED, *words)))  # noqa: S311 (an invented region keeps no secret)


def gaps(kin: Kin) -> dict[str, tuple[str, ...]]:
    """The pages that a made site lacks, and the items that it therefore lacks."""
    pages = sorted(GAPS[kin.base])
    found = chance("gaps", kin.id)
    lost = found.sample(pages, found.randint(0, min(3, len(pages))))
    return {page: GAPS[kin.base][page] for page in sorted(lost)}


def write(kin: Kin, folder: Path, out: Path) -> None:
    """Write a made site into ``out``; ``folder`` holds the sites of the demo."""
    lost, pairs = gaps(kin), _pairs(kin)
    for path in sorted((folder / kin.base).rglob("*")):
        name = path.relative_to(folder / kin.base)
        if path.is_dir() or name.as_posix() in lost:
            continue
        target = out / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix in _FILES:
            target.write_text(_renamed(path.read_text("utf-8"), pairs), "utf-8", newline="")
        elif path.suffix in (".docx", ".xlsx", ".odt"):
            target.write_bytes(_document(path.read_bytes(), pairs))
        else:
            target.write_bytes(path.read_bytes())


def _pairs(kin: Kin) -> tuple[tuple[re.Pattern[str], str], ...]:
    latin = TOWNS[kin.town][0]
    old, new = "Светлореченск", kin.town
    town = ((old, new), (old.lower(), new.lower()), (old.upper(), new.upper()), ("svetlorechensk", latin))
    words = (*kin.words, *town)
    return tuple((re.compile(re.escape(was) + (r"(?!\d)" if was[-1:].isdigit() else "")), now) for was, now in words)


def _renamed(text: str, pairs: Sequence[tuple[re.Pattern[str], str]]) -> str:
    for was, now in pairs:
        text = was.sub(now, text)
    return text


def _document(content: bytes, pairs: Sequence[tuple[re.Pattern[str], str]]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for info in old.infolist():
            part = old.read(info)
            if info.filename.endswith(".xml"):
                part = _renamed(part.decode("utf-8"), pairs).encode()
            new.writestr(info, part)  # with the date of the old one
    return made.getvalue()


def registry(text: str, addresses: Mapping[str, str]) -> str:
    """The registry of the demo with the rest of the region, and with who answers for each; ``addresses`` by id."""
    head, *rows = csv.reader(io.StringIO(text), delimiter=";")
    by_id = {row[0]: row for row in rows}
    for kin in MADE:
        row = [_renamed(cell, _pairs(kin)) for cell in by_id[kin.base]]
        rows.append([kin.id, *row[1:5], TOWNS[kin.town][1], row[6], addresses[kin.id], row[8], inn(len(rows) + 1)])
    rows.append([*THEATRE, inn(len(rows) + 1)])
    towns = {municipality: who for _, municipality, who in TOWNS.values()}
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow([*head, *HEADS])
    for row in rows:
        name = " ".join(chance("head", row[0]).choice(part) for part in _NAMES)
        writer.writerow([*row, name, towns.get(row[5], "Андрей Петрович Зареченский"), GOVERNOR])
    return out.getvalue()


def inn(number: int) -> str:
    """The ИНН of an organisation of the region: its check digit is right, and no region has the code 00."""
    digits = f"0026{number:05}"
    return digits + check_digit(digits)


def organisations(text: str) -> Iterator[dict[str, str]]:
    """The rows of a registry by header."""
    return csv.DictReader(io.StringIO(text), delimiter=";")
