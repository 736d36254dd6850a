"""A home folder with real archives and real findings of an invented school, to be reviewed."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from openpyxl import load_workbook
from sqlite_utils import Database

from audit.auditing import audit
from audit.database import connect
from audit.finding import Finding
from audit.listing import load_findings
from audit.review_export import export
from audit.review_import import ImportReport, import_file
from audit.review_words import HEADERS
from audit.scoring import score
from checklists.load import catalogue_of
from crawler import campaigns
from tests.audit.made import HOME, ORG, TODAY, Crawl, html

NOW = "2026-11-22T10:00:00+00:00"
BODY = """
<header><a href="/">Сосновская школа</a></header><nav><a href="/docs">Документы</a></nav>
<h1>Муниципальное бюджетное общеобразовательное учреждение «Сосновская средняя школа № 7»</h1>
<p>Адрес: 690000, Приморская область, с. Сосновка, ул. Лесная, 3. Телефон: 8 (49900) 2-14-36, shkola@sosna.example</p>
"""
DOCS = '<h1>Документы</h1><p>=HYPERLINK("http://evil.example")</p><p>Устав: <a href="/ustav">Устав школы</a></p>'
NONE: Mapping[str, str] = {}
PAGES = {"": BODY, "docs": DOCS}
PHONE = "common.phone"
HEADER = HEADERS["ru"]


@dataclass(frozen=True, slots=True)
class School:
    """The school's home folder."""

    home: Path
    db: Database

    def crawl(self, campaign: str = "spring", as_of: dt.date = TODAY, pages: Mapping[str, str] = NONE) -> None:
        """Crawl the school (again), with PAGES and those given here by path, and audit it."""
        if not list(self.db.query("SELECT 1 FROM campaigns WHERE name = ?", [campaign])):
            campaigns.ensure(self.db, campaign, as_of, [ORG.id])
        path = self.home / "archive" / campaign / f"{ORG.id}.warc.gz"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        made = Crawl(path)
        for name, body in {**PAGES, **pages}.items():
            made.page(HOME + name, html(body), via="a" if name else "start")
        made.entry(HOME + "ustav", "failed", "gone", "Устав школы", status=404)
        made.archive()
        with self.db.atomic():
            self.db.execute("DELETE FROM urls WHERE campaign = ?", [campaign])
            self.db.table("urls").insert_all(
                {"campaign": campaign, "org": ORG.id, "seq": number, "url": one.url, "state": one.state,
                 "reason": one.reason, "digest": one.digest}
                for number, one in enumerate(made.entries)
            )  # fmt: skip
            self.db.execute(
                "UPDATE crawls SET state = 'done', archive = ?, archive_end = ? WHERE campaign = ?",
                [str(path.relative_to(self.home)), path.stat().st_size, campaign],
            )
        self.audit(campaign)

    def audit(self, campaign: str = "spring") -> None:
        """Audit and score."""
        audit(self.home, campaign)
        score(self.home, campaign)

    def finding(self, item: str, campaign: str = "spring") -> Finding:
        """One finding as everybody reads it."""
        return load_findings(self.db, campaign, ORG.id)[item]

    def score(self, campaign: str = "spring") -> str:
        """The numbers of the school."""
        return str(next(iter(self.db.query("SELECT data FROM scores WHERE campaign = ?", [campaign])))["data"])

    def decide(
        self, item: str, decision: str, who: str = "Анна Лесная", why: str = "видно на странице",
        campaign: str = "spring", at: str = NOW,
    ) -> ImportReport:  # fmt: skip
        """Export everything, fill one row in, import."""
        path = self.home / "decided.xlsx"
        export(self.db, catalogue_of(self.home), campaign, path)
        fill(path, {item: {"Решение": decision, "Обоснование": why, "Кто решил": who}})
        return import_file(self.db, path, at)


def school(home: Path) -> contextlib.closing[Database]:
    """The database of an empty home folder with the school in its registry."""
    db = connect(home)
    row = {"id": ORG.id, "name": ORG.name, "short_name": ORG.short_name, "sector": ORG.sector, "kind": ORG.kind}
    db.table("organisations").insert(row | {"site": ORG.site})
    return contextlib.closing(db)


def fill(path: Path, cells: Mapping[str, Mapping[str, object]]) -> None:
    """Write into the rows of items, as a person does; columns by their headers."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    columns = {str(cell.value): number for number, cell in enumerate(sheet[1], start=1)}
    for row in range(2, sheet.max_row + 1):
        for header, value in cells.get(str(sheet.cell(row, columns[HEADER["item"]]).value), {}).items():
            sheet.cell(row, columns[header]).value = value  # type: ignore[assignment]
    book.save(path)


def rows(path: Path) -> list[dict[str, object]]:
    """The rows of the first sheet by header."""
    head, *others = load_workbook(path).worksheets[0].iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in others]
