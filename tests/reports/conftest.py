"""A small campaign in a real database, with check-lists made here: nothing of it exists."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, sync_playwright
from sqlite_utils import Database

from audit.database import connect
from audit.finding import Evidence, Finding, Verdict
from checklists.catalogue import Act, Catalogue, Kind, Sector, Topic
from checklists.language import Language
from checklists.methodology import Methodology
from checklists.microdata import Microdata as MicrodataTable
from checklists.rule import Labelled, Microdata, Rule
from checklists.schema import Basis, Checklist, Item
from checklists.strict import Bilingual
from reports.bundles.packing import pack
from reports.bundles.subjects import Order
from reports.html import write_pages
from tests.reports.bundling import make_home

AS_OF = dt.date(2026, 5, 1)
DOCX = "vnd.openxmlformats-officedocument.wordprocessingml.document"
FLAGS = ["--no-sandbox", "--disable-background-networking"]
DIGEST = "sha256:" + "ab" * 32


def both(ru: str, en: str) -> Bilingual:
    return Bilingual(ru=ru, en=en)


def make_item(name: str, title: str, **more: Any) -> Item:  # noqa: ANN401 - any column
    rule = more.pop("rule", None) or Rule(labelled=Labelled(labels=("что угодно",)))
    return Item(
        id=name,
        title=both(title, f"English of {name}"),
        topics=more.pop("topics", ("topic",)),
        status=more.pop("status", "confirmed"),
        basis=more.pop("basis", (Basis(act="act1802", clause="п. 3"),)),
        rule=rule,
        **more,
    )


SCHOOL = (
    make_item(
        "edu.plan", "План финансово-хозяйственной деятельности", weight="essential",
        rule=Rule(any_of=(Rule(microdata=Microdata(itemprop=("finPlanDocLink",))),)),
        advice=both("Разместите документ с текстовым слоем.", "Publish the document with a text layer."),
    ),
    make_item("edu.name", "Полное наименование", rule=Rule(microdata=Microdata(itemprop=("fullName",)))),
    make_item(
        "edu.founder", "Сведения об учредителе", norm=True,
        rule=Rule(microdata=Microdata(itemprop=("nameUchred",), parent="uchredLaw")),
    ),
    make_item("edu.charter", "Устав", status="from_memory"),
    make_item("edu.rules", "Правила внутреннего распорядка", status="draft", weight="recommended"),
    make_item("edu.hostel", "Сведения об общежитии", conditional=True),
)  # fmt: skip
COMMON = (
    make_item("common.phone", "Контактный телефон", channel="phone", topics=("phone",)),
    make_item("common.faq", "Часто задаваемые вопросы", required=False, channel="faq", basis=()),
)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    act = Act(
        id="act1802", short=both("ПП РФ № 1802", "Decree 1802"), title=both("Постановление", "Decree"), number="1802",
        url="https://law.example/1802", status="confirmed",
    )  # fmt: skip
    school = Kind(id="school", title=both("школа", "school"))
    sectors = (
        Sector(id="education", title=both("образование", "education"), words=("образование",), kinds=(school,)),
        Sector(
            id="culture",
            title=both("культура", "culture"),
            words=("культура",),
            kinds=(Kind(id="culture", title=both("к", "c")),),
        ),
    )
    lists = (
        Checklist(
            id="education",
            title=both("Образование", "Education"),
            sectors=("education",),
            items=SCHOOL,
            addresses=("/sveden/common/",),
        ),
        Checklist(id="common", title=both("Общее", "Common"), sectors=(), items=COMMON),
    )
    topics = (
        Topic(id="phone", title=both("Телефон", "Telephone"), definition=both("Номер.", "A number."), roll="own",
              items=("common.phone",)),
        Topic(id="topic", title=both("Устройство школы", "The school"), definition=both("Всё.", "All."), roll="all"),
    )  # fmt: skip
    return Catalogue(
        topics={one.id: one for one in topics}, acts={act.id: act}, rules={}, sectors={one.id: one for one in sectors},
        lists={one.id: one for one in lists}, language=Language(), methodology=Methodology(), digest=DIGEST,
        microdata=MicrodataTable(edition="x", source="x", names=(), aliases={}),
    )  # fmt: skip


def seen(url: str, quote: str, **more: Any) -> Evidence:  # noqa: ANN401 - any column
    return Evidence(
        url=url, offset=more.pop("offset", 4242), digest=DIGEST, place=more.pop("place", "block 12"), quote=quote,
        fetched_at="2026-05-12T09:30:00Z", how=more.pop("how", "http"), **more,
    )  # fmt: skip


def score_data(openness: str | None, **counts: int) -> dict[str, Any]:
    decided = sum(counts.get(one, 0) for one in ("met", "partial", "missing"))
    required = decided + counts.get("not_checked", 0)
    return {
        "openness": openness,
        "checked": str(Decimal(decided) / required if required else Decimal(0)),
        "required": required,
        **{one: counts.get(one, 0) for one in ("met", "partial", "missing", "not_checked", "not_applicable")},
        "site_1_1": {"low": "50", "high": "75", "norm": 4},
        "remote_1_2": {"low": "60", "high": "90", "channels": {"phone": "met", "faq": "not_checked"}},
    }


@dataclass(frozen=True, slots=True)
class Store:
    """A home folder whose tables a test fills."""

    home: Path
    db: Database

    def organisation(self, org: str, *, campaign: str = "spring", **more: Any) -> None:  # noqa: ANN401 - any column
        row = {
            "id": org, "name": f"Школа «{org}»", "short_name": f"Школа {org}", "sector": "education", "kind": "school",
            "municipality": "Лесной район", "region": "Приморская область", "site": f"https://{org}.example/",
        }  # fmt: skip
        self.db.table("organisations").insert(row | more)
        self.db.table("campaign_orgs").insert({"campaign": campaign, "org": org})

    def crawl(self, org: str, *, state: str = "done", **more: Any) -> None:  # noqa: ANN401 - any column
        archive = f"archive/spring/{org}.warc.gz"
        path = self.home / archive
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"warc" * 100)
        row = {
            "campaign": "spring", "org": org, "state": state, "started_at": "2026-05-12T09:00:00Z",
            "finished_at": "2026-05-13T01:00:00Z", "pages": 84, "bytes": 12_345_678, "archive": archive,
            "archive_end": 400,
        }  # fmt: skip
        self.db.table("crawls").insert(row | more)

    def url(self, org: str, url: str, state: str, reason: str = "", **more: Any) -> None:  # noqa: ANN401 - any column
        row = {"campaign": "spring", "org": org, "url": url, "seq": 1, "state": state, "reason": reason} | more
        self.db.table("urls").insert(row)

    def finding(
        self, org: str, item: str, verdict: Verdict, reason: str | None = None, *,
        evidence: Sequence[Evidence] = (), looked: Sequence[str] = (),
    ) -> None:  # fmt: skip
        found = Finding(
            org=org, item=item, verdict=verdict, reason=reason, evidence=tuple(evidence), looked=tuple(looked)
        )
        row = asdict(found) | {"campaign": "spring"}
        del row["review"]
        row |= {key: json.dumps(row[key], ensure_ascii=False) for key in ("evidence", "looked")}
        self.db.table("findings").insert(row)

    def score(self, org: str, data: dict[str, Any]) -> None:
        self.db.table("scores").insert({"campaign": "spring", "org": org, "data": json.dumps(data)})


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    db = connect(tmp_path / "home")
    db.table("campaigns").insert({"name": "spring", "as_of": AS_OF.isoformat(), "created_at": "2026-04-01"})
    yield Store(tmp_path / "home", db)
    db.close()


@pytest.fixture
def campaign(store: Store) -> Store:
    """Three schools and a museum: read and wanting, perfect, dead, never crawled."""
    return fill(store)


def fill(store: Store) -> Store:
    """Put the small campaign into an empty database."""
    store.organisation("lesnaya")
    store.crawl("lesnaya", reason="budget")
    base = "https://lesnaya.example"
    store.url("lesnaya", f"{base}/", "fetched", content_type="text/html; charset=utf-8")
    store.url("lesnaya", f"{base}/ustav.docx", "fetched", content_type=f"application/{DOCX}")
    store.url("lesnaya", f"{base}/sitemap.xml", "fetched", content_type="application/xml")
    store.url("lesnaya", f"{base}/calendar", "skipped", "trap:calendar")
    looked = [f"{base}/", f"{base}/%D0%B4%D0%BE%D0%BA%D1%83%D0%BC%D0%B5%D0%BD%D1%82%D1%8B"]
    store.finding("lesnaya", "edu.plan", "missing", "not_found", looked=looked)
    name = seen(f"{base}/about", "Муниципальная школа «Лесная»", place="block 3")
    store.finding("lesnaya", "edu.name", "met", evidence=[name])
    old = seen(f"{base}/docs", "Устав 1999 года", how="link")
    store.finding("lesnaya", "edu.charter", "partial", "stale", evidence=[old], looked=looked)
    store.finding("lesnaya", "edu.founder", "not_checked", "robots")
    store.finding("lesnaya", "edu.rules", "missing", "placeholder", looked=looked)
    store.finding("lesnaya", "edu.hostel", "not_applicable")
    store.finding("lesnaya", "common.phone", "met", evidence=[seen(f"{base}/about", "+7 000 000-00-00")])
    store.finding("lesnaya", "common.faq", "partial", "little", evidence=[seen(f"{base}/faq", "Вопросы")])
    store.score("lesnaya", score_data("48.5", met=2, partial=1, missing=2, not_checked=1, not_applicable=1))
    store.organisation("rechnaya", municipality="Речной район")
    store.crawl("rechnaya")
    for item in (*SCHOOL, *COMMON):
        place = "itemprop fullName" if item.id == "edu.name" else "block 1"
        proof = seen("https://rechnaya.example/", f"Вот: {item.title.ru}", place=place)
        store.finding("rechnaya", item.id, "met", evidence=[proof])
    store.score("rechnaya", score_data("100", met=7))
    store.organisation("mertvaya")
    store.crawl("mertvaya", state="failed", reason="dns", pages=0, bytes=0)
    for item in (*SCHOOL, *COMMON):
        store.finding("mertvaya", item.id, "not_checked", "dns")
    store.score("mertvaya", score_data(None, not_checked=7))
    store.organisation("muzej", sector="культура", kind="", municipality="", name="Музей колокольчиков", site="")
    return store


Write = Callable[..., Path]


@pytest.fixture
def report(campaign: Store, catalogue: Catalogue, tmp_path: Path) -> Write:
    """Write the report of the small campaign and give its folder."""

    def write(lang: str = "ru", name: str = "out", **more: Any) -> Path:  # noqa: ANN401 - any column
        out = tmp_path / name
        write_pages(campaign.db, catalogue, home=campaign.home, campaign="spring", out=out, lang=lang, **more)
        return out

    return write


@pytest.fixture(scope="session")
def bundled_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home folder of tests.reports.bundling; only to be read."""
    return make_home(tmp_path_factory.mktemp("bundled") / "home")


