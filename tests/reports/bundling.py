"""A home folder with real archives of two invented organisations, and what hostile hands do with a bundle of it."""

from __future__ import annotations

import contextlib
import hashlib
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from audit.auditing import audit
from audit.database import connect
from audit.deriving import derive
from audit.listing import machine_findings
from audit.reviews import Decision, add
from audit.scoring import score
from audit.seen import keep, shown
from crawler import campaigns
from crawler.registry import Organisation
from reports.bundles.layout import MANIFEST, SEAL
from tests.audit.made import HOME, ORG, TODAY, WHEN, Crawl, html
from tests.audit.reading import files

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TOP = """<header><a href="/">Сосновская школа</a></header>
<nav><a href="/docs">Документы</a> <a href="/news">Новости</a></nav>"""
FIRST = """
<h1>Муниципальное бюджетное общеобразовательное учреждение «Сосновская средняя школа № 7»</h1>
<p>Адрес: 690000, Приморская область, с. Сосновка, ул. Лесная, 3. Телефон: 8 (49900) 2-14-36, shkola@sosna.example</p>
<p>Режим работы: понедельник – пятница с 8:00 до 17:00.</p><p>Директор: Кедрова Анна Лукинична</p>
"""
PAGES = {
    "": FIRST,
    "docs": '<h1>Документы</h1><p>Лицензия на образовательную деятельность: <a href="/licence.docx">лицензия</a></p>',
    "news": "<h1>Новости</h1><p>Выпал снег.</p>",
}
PAPER = "<w:p><w:r><w:t>Учредитель: Сосновский муниципальный район</w:t></w:r></w:p>"
DEAD = Organisation(
    id="mertvaya", name="Школа «Мёртвая»", short_name="Мёртвая", sector="education", kind="school",
    site="https://mertvaya.example/", extra={},
)  # fmt: skip
SECRET = {"extra": '{"Телефон директора": "+7 900 000-11-22"}', "inn": "123456789012"}
"""What the registry knows of people."""


def crawl(
    home: Path, org: Organisation, pages: Mapping[str, str], campaign: str = "spring", *, state: str = "done"
) -> None:  # fmt: skip
    """Put a crawl with its archive, its texts and its ledger into a home folder."""
    path = home / "archive" / campaign / f"{org.id}.warc.gz"
    path.parent.mkdir(parents=True, exist_ok=True)
    made = Crawl(path)
    for name, body in pages.items():
        made.page(HOME + name, html(TOP + body, f"Страница {name}"), via="a" if name else "start")
    made.page(HOME + "licence.docx", files.docx(PAPER), "лицензия", content_type=DOCX)
    made.entry(HOME + "ustav", "failed", "gone", "Устав", status=404)
    archive = made.archive()
    with contextlib.closing((db := connect(home)).conn), db.atomic():
        rows = [
            {"campaign": campaign, "org": org.id, "seq": at, **one.to_dict()} for at, one in enumerate(made.entries)
        ]
        db.table("urls").delete_where("campaign = ? and org = ?", [campaign, org.id])
        db.table("urls").insert_all(rows)
        sql = (
            "UPDATE crawls SET state = ?, archive = ?, archive_end = ?, finished_at = ? WHERE campaign = ? AND org = ?"
        )
        values = [state, str(path.relative_to(home)), archive.path.stat().st_size, WHEN, campaign, org.id]
        db.execute(sql, values)


def register(home: Path, *orgs: Organisation, campaign: str = "spring") -> None:
    """Put organisations into the registry and a campaign."""
    with contextlib.closing((db := connect(home)).conn):
        for org in orgs:
            names = ("id", "name", "short_name", "sector", "kind", "municipality", "region", "site")
            db.table("organisations").upsert({name: getattr(org, name) for name in names} | SECRET, pk="id")
        campaigns.ensure(db, campaign, TODAY, [org.id for org in orgs])
        with db.atomic():
            db.execute("UPDATE campaigns SET created_at = '2026-04-01T00:00:00+00:00' WHERE name = 'spring'")


def make_home(home: Path) -> Path:
    """A campaign «spring» of a school that was read and one that does not answer, audited, scored and reviewed."""
    register(home, ORG, DEAD)
    crawl(home, ORG, PAGES)
    with contextlib.closing((db := connect(home)).conn), db.atomic():
        db.execute("UPDATE crawls SET state = 'failed', reason = 'dns' WHERE org = ?", [DEAD.id])
    derive(home, "spring")
    audit(home, "spring")
    with contextlib.closing((db := connect(home)).conn):
        about = shown(db, "spring", machine_findings(db, "spring", ORG.id)["common.faq"])
        keep(db, [about])
        decided = Decision(
            shown=about, reviewer="Пихтова", verdict="met", reason="есть на странице документов",
            decided_at="2026-05-02T08:00:00+00:00",
        )  # fmt: skip
        add(db, [decided])
    score(home, "spring")
    return home


Change = Callable[[bytes], bytes]


def flip(at: int = -1) -> Change:
    """One bit of the byte at a place, by default in the middle."""

    def change(data: bytes) -> bytes:
        place = len(data) // 2 if at < 0 else at
        return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]

    return change


def rewrite(path: Path, changes: Mapping[str, Change], *, sealed: bool = True) -> None:
    """Change files of a bundle and pack it again; ``sealed``: with a manifest that fits the changed files."""
    with zipfile.ZipFile(path) as old:
        content = {info.filename: (info, old.read(info)) for info in old.infolist()}
    for name, change in changes.items():
        content[name] = content[name][0], change(content[name][1])
    if sealed:
        manifest = json.loads(content[MANIFEST][1])
        for one in manifest["resources"]:
            data = content[one["path"]][1]
            one |= {"hash": f"sha256:{hashlib.sha256(data).hexdigest()}", "bytes": len(data)}
        data = json.dumps(manifest, ensure_ascii=False).encode()
        seal = json.loads(content[SEAL][1]) | {"hash": f"sha256:{hashlib.sha256(data).hexdigest()}"}
        content[MANIFEST] = content[MANIFEST][0], data
        content[SEAL] = content[SEAL][0], json.dumps(seal).encode()
    with zipfile.ZipFile(path, "w") as new:
        for info, data in content.values():
            new.writestr(info, data)


def patch(path: Path, name: str, change: Change) -> None:
    """Change bytes of a stored file where they stand in the ZIP file, and nothing else."""
    with zipfile.ZipFile(path) as found:
        info = found.getinfo(name)
        before = found.read(info)
    data = path.read_bytes()
    start = data.index(before, info.header_offset)
    path.write_bytes(data[:start] + change(before) + data[start + len(before) :])


def other(org: Organisation, name: str) -> Organisation:
    """The same organisation under another id."""
    return replace(org, id=name)
