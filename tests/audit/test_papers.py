"""What a site's documents say, and what is said of those whose text was not had."""

from __future__ import annotations

from typing import Any

import pytest

from audit.derived import Derived, Texts
from audit.finding import Finding
from checklists.catalogue import Catalogue
from crawler.ledger import LedgerEntry
from tests.audit.made import HOME, Crawl, audited, html, item, only

FOUNDER = {"labelled": {"labels": ["учредитель"], "value": "name"}}
CHARTER = "Устав\nУчредитель: Сосновский муниципальный район\nШкола стоит на берегу речки."


def derived(entry: LedgerEntry, text: str, **more: Any) -> Derived:  # noqa: ANN401 - any field of Derived
    told: dict[str, Any] = {"state": "text", "how": "text", **more}
    return Derived(
        url=entry.url, offset=entry.offset or 0, digest=entry.digest or "", kind="docx", said_kind="docx", text=text,
        cut=False, pages=0, tool="", ocr_tool="", note="", **told,
    )  # fmt: skip


def found(crawl: Crawl, catalogue: Catalogue, name: str, text: str | None, **more: Any) -> Finding:  # noqa: ANN401 - as above
    crawl.page(HOME, html(f'<p>Школа стоит на берегу речки.</p><a href="/u.docx">{name}</a>'), via="start")
    paper = crawl.page(HOME + "u.docx", b"PK", name, content_type="application/msword")
    texts = Texts({} if text is None else {paper.offset or 0: derived(paper, text, **more)})
    asked = item(FOUNDER)
    return audited(crawl.archive(), [asked], only(catalogue, [asked]), texts=texts)[asked.id]


@pytest.mark.parametrize(("how", "told"), [("text", "document"), ("ocr", "ocr")])
def test_a_value_inside_a_document_is_a_part(crawl: Crawl, catalogue: Catalogue, how: str, told: str) -> None:
    one = found(crawl, catalogue, "Устав", CHARTER, how=how)
    assert (one.verdict, one.reason) == ("partial", "elsewhere")
    assert (one.evidence[0].url, one.evidence[0].how) == (HOME + "u.docx", told)
    assert one.evidence[0].quote == "Учредитель: Сосновский муниципальный район"


def test_a_label_without_a_value_in_a_document_says_nothing(crawl: Crawl, catalogue: Catalogue) -> None:
    assert found(crawl, catalogue, "Устав", "Устав\nУчредитель:").reason == "not_found"


@pytest.mark.parametrize("state", ["image_only", "encrypted", "corrupt", "too_large", "timeout", "no_reader"])
def test_what_an_unread_document_is_named_after_is_not_missing(crawl: Crawl, catalogue: Catalogue, state: str) -> None:
    one = found(crawl, catalogue, "Учредитель", "", state=state)
    assert (one.verdict, one.reason, one.looked) == ("not_checked", state, (HOME + "u.docx",))


def test_a_document_that_nobody_opened_was_not_read(crawl: Crawl, catalogue: Catalogue) -> None:
    assert found(crawl, catalogue, "Учредитель", None).reason == "no_reader"


def test_an_unread_document_of_another_name_keeps_nothing_open(crawl: Crawl, catalogue: Catalogue) -> None:
    assert found(crawl, catalogue, "Меню столовой на неделю", "", state="image_only").verdict == "missing"


def test_a_document_is_one_by_its_bytes_where_no_name_tells(crawl: Crawl, catalogue: Catalogue) -> None:
    crawl.page(HOME, html('<p>Школа стоит на берегу речки.</p><a href="/get.php?id=5">Учредитель</a>'), via="start")
    kind = "application/octet-stream"
    paper = crawl.page(HOME + "get.php?id=5", b"%PDF-1.4", "Учредитель", content_type=kind)
    asked = item(FOUNDER)
    texts = Texts({paper.offset or 0: derived(paper, CHARTER)})
    one = audited(crawl.archive(), [asked], only(catalogue, [asked]), texts=texts)[asked.id]
    assert (one.verdict, one.reason) == ("partial", "elsewhere")