@pytest.fixture(scope="session")
def packed(bundled_home: Path) -> tuple[bytes, bytes]:
    """A bundle of it, whole and with evidence only."""
    return packed_bytes(bundled_home, evidence_only=False), packed_bytes(bundled_home, evidence_only=True)


def packed_bytes(home: Path, **order: Any) -> bytes:  # noqa: ANN401 - any field of Order
    """The bytes of a bundle of the campaign «spring»."""
    path = home.parent / f"made-{len(list(home.parent.iterdir()))}.wacz"
    pack(home, Order(campaign="spring", **order), path)
    return path.read_bytes()


@pytest.fixture
def whole(packed: tuple[bytes, bytes], tmp_path: Path) -> Path:
    """A bundle of one's own to spoil."""
    path = tmp_path / "spring.wacz"
    path.write_bytes(packed[0])
    return path


@pytest.fixture
def evidence(packed: tuple[bytes, bytes], tmp_path: Path) -> Path:
    """The same with evidence only."""
    path = tmp_path / "evidence.wacz"
    path.write_bytes(packed[1])
    return path


@pytest.fixture(scope="module")  # it keeps an event loop running, in which other files' tests could start none
def browser() -> Iterator[Browser]:
    system = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "google-chrome"))), None)
    with sync_playwright() as playwright:
        try:
            found = playwright.chromium.launch(executable_path=system, args=FLAGS)
        except Error as error:
            pytest.skip(f"no browser: {error.message.splitlines()[0]}")
        yield found
        found.close()
