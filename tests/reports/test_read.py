from __future__ import annotations

import dataclasses
import hashlib
from decimal import Decimal

from audit.listing import load_findings
from reports.read import (
    LedgerCount,
    ReadCount,
    archive_digest,
    read_kinds,
    read_ledger,
    read_organisations,
)
from tests.reports.conftest import Store, score_data, seen


def test_organisations_come_with_crawl_and_score_or_without(campaign: Store) -> None:
    lesnaya, mertvaya, muzej, rechnaya = read_organisations(campaign.db, "spring")
    assert lesnaya.crawl is not None
    assert (lesnaya.crawl.state, lesnaya.crawl.reason) == ("done", "budget")
    assert lesnaya.score is not None
    assert lesnaya.score.openness == Decimal("48.5")
    assert (lesnaya.score.site_low, lesnaya.score.site_high) == (Decimal(50), Decimal(75))
    assert lesnaya.score.site_norm == 4
    assert mertvaya.score is not None
    assert mertvaya.score.openness is None
    assert (muzej.crawl, muzej.score) == (None, None)
    assert rechnaya.municipality == "Речной район"


def test_a_score_without_the_parts_of_344n_is_read(store: Store) -> None:
    store.organisation("plain")
    store.score("plain", score_data("10", missing=1) | {"site_1_1": None, "remote_1_2": None, "checked": None})
    score = next(read_organisations(store.db, "spring")).score
    assert score is not None
    assert (score.checked, score.site_low, score.remote_high, score.channels) == (None, None, None, {})


def test_findings_come_back_as_they_were_kept(store: Store) -> None:
    proof = seen("https://a.example/", "слова «в кавычках»")
    store.finding("x", "edu.plan", "partial", "stale", evidence=[proof], looked=["https://a.example/"])
    found = load_findings(store.db, "spring", "x")["edu.plan"]
    assert found.evidence == (proof,)
    assert found.looked == ("https://a.example/",)
    assert load_findings(store.db, "spring", "nobody") == {}


def test_addresses_are_counted_by_what_became_of_them(store: Store) -> None:
    for number in range(3):
        store.url("x", f"https://a.example/{number}", "skipped", "offsite")
    store.url("x", "https://a.example/a.pdf", "fetched", content_type="application/pdf")
    store.url("x", "https://a.example/", "fetched", content_type="text/html")
    store.url("x", "https://a.example/x", "failed", "gone")
    assert read_ledger(store.db, "spring", "x") == (
        LedgerCount(state="fetched", reason="", number=2),
        LedgerCount(state="failed", reason="gone", number=1),
        LedgerCount(state="skipped", reason="offsite", number=3),
    )
    assert read_kinds(store.db, "spring", "x") == ReadCount(pages=1, documents=1)


def test_the_digest_is_of_what_was_committed(campaign: Store) -> None:
    crawl = next(read_organisations(campaign.db, "spring")).crawl
    assert crawl is not None
    assert archive_digest(campaign.home, crawl) == hashlib.sha256(b"warc" * 100).hexdigest()
    shorter = dataclasses.replace(crawl, archive_end=8)
    assert archive_digest(campaign.home, shorter) == hashlib.sha256(b"warcwarc").hexdigest()
    assert archive_digest(campaign.home, dataclasses.replace(crawl, archive="archive/none.warc.gz")) is None
    assert archive_digest(campaign.home, dataclasses.replace(crawl, archive="")) is None
