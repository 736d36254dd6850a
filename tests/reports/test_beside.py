"""Accessibility, products and pictures on the page of an organisation: parts of their own, light, and true files."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from audit.beside import store_beside
from checklists.catalogue import Catalogue
from checklists.load import shipped
from crawler.picture_files import store as keep
from reports.html import write_pages
from tests.reports.conftest import Store, Write

URL = "https://lesnaya.example/"
WEBP = (
    b"RIFF\x00\x00\x00\x00WEBPVP8 " + bytes(10) + (1280).to_bytes(2, "little") + (900).to_bytes(2, "little") + bytes(90)
)
ACCESS = {
    "pages": [URL], "engine": "4.12.1", "reason": "",
    "points": [
        {"id": "alternatives", "verdict": "missing", "broken": [
            {"rule": "image-alt", "number": 2, "pages": [URL], "places": ["<img src=x onerror=alert(1)>"]}]},
        {"id": "titles", "verdict": "met", "broken": []},
        {"id": "font", "verdict": "not_checked", "broken": []},
    ],
}  # fmt: skip


def test_accessibility_is_a_part_of_its_own(campaign: Store, catalogue: Catalogue, tmp_path: Path) -> None:
    store_beside(campaign.db, "spring", "lesnaya", {"accessibility": ACCESS, "products": [{"id": "pos", "page": URL}]})
    tables = replace(catalogue, accessibility=shipped().accessibility, products=shipped().products)
    write_pages(campaign.db, tables, home=campaign.home, campaign="spring", out=tmp_path / "out", lang="ru")
    text = (tmp_path / "out" / "org" / "lesnaya.html").read_text(encoding="utf-8")
    part = text[text.index('id="access"') : text.index('id="products"')]
    assert "ПП РФ № 102" in part
    assert "в показатель 1.1 не входит" in part
    assert part.index("есть нарушения") < part.index("нарушений не увидели") < part.index("<td>смотрит человек")
    assert "&lt;img src=x onerror=alert(1)&gt;" in part
    assert "Решаем вместе" in text[text.index('id="products"') :]


def test_where_no_page_was_tried_the_reason_stands(campaign: Store, report: Write) -> None:
    none = {"pages": [], "engine": "", "reason": "no_browser", "points": []}
    store_beside(campaign.db, "spring", "lesnaya", {"accessibility": none, "products": []})
    assert "Страницы не проверены: страница собирается" in (report() / "org" / "lesnaya.html").read_text("utf-8")


def test_pictures_stand_as_files_beside_the_page_and_load_late(campaign: Store, report: Write) -> None:
    made = [(URL, "", WEBP), ("https://lesnaya.example/docs", "Устав 1999 года", WEBP + b"x")]
    keep(campaign.db, campaign.home, "spring", "lesnaya", made, "glasnost")
    out = report()
    text = (out / "org" / "lesnaya.html").read_text(encoding="utf-8")
    shown = re.findall(r'<img src="\.\./(pictures/lesnaya/\w+\.webp)" loading="lazy" width="1280" height="900"', text)
    assert len(set(shown)) == 2
    assert {(out / path).read_bytes() for path in shown} == {WEBP, WEBP + b"x"}
    assert 'alt="Снимок места на странице: Устав 1999 года"' in text
    assert len(text.encode()) < 300 * 1024
    assert not (out / "pictures" / "rechnaya").exists()
