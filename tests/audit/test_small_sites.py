"""Small sites of invented organisations, as Russian sites look, with the labels that a person gave before the audit.

A file of tests/fixtures/sites is one site: who it is of, its pages, how they are laid out, and the label of each topic:
``yes``, ``partial``, ``skip`` (two people would differ); what is not named is not there. Some publish everything in
plain words, some next to nothing under every heading.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urljoin

import pytest

from audit.auditing import audit_site
from audit.matching import Matcher
from audit.topics import roll_up
from audit.view import file_kind
from checklists.catalogue import Catalogue
from checklists.source import read_yaml
from crawler.archive import Archive
from crawler.page import read_page
from crawler.registry import Organisation
from tests.audit.made import HOME, HTML, TODAY, Crawl

FOLDER = Path(__file__).parent.parent / "fixtures" / "sites"
LAYOUTS = {
    "semantic": "<header>{head}</header><nav><ul>{menu}</ul></nav><main>{body}</main><footer>{foot}</footer>",
    "blocks": '<div class="top">{head}</div><div class="left">{menu}</div><div class="c">{body}</div><div>{foot}</div>',
    "tables": "<table><tr><td colspan=2>{head}</td></tr><tr><td><table>{menu}</table></td><td>{body}</td></tr>"
    "<tr><td colspan=2>{foot}</td></tr></table>",
    "bare": '<div id="all">{body}</div>',
}
ENTRIES = {
    "semantic": '<li><a href="{path}">{words}</a></li>', "blocks": '<div><a href="{path}">{words}</a></div>',
    "tables": '<tr><td><a href="{path}">{words}</a></td></tr>', "bare": "",
}  # fmt: skip
VERDICTS = {"met": "yes", "partial": "partial", "missing": "no", "not_applicable": "no", "not_checked": "unknown"}


class Judged(NamedTuple):
    """One topic of one site: what the person said, and what the audit."""

    site: str
    topic: str
    label: str
    verdict: str


def documents(site: Mapping[str, Any]) -> dict[str, str]:
    """The pages of a site by address."""
    split = [entry.split(" ", 1) for entry in site["menu"]]
    menu = "".join(ENTRIES[site["layout"]].format(path=path, words=words) for path, words in split)
    found = {}
    for page in site["pages"]:
        parts = {"head": site["head"], "menu": menu, "body": page["body"], "foot": site["foot"]}
        body = LAYOUTS[site["layout"]].format(**parts)
        found[urljoin(HOME, page["path"])] = (
            f'<!DOCTYPE html><html lang="ru"><head><meta charset="utf-8"><title>{page["title"]}</title></head>'
            f"<body>{body}</body></html>"
        )
    return {HOME: next(iter(found.values())), **dict(list(found.items())[1:])}


def archived(site: Mapping[str, Any], path: Path) -> Archive:
    """A crawl of the site: its pages, files that answer, a version for poor sight at ``?…``, 404 for the rest."""
    crawl, pages = Crawl(path), documents(site)
    met = set(pages)
    titles = [page["title"] for page in site["pages"]]
    for (url, body), title in zip(pages.items(), titles, strict=True):
        home = url == HOME
        crawl.page(url, body, title, via="start" if home else "a", parent="" if home else HOME)
    for url, body in pages.items():
        for link in read_page(body.encode(), HTML, url).links:
            if not link.url.startswith(HOME) or link.url in met:
                continue
            met.add(link.url)
            if file_kind(link.url):
                crawl.page(link.url, b"%PDF-1.4", link.text, content_type="application/pdf")
            elif "?" in link.url:
                crawl.page(link.url, pages.get(link.url.split("?")[0], pages[HOME]), link.text)
            else:
                crawl.entry(link.url, "failed", "gone", link.text, status=404)
    return crawl.archive()


def judged(path: Path, catalogue: Catalogue, matcher: Matcher, archive: Path) -> Iterator[Judged]:
    """Every topic of a site that has a label."""
    site: dict[str, Any] = read_yaml(path).data
    labels = {topic: label for label, topics in site["labels"].items() for topic in topics.split()}
    who = {key: site[key] for key in ("name", "short_name", "sector", "kind", "municipality", "region")}
    org = Organisation(id=path.stem, site=HOME, extra={}, **who)
    items = catalogue.items_for(org.sector, org.kind, TODAY)
    findings = audit_site(archived(site, archive), org, items, catalogue, matcher, TODAY)
    for one in roll_up(org.id, items, {finding.item: finding for finding in findings}, catalogue):
        if labels.get(one.topic) != "skip":
            yield Judged(path.stem, one.topic, labels.get(one.topic, "no"), VERDICTS[one.verdict])


@pytest.fixture(scope="module")
def every(catalogue: Catalogue, matcher: Matcher, tmp_path_factory: pytest.TempPathFactory) -> list[Judged]:
    folder = tmp_path_factory.mktemp("sites")
    return [
        one
        for path in sorted(FOLDER.glob("*.yaml"))
        for one in judged(path, catalogue, matcher, folder / f"{path.stem}.warc.gz")
    ]


def wrong(every: list[Judged], label: tuple[str, ...], verdict: tuple[str, ...]) -> list[Judged]:
    return [one for one in every if one.label in label and one.verdict in verdict]


def test_labels_name_topics_of_the_site(catalogue: Catalogue) -> None:
    for path in FOLDER.glob("*.yaml"):
        labels = read_yaml(path).data["labels"]
        named = Counter(topic for topics in labels.values() for topic in topics.split())
        assert named.keys() <= catalogue.topics.keys(), path.name
        assert max(named.values()) == 1, path.name


def test_honest_sites_are_not_accused(every: list[Judged]) -> None:
    accused = wrong(every, ("yes", "partial"), ("no",))
    present = [one for one in every if one.label in ("yes", "partial")]
    assert len(accused) <= 0.03 * len(present), accused


def test_empty_sites_do_not_pass(every: list[Judged]) -> None:
    passed = wrong(every, ("no",), ("yes", "partial"))
    absent = [one for one in every if one.label == "no"]
    assert len(passed) <= 0.05 * len(absent), passed
    assert len(wrong(passed, ("no",), ("yes",))) <= 0.01 * len(absent), passed


def test_machine_and_person_agree(every: list[Judged]) -> None:
    decided = [one for one in every if one.verdict != "unknown"]
    assert len(decided) >= 0.95 * len(every)
    assert sum(one.label == one.verdict for one in decided) >= 0.94 * len(decided), [
        one for one in decided if one.label != one.verdict
    ]
