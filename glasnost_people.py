"""Makes what people do in the demo's region: respondents, inspections and decisions, as files that Glasnost reads.

The same seed gives the same bytes. Nobody in them exists. Headers are those of the blank templates.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random

from audit.review_words import HEADERS, REASONS, VERDICTS, Column
from glasnost_region import chance, organisations

OPERATOR = "АНО «Опрос-Заозёрье»"
INSPECTORS = ("Вера Сергеевна Ольховая", "Павел Андреевич Ясенев")
NOT_RATED = "ЖКХ"
"""A sector that the law does not rate: nobody asks its customers."""
_DAY = dt.datetime(2026, 9, 1, 10, tzinfo=dt.UTC)
_STAND = {
    "образование": 16,
    "спорт": 16,
    "культура": 10,
    "социальное обслуживание": 19,
    "здравоохранение": 24,
    "МСЭ": 16,
}
"""The demo's norms of stands; the law names the stand for social services only."""
_TERM = {"здравоохранение": 14, "МСЭ": 30}
"""Sector → term of waiting, days."""
_BY_HAND = {"club": (9, 20, 2, False), "college": (44, 75, 3, False)}
"""Sites that did not let the program in, and that an inspector opened: items of the norm, working channels, whether
there is a version for the visually impaired."""
_OFFERED: tuple[Column, ...] = ("org", "item", "why")
CHAT = "common.consultation_works"
_NOT_TRIED = ("not_tried", "not_talked")
"""What the program leaves to a person: whether anybody answers in a chat."""


def survey(registry: str, headers: Mapping[str, str]) -> str:
    """One row a respondent, 30 to 60 of each organisation; ``headers``: column → header of the template."""
    return _table(headers, (row for org in _rated(registry) for row in _respondents(org)))


def inspection(registry: str, headers: Mapping[str, str]) -> str:
    """One row an organisation."""
    return _table(headers, (_visit(org, headers) for org in _rated(registry)))


def _rated(registry: str) -> Iterator[dict[str, str]]:
    return (row for row in organisations(registry) if row["Сфера"] != NOT_RATED)


def _table(headers: Mapping[str, str], rows: Iterator[Mapping[str, str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(headers.values())
    for row in rows:
        writer.writerow([row.get(column, "") for column in headers])
    return out.getvalue()


def _respondents(org: Mapping[str, str]) -> Iterator[dict[str, str]]:
    found = chance("survey", org["id"])
    good = found.uniform(0.8, 0.98)  # how the organisation is seen; each question a little otherwise
    share = {
        question: min(0.99, good * found.uniform(0.94, 1.06))
        for question in ("stand_satisfied", "site_satisfied", "timely", "comfort", "polite_first", "polite_service",
                         "polite_remote", "recommend", "organisation", "overall")
    }  # fmt: skip
    share["access_satisfied"] = good * found.uniform(0.55, 0.95)  # the weakest point nearly everywhere
    disabled = 1.0 if org["Сфера"] == "МСЭ" else found.choice([0.0, 0.08, 0.12, 0.2])
    has_site = org["Сайт"] != "нет"
    for number in range(1, found.randint(30, 60) + 1):
        filters = {"used_stand": 0.8, "used_site": 0.7 * has_site, "used_remote": 0.5, "disabled": disabled}
        yield _answers(org["id"], number, share, filters, found)


def _answers(
    org: str, number: int, share: Mapping[str, float], filters: Mapping[str, float], found: Random
) -> dict[str, str]:  # fmt: skip
    mood = found.choice([0.85, 1.0, 1.0, 1.02])  # some people are content with everything, some with little

    def yes(likely: float) -> str:
        return "да" if found.random() < likely * mood else "нет"

    use = {
        name: found.random() < filters[name] for name in ("used_stand", "used_site", "used_remote", "disabled")
    }  # fmt: skip
    asked_if = {"stand_satisfied": "used_stand", "site_satisfied": "used_site", "polite_remote": "used_remote",
                "access_satisfied": "disabled"}  # fmt: skip
    row = {name: "да" if used else "нет" for name, used in use.items()}
    for question, likely in share.items():
        if use.get(asked_if.get(question, ""), True):
            row[question] = yes(likely)
    at = _DAY + dt.timedelta(days=found.randint(0, 27), minutes=found.randint(0, 480))
    return row | {
        "org": org, "respondent": f"{org}-{number:03}", "date": at.date().strftime("%d.%m.%Y"),
        "source": found.choice(["на бумаге", "онлайн", "телефон"]), "interviewer": f"И-{found.randint(1, 12):02}",
        "seconds": str(found.randint(150, 900)),
    }  # fmt: skip


def _visit(org: Mapping[str, str], headers: Mapping[str, str]) -> dict[str, str]:
    found = chance("inspection", org["id"])
    likely = {"comfort": found.uniform(0.7, 1.0), "access": found.uniform(0.2, 0.9), "equal": found.uniform(0.3, 0.8)}
    norm = _STAND[org["Сфера"]]
    row = {
        "org": org["id"], "date": (_DAY + dt.timedelta(days=found.randint(0, 27))).strftime("%d.%m.%Y"),
        "by": found.choice(INSPECTORS), "evidence": f"{org['id']}-stend.jpg; {org['id']}-vhod.jpg",
        "inspection.stand_items:value": str(found.randint(norm * 6 // 10, norm)),
        "inspection.stand_items:of": str(norm),
    }  # fmt: skip
    for column in headers:
        block = column.split(".")[1] if column.count(".") == 2 else ""  # noqa: PLR2004 (inspection.BLOCK.CONDITION)
        if block in likely and column != "inspection.equal.site_version":  # that the audit of the site sees
            row[column] = "да" if found.random() < likely[block] else "нет"
    if org["id"] in _BY_HAND:
        items, asked, channels, version = _BY_HAND[org["id"]]
        row |= {"site.items:value": str(items), "site.items:of": str(asked), "site.channels:value": str(channels),
                "site.channels:of": "6", "inspection.equal.site_version": "да" if version else "нет",
                "evidence": f"{row['evidence']}; {org['id']}-site.pdf"}  # fmt: skip
    if org["Сфера"] in _TERM:
        term = _TERM[org["Сфера"]]
        row |= {"inspection.waiting:value": str(found.randint(term // 3, term + 1)), "inspection.waiting:of": str(term)}
    return row


def decide(path: Path) -> int:
    """Fill in a file of ``glasnost review export`` what came of writing into each chat; gives how many decisions."""
    from openpyxl import load_workbook  # 0.2 s that other commands do not need

    book = load_workbook(path)
    sheet, made = book.worksheets[0], 0
    at = {name: number for number, name in enumerate(HEADERS["ru"], start=1)}
    for number in range(2, sheet.max_row + 1):
        org, item, why = (sheet.cell(number, at[name]).value for name in _OFFERED)
        if item != CHAT or why not in {REASONS[one] for one in _NOT_TRIED}:
            continue
        found = chance("chat", str(org))
        answered = found.randint(1, 5) > 1
        hour = f"{found.randint(1, 9)} октября 2026 года в {found.randint(10, 16)} часов спросили о часах работы"
        reason = f"{hour}: " + (f"ответили через {found.randint(2, 40)} минут." if answered else "два дня не отвечали.")
        sheet.cell(number, at["decision"], VERDICTS["ru"]["met" if answered else "missing"])
        sheet.cell(number, at["reason"], reason)
        sheet.cell(number, at["reviewer"], found.choice(INSPECTORS))
        made += 1
    book.save(path)
    return made
