"""A home folder with invented organisations of every rated sector, some of them with names that attack."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from audit.database import connect
from audit.finding import Evidence, Finding, Verdict
from audit.measures import Batch, put
from audit.scoring import score
from checklists.load import shipped
from crawler import campaigns
from tests.audit.rating.made import DAY, measures

HOSTILE = "=1+1</w:t><script>alert(1)</script>\x00\x0b\u202eabc {{ 7*7 }} {% raw %} &amp; \ud800"
NAMES: Mapping[str, str] = {
    "s1": "МБОУ «Школа № 1 / 2 \\ 3»",
    "s2": HOSTILE,
    "s3": "+7 Школа",
    "c1": "@Библиотека",
    "t1": "Театр *?~",
    "h1": "Поликлиника",
    "w1": "Центр " + "о" * 40_000,
    "x1": "Управляющая компания",
}
KINDS: Mapping[str, tuple[str, str, str]] = {
    "s1": ("education", "school", "Речной район"),
    "s2": ("education", "school", "=1+1"),
    "s3": ("education", "kindergarten", "*"),
    "c1": ("culture", "library", "Речной район"),
    "t1": ("culture", "performing_arts", "<5"),
    "h1": ("health", "polyclinic", "*"),
    "w1": ("social", "social_centre", "Речной район"),
    "x1": ("housing", "manager", "Речной район"),
}
WHOLE = {
    "inspection.stand_items": (7, 9), "survey.stand_satisfied": (31, 37), "survey.site_satisfied": (29, 41),
    "inspection.comfort": (4, 6), "survey.comfort": (33, 37), "inspection.access": (3, 5), "inspection.equal": (4, 6),
    "survey.access_satisfied": (5, 7), "survey.polite_first": (35, 37), "survey.polite_service": (36, 37),
    "survey.polite_remote": (11, 13), "survey.recommend": (30, 37), "survey.organisation": (31, 37),
    "survey.overall": (32, 37), "survey.timely": (23, 37), "inspection.waiting": (5, 14), "site.items": (41, 53),
    "site.channels": (3, 6),
}  # fmt: skip
TABLES: Mapping[str, Mapping[str, Any]] = {
    "s1": WHOLE,
    "s2": WHOLE | {"survey.access_satisfied": (1, 3)},  # three people: withheld
    "s3": {"survey.comfort": (1, 7), "survey.access_satisfied": (0, 0)},
    "c1": WHOLE | {"survey.access_satisfied": (0, 0), "survey.overall": (29, 37)},
    "t1": WHOLE,
    "h1": WHOLE | {"survey.timely": (17, 37)},
    "w1": WHOLE | {"survey.recommend": (11, 37)},
}


def make(home: Path, settings: Mapping[str, str] | None = None, *, measured: bool = True) -> Path:
    """Fill a home folder: eight organisations, one campaign «may», seven of them measured."""
    with contextlib.closing((db := connect(home)).conn):
        for number, (id_, (sector, kind, place)) in enumerate(KINDS.items()):
            db.table("organisations").insert({
                "id": id_, "name": clean(NAMES[id_]), "short_name": clean(NAMES[id_]), "sector": sector, "kind": kind,
                "municipality": place, "region": "Заозёрская область" if id_ != "h1" else "Соседняя область",
                "site": f"https://{id_}.example/", "inn": f"770000000{number}" if id_ != "s3" else "", "extra": "{}",
            })  # fmt: skip
        campaigns.ensure(db, "may", DAY, list(KINDS))
        for org, table in TABLES.items() if measured else ():
            measure(db, "may", org, table)
        if settings:
            row = ["may", "mintrud-344n", json.dumps(dict(settings))]
            db.execute("INSERT INTO rating_settings VALUES (?, ?, ?)", row)
            db.conn.commit()
        crawled(db, "may", "s1", "s2")
        find(db, "may", "s1", ("missing", "partial", "met", "not_checked"))
        find(db, "may", "s2", ("partial", "not_checked", "missing", "not_applicable"), words=HOSTILE)
    score(home, "may")
    return home


def clean(text: str) -> str:
    """What a database can hold: no lone surrogates."""
    return text.replace("\ud800", "")


def measure(db: Database, campaign: str, org: str, table: Mapping[str, Any], *, again: bool = False) -> None:
    """Keep measures of one organisation as a survey and an inspection brought them; ``again``: in place of those."""
    rows = [
        one._replace(org=org, source="paper" if one.name.startswith("survey") else "inspection",
                     measured_by="ООО «Опрос»", measured_on="2026-10-01")
        for one in measures(table)
    ]  # fmt: skip
    digest = f"{campaign}-{org}{'-again' * again}"
    put(db, Batch(campaign=campaign, kind="survey", file=org, digest=digest, imported_at="x"), rows)


def crawled(db: Database, campaign: str, *orgs: str) -> None:
    """Say that sites were read."""
    for org in orgs:
        row = {
            "campaign": campaign, "org": org, "state": "done", "started_at": "2026-10-12T09:00:00Z",
            "finished_at": "2026-10-13T01:00:00Z", "pages": 84, "bytes": 1_000_000,
        }  # fmt: skip
        db.table("crawls").upsert(row, pk=("campaign", "org"))


def find(db: Database, campaign: str, org: str, verdicts: Sequence[Verdict], words: str = "Устав") -> None:
    """Findings for the first items of an organisation's list, as many as there are verdicts; the rest is met."""
    sector, kind, _ = KINDS[org]
    items = shipped().items_for(sector, kind, DAY)
    for number, item in enumerate(items[:20]):
        verdict = verdicts[number] if number < len(verdicts) else "met"
        reason = {"missing": "not_found", "partial": "stale", "not_checked": "robots"}.get(verdict)
        proof = Evidence(
            url="javascript:alert(1)" if words is HOSTILE else f"https://{org}.example/docs", offset=1,
            digest="sha256:" + "ab" * 32, place="block 1", quote=clean(words), fetched_at="2026-10-12T09:30:00Z",
            how="http",
        )  # fmt: skip
        found = Finding(
            org=org, item=item.id, verdict=verdict, reason=reason, looked=(f"https://{org}.example/sveden",),
            evidence=(proof,) if verdict in ("met", "partial") else (),
        )  # fmt: skip
        row = asdict(found) | {"campaign": campaign}
        del row["review"]
        row |= {key: json.dumps(row[key], ensure_ascii=False) for key in ("evidence", "looked")}
        db.table("findings").upsert(row, pk=("campaign", "org", "item"))
