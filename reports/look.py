"""Makes the copy that ``glasnost serve`` shows: reads the database, writes look.db with an allow-list of tables.

A copy, not the database itself: a crawl may be writing that one (a file that changes cannot be served immutable), and
what is not in the copy cannot be asked for: not the ledger of addresses, nor who reviewed, nor who objected, nor
webhooks, nor anything of respondents.db, which is never opened. The copy is of the moment at which it was made.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from sqlite_utils import Database

from audit.listing import load_findings
from checklists.catalogue import Catalogue
from crawler import campaigns, stages
from reports.read import Organisation, read_organisations

NAME = "look"
"""Of the database, in addresses and queries."""

TABLES: Mapping[str, str] = {
    "campaigns": "name TEXT PRIMARY KEY, as_of TEXT, stage TEXT, organisations INTEGER",
    "organisations": (
        "id TEXT PRIMARY KEY, name TEXT, short_name TEXT, sector TEXT, kind TEXT, municipality TEXT, region TEXT,"
        " site TEXT"
    ),
    "campaign_orgs": (
        "campaign TEXT REFERENCES campaigns(name), org TEXT REFERENCES organisations(id), name TEXT, sector TEXT,"
        " kind TEXT, municipality TEXT, region TEXT, PRIMARY KEY (campaign, org)"
    ),
    "crawls": (
        "campaign TEXT REFERENCES campaigns(name), org TEXT REFERENCES organisations(id), state TEXT, reason TEXT,"
        " started_at TEXT, finished_at TEXT, pages INTEGER, bytes INTEGER, PRIMARY KEY (campaign, org)"
    ),
    "scores": (
        "campaign TEXT REFERENCES campaigns(name), org TEXT REFERENCES organisations(id), openness REAL, checked REAL,"
        " required INTEGER, met INTEGER, partial INTEGER, missing INTEGER, not_checked INTEGER, not_applicable INTEGER,"
        " PRIMARY KEY (campaign, org)"
    ),
    "findings": (
        "campaign TEXT REFERENCES campaigns(name), org TEXT REFERENCES organisations(id), item TEXT, title TEXT,"
        " required INTEGER, verdict TEXT, reason TEXT, decided_by TEXT, url TEXT, looked INTEGER,"
        " PRIMARY KEY (campaign, org, item)"
    ),
    "quotes": (
        "id INTEGER PRIMARY KEY, campaign TEXT REFERENCES campaigns(name), org TEXT REFERENCES organisations(id),"
        " item TEXT, quote TEXT, url TEXT, how TEXT, fetched_at TEXT"
    ),
}
"""Every table that can be looked into, and its columns: what is not here is not there."""

_INDEXES = ("findings (item, verdict)", "findings (org)", "quotes (org)", "organisations (municipality)")
_PARTS = re.compile(r'"([^"]*)"|(\S+)')
_COUNTS = ("required", "met", "partial", "missing", "not_checked", "not_applicable")


def fold(text: str) -> str:
    """A text as it is searched: ё is е. SQLite's tokenizer folds letter case, but leaves ё apart from е.

    >>> fold("Приём, ЁЛКА")
    'Прием, ЕЛКА'
    """
    return text.replace("ё", "е").replace("Ё", "Е")


def asked(text: str) -> str:
    """What a person typed as a query of FTS5: words and «"exact phrases"», all of them; whatever else is no syntax.

    >>> asked('приём "часы работы" OR')
    '"прием" "часы работы" "OR"'
    """
    found = [phrase or word for phrase, word in _PARTS.findall(fold(text.replace("\0", " ")))]
    return " ".join('"' + one.replace('"', "") + '"' for one in found if any(map(str.isalnum, one))) or '"\u2400"'


def make(db: Database, catalogue: Catalogue, names: Sequence[str], path: Path) -> int:
    """Write the copy of some campaigns to a new file at ``path``; gives how many findings are in it.

    Raises CampaignError for an unknown campaign.
    """
    copy = sqlite3.connect(path)
    try:
        for table, columns in TABLES.items():
            copy.execute(f"CREATE TABLE {table} ({columns})")
        # Contentless: only the folded words are stored, and only our own query, which folds its words too, finds it.
        copy.execute("CREATE VIRTUAL TABLE quotes_words USING fts5(words, content='', tokenize='unicode61')")
        for name in names:
            _copy_campaign(db, catalogue, name, copy)
        for index in _INDEXES:
            copy.execute(f'CREATE INDEX "{index.translate(str.maketrans(" (),", "____"))}" ON {index}')
        copy.commit()
        copy.execute("INSERT INTO quotes_words(quotes_words) VALUES ('optimize')")
        copy.commit()
        copy.execute("ANALYZE")
        return int(copy.execute("SELECT count(*) FROM findings").fetchone()[0])
    finally:
        copy.close()


def _copy_campaign(db: Database, catalogue: Catalogue, name: str, copy: sqlite3.Connection) -> None:
    about = campaigns.get(db, name)
    row = (name, about.as_of.isoformat(), stages.stage(db, name), about.organisations)
    _insert(copy, "campaigns", [row])
    for org in read_organisations(db, name):
        place = (org.municipality, org.region, org.site)
        _insert(copy, "organisations", [(org.id, org.name, org.short_name, org.sector, org.kind, *place)])
        mine = (name, org.id, org.name, org.sector, org.kind, org.municipality, org.region)
        _insert(copy, "campaign_orgs", [mine])
        _insert(copy, "crawls", _crawl(name, org))
        _insert(copy, "scores", _score(name, org))
        items = {item.id: item for item in catalogue.items_for(org.sector, org.kind, about.as_of)}
        for finding in load_findings(db, name, org.id).values():
            item, first = items.get(finding.item), next(iter(finding.evidence), None)
            title = (item.title.ru, item.required) if item else ("", False)
            rest = (
                finding.verdict,
                finding.reason,
                finding.decided_by,
                first.url if first else None,
                len(finding.looked),
            )
            _insert(copy, "findings", [(name, org.id, finding.item, *title, *rest)])
            for one in finding.evidence:
                if one.quote:
                    quote = (None, name, org.id, finding.item, one.quote, one.url, one.how, one.fetched_at)
                    number = _insert(copy, "quotes", [quote])
                    copy.execute("INSERT INTO quotes_words (rowid, words) VALUES (?, ?)", (number, fold(one.quote)))


def _insert(copy: sqlite3.Connection, table: str, rows: Sequence[tuple[object, ...]]) -> int:
    """Insert rows; those that an earlier campaign brought stay. Gives the id of the last one."""
    number = 0
    for row in rows:
        marks = ", ".join("?" * len(row))
        number = copy.execute(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", row).lastrowid or 0  # noqa: S608 (ours)
    return number


def _crawl(campaign: str, org: Organisation) -> list[tuple[object, ...]]:
    made = org.crawl
    if made is None:
        return []
    return [
        (campaign, org.id, made.state, made.reason, made.started_at, made.finished_at, made.pages, made.bytes)
    ]  # fmt: skip


def _score(campaign: str, org: Organisation) -> list[tuple[object, ...]]:
    made = org.score
    if made is None:
        return []
    numbers = (None if one is None else float(one) for one in (made.openness, made.checked))
    return [(campaign, org.id, *numbers, *(made.counts.get(key, 0) for key in _COUNTS))]


def tables(path: Path) -> Iterator[str]:
    """Names of all tables and shadows of tables in a copy."""
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        yield from [str(row[0]) for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    finally:
        db.close()
