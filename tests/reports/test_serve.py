"""A real server over the small campaign: the report, the saved queries, the search, and SQL that means harm."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

import click
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.database import connect
from checklists.catalogue import Catalogue
from reports import look
from reports.look_guard import restrict
from reports.look_queries import QUERIES
from reports.serve import known
from tests.conftest import ROOT
from tests.reports.conftest import Store, seen

MARK = "секрет-кто-возразил"


@dataclass(frozen=True, slots=True)
class Served:
    """A server that runs."""

    home: Path
    port: int

    def get(self, path: str, method: str = "GET", **headers: str) -> tuple[int, bytes, http.client.HTTPMessage]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read(), answer.headers

    def query(self, name: str, **words: str) -> list[dict[str, object]]:
        status, body, _ = self.get(f"/look/{name}.json?{urlencode({'_shape': 'array', **words})}")
        assert status == 200, body
        return list(json.loads(body))

    def sql(self, text: str) -> tuple[int, str]:
        status, body, _ = self.get(f"/look.json?sql={quote(text)}&_shape=objects")
        return status, body.decode()


def fill(campaign: Store) -> None:
    campaign.finding("muzej", "common.phone", "missing", "not_found")
    campaign.db.execute("DELETE FROM findings WHERE org = 'rechnaya' AND item = 'common.faq'")
    proof = [seen("https://rechnaya.example/hours", 'Часы приёма: "ежедневно", ёлка NEAR школы')]
    campaign.finding("rechnaya", "common.faq", "met", evidence=proof)
    campaign.db.execute(
        "INSERT INTO objections (campaign, org, item, was, who, why, attachment, received_at)"
        " VALUES ('spring', 'lesnaya', 'edu.plan', 'missing', ?, ?, '', '2026-06-01')",
        [MARK, MARK],
    )
    campaign.db.execute(
        "INSERT INTO schedules (name, cron, zone, delay, share, webhook, since)"
        " VALUES ('a', '* * * * *', 'UTC', 1, 1, ?, '')",
        [f"https://ops.example/{MARK}"],
    )
    campaign.db.conn.commit()
    respondents = sqlite3.connect(campaign.home / "respondents.db")
    respondents.execute(f"CREATE TABLE people AS SELECT '{MARK}' AS name")
    respondents.commit()
    respondents.close()


@pytest.fixture
def served(campaign: Store) -> Iterator[Served]:
    fill(campaign)
    report = campaign.home / "reports" / "spring" / "ru"
    report.mkdir(parents=True)
    (report / "index.html").write_text("<!doctype html><title>Отчёт</title>", "utf-8")
    (campaign.home / "reports" / "beside.txt").write_text(MARK, "utf-8")
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    process = subprocess.Popen(
        [sys.executable, "-m", "glasnost", "--home", campaign.home, "serve", "--port", "0"],
        stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": path, "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert process.stdout is not None
    said = process.stdout.readline()
    found = re.match(r"http://127\.0\.0\.1:(\d+)/", said)
    try:
        assert found, said
        yield Served(campaign.home, int(found[1]))
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)


HOSTILE = (
    "select * from respondents.people",
    "attach database 'respondents.db' as r",
    "select load_extension('/tmp/x.so')",
    "select fts3_tokenizer('simple')",
    "insert into findings (org) values ('x')",
    "update sqlite_master set sql = ''",
    "delete from findings",
    "drop table findings",
    "create table x (y)",
    "create temp table x as select 1",
    "pragma writable_schema = 1",
    "vacuum into '/tmp/copy.db'",
    "select * from schedules",
    "select * from objections",
    "select * from reviews",
    "select * from urls",
    "with x as (select 1) insert into findings (org) select 'x'",
    "select 1; delete from findings",
    "select hex(zeroblob(900000000))",
    "with recursive n(i) as (select 1 union all select i + 1 from n where i < 400000) select group_concat(i) from n",
    "with recursive n(x) as (select 1 union all select x + 1 from n) select max(x) from n",
    "select 'a' like '" + "%a" * 200 + "'",
    "select writefile('/tmp/x', 'y')",
    "select readfile('/etc/passwd')",
)


@pytest.mark.slow
def test_served(served: Served) -> None:
    """One server for all that is asked of it: starting one takes seconds."""
    status, _, headers = served.get("/")
    assert (status, headers["location"]) == (302, "/report/index.html")
    status, body, headers = served.get("/report/index.html")
    assert (status, "Отчёт" in body.decode()) == (200, True)
    assert headers["x-content-type-options"] == "nosniff"

    gaps = {row["item"]: (row["missing"], row["partial"]) for row in served.query("gaps_by_item")}
    assert gaps["common.faq"] == (0, 1)
    places = {row["municipality"]: row["organisations"] for row in served.query("gaps_by_municipality")}
    assert places == {"Лесной район": 2, "Речной район": 1}, "the museum has no item that is required"
    reasons = {row["reason"]: row["items"] for row in served.query("not_checked_by_reason")}
    assert reasons == {"dns": 8, "robots": 1}

    for words in ("приём", "приема", "ПРИЁМА", "прием*", '"часы приема"', "ёлка", "елка"):
        found = [row["quote"] for row in served.query("search", words=words)]
        exact = words.lower().replace("ё", "е") not in ("прием", "прием*")
        assert found == (['Часы приёма: "ежедневно", ёлка NEAR школы'] if exact else []), words
    for words in ("NEAR", "a OR b", '"', "'", "(", "quotes_words:x", "-", "школы)", '" OR 1=1 --'):
        served.query("search", words=words)  # whatever is typed is words, not syntax

    for text in HOSTILE:
        status, body_text = served.sql(text)
        assert status != 200, (text, body_text)
        assert MARK not in body_text
        assert str(served.home) not in body_text
    assert served.sql("select count(*) as n from findings")[0] == 200, "the server is still there"
    assert str(served.home) not in served.sql("select * from pragma_database_list")[1]
    names = json.loads(served.sql("select name from sqlite_master where type = 'table'")[1])["rows"]
    assert {row["name"] for row in names if not row["name"].startswith(("quotes_words", "sqlite_"))} == set(look.TABLES)

    for path in (
        "/report/../beside.txt",
        "/report/%2e%2e/beside.txt",
        "/report/..%2f..%2f..%2fglasnost.db",
        "/look.db",
    ):
        status, body, _ = served.get(path)
        assert status in (302, 400, 403, 404), path
        assert MARK.encode() not in body
    assert served.get("/look", Host="evil.example")[0] == 421
    assert served.get("/look", Host=f"localhost:{served.port}")[0] == 200
    for path, expected in (("/look/findings", 200), ("/look/search?words=школа", 200), ("/look/nothing", 404),
                           ("/-/databases", 404), ("/-/plugins.json", 404)):  # fmt: skip
        assert served.get(quote(path, safe="/?="))[0] == expected, path
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        assert served.get("/look", method)[0] == 405
    assert not any(path.suffix == ".db-wal" for path in (served.home / "reports").rglob("*"))


@pytest.mark.parametrize(
    ("header", "host", "fine"),
    [
        ("127.0.0.1:8001", "127.0.0.1", True),
        ("localhost:8001", "127.0.0.1", True),
        ("[::1]:8001", "127.0.0.1", True),
        ("office.local:8001", "office.local", True),
        ("evil.example", "127.0.0.1", False),
        ("127.0.0.1.evil.example", "127.0.0.1", False),
        ("localhost.evil.example", "127.0.0.1", False),
        ("", "127.0.0.1", False),
        ("[", "127.0.0.1", False),
    ],
)
def test_names_of_this_server(header: str, host: str, *, fine: bool) -> None:
    assert known(header, host) is fine


def copy_of(campaign: Store, catalogue: Catalogue, path: Path) -> sqlite3.Connection:
    look.make(campaign.db, catalogue, ["spring"], path)
    db = sqlite3.connect(f"file:{path}?immutable=1", uri=True)
    db.create_function("asked", 1, look.asked)
    restrict(db)
    return db


def test_the_copy_holds_what_is_on_the_list_and_nothing_else(
    campaign: Store, catalogue: Catalogue, tmp_path: Path
) -> None:  # fmt: skip
    fill(campaign)
    path = tmp_path / "look.db"
    db = copy_of(campaign, catalogue, path)
    found = {name for name in look.tables(path) if not name.startswith(("quotes_words", "sqlite_"))}
    assert found == set(look.TABLES)
    assert MARK.encode() not in path.read_bytes()
    row = db.execute(
        "SELECT title, verdict, looked FROM findings WHERE org = 'lesnaya' AND item = 'edu.plan'"
    ).fetchone()
    assert row == ("План финансово-хозяйственной деятельности", "missing", 2)
    assert db.execute("SELECT openness, missing FROM scores WHERE org = 'lesnaya'").fetchone() == (48.5, 2)
    for query in QUERIES.values():
        db.execute(query["sql"], {"words": "устав"}).fetchall()


@given(st.text())
@settings(max_examples=300, deadline=None)
def test_whatever_is_typed_is_a_query(text: str) -> None:
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE w USING fts5(words, content='', tokenize='unicode61')")
    db.execute("INSERT INTO w (rowid, words) VALUES (1, 'а')")
    assert db.execute("SELECT rowid FROM w WHERE w MATCH ?", [look.asked(text)]).fetchall() in ([], [(1,)])


def test_the_home_database_is_not_written(campaign: Store, catalogue: Catalogue, tmp_path: Path) -> None:
    before = list(campaign.db.conn.iterdump())
    copy_of(campaign, catalogue, tmp_path / "look.db").close()
    assert list(connect(campaign.home).conn.iterdump()) == before


@pytest.mark.parametrize("text", HOSTILE)
def test_the_connection_alone_refuses(text: str, campaign: Store, catalogue: Catalogue, tmp_path: Path) -> None:
    """Without Datasette before it: what its own check would stop is stopped here too, time apart."""
    db = copy_of(campaign, catalogue, tmp_path / "look.db")
    count = [0]

    def tick() -> int:
        count[0] += 1
        return int(count[0] > 200)

    db.set_progress_handler(tick, 10_000)
    with pytest.raises((sqlite3.Error, sqlite3.Warning)):
        db.execute(text).fetchall()


def test_without_datasette_it_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from reports.serve import application

    monkeypatch.setitem(sys.modules, "datasette", None)
    with pytest.raises(click.ClickException, match=r"glasnost\[serve\]"):
        application(tmp_path / "look.db", tmp_path, "127.0.0.1")


def test_a_town_of_a_final_campaign_stays_in_the_copy_where_it_was(campaign: Store, catalogue: Catalogue) -> None:
    """An organisation that has moved since counts, campaign by campaign, where it was."""
    from crawler import stages

    place = "SELECT DISTINCT municipality FROM campaign_organisations WHERE campaign = 'spring' AND id = 'lesnaya'"
    [(before,)] = campaign.db.execute(place).fetchall()
    step = stages.Step(stage="final", who="Анна", why="", answer_by=None, at="2026-06-01T10:00:00+00:00")
    stages.move(campaign.db, "spring", step)
    campaign.db.execute("UPDATE organisations SET municipality = 'Заречье' WHERE id = 'lesnaya'")
    campaign.db.execute("INSERT INTO campaigns VALUES ('summer', '2026-08-01', '2026-08-01', '')")
    campaign.db.execute("INSERT INTO campaign_orgs (campaign, org) VALUES ('summer', 'lesnaya')")
    campaign.db.execute(
        "INSERT INTO findings SELECT 'summer', org, item, verdict, reason, evidence, looked, decided_by FROM findings"
        " WHERE campaign = 'spring' AND org = 'lesnaya'"
    )
    path = campaign.home / "look.db"
    look.make(campaign.db, catalogue, ["spring", "summer"], path)
    rows = sqlite3.connect(path).execute(f"SELECT * FROM ({QUERIES['gaps_by_municipality']['sql']})").fetchall()  # noqa: S608
    towns = {(row[0], row[1]) for row in rows}
    assert {("spring", before), ("summer", "Заречье")} <= towns
    assert ("spring", "Заречье") not in towns
