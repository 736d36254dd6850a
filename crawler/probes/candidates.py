"""Which of the fetched pages are worth a probe: reads rows of a visit and bodies of its archive; asks for nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from crawler import urls
from crawler.order import Ranker
from crawler.probes.form_fields import fits
from crawler.probes.words import LinkWords, Probes
from crawler.store import Row

FORMS, TOPICS, DOMAINS, LINKS = 3, 3, 3, 3
"""Pages with a form, topic pages for accessibility, mail domains, links to questionnaires: at most so many a site."""

_FIELD = re.compile(rb"<textarea|contenteditable", re.IGNORECASE)
_MAIL_HOST = re.compile(
    rb"@([a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,5}\.(?:xn--[a-z0-9-]{2,59}|[a-z]{2,24}))", re.IGNORECASE,
)  # fmt: skip
"""What stands behind the @; the @ itself first, since a pattern that may begin anywhere is tried everywhere."""
_MAILBOX_END = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._%+-")
"""Bytes that may stand before the @."""
_PICTURES = ("png", "jpg", "jpeg", "gif", "svg", "webp", "css", "js")
"""What stands behind the point in names of files that hold an @: picture@2x.png."""
_PATHS = re.compile(r"feedback|obratn|obrash|priemn|pismo|vopros|question|contact|kontakt|callback", re.IGNORECASE)
_BODY = 2 * 1024 * 1024
_FIELD_SCORE, _WORDS_SCORE, _PATH_SCORE = 3, 4, 2
_ENOUGH = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """What to try."""

    home: str
    """Empty where no home page was read."""
    forms: tuple[str, ...]
    """Pages, the likeliest first."""
    topics: tuple[str, ...]
    domains: tuple[str, ...]
    """Of mail addresses, the commonest first, ASCII."""
    links: tuple[str, ...]


def choose(
    rows: Iterable[Row], body: Callable[[Row], bytes], words: Probes, ranker: Ranker, origin: str,
) -> Candidates:  # fmt: skip
    """The candidates of a site. ``body``: of a fetched page, as archived; ``origin``: of the site's address."""
    every = list(rows)
    pages = [row for row in every if row.state == "fetched" and _is_page(row)]
    domains = Counter[str]()
    scores: list[tuple[int, int, str]] = []
    for row in pages:
        text = body(row)[:_BODY]
        domains.update(set(_domains(text)))
        if (score := _form_score(row, text, words)) >= _ENOUGH:
            scores.append((-score, row.seq, row.url))
    best = [url for _, _, url in sorted(scores)]
    return Candidates(
        home=next((row.url for row in pages if row.depth == 0), ""),
        forms=tuple(best[:FORMS]) if words.form.words else (),
        topics=_topics(pages, ranker),
        domains=tuple(name for name, _ in sorted(domains.items(), key=lambda row: (-row[1], row[0])))[:DOMAINS],
        links=_links(every, words.questionnaire, origin),
    )


def _is_page(row: Row) -> bool:
    return "html" in row.content_type.lower() and row.via not in ("robots", "sitemap") and row.offset is not None


def _form_score(row: Row, text: bytes, words: Probes) -> int:
    """A field to write in, words of the link, words of the path: one alone is enough, but the path."""
    score = _FIELD_SCORE if _FIELD.search(text) else 0
    score += _WORDS_SCORE if fits(words.form.words, row.link_text) else 0
    return score + (_PATH_SCORE if _PATHS.search(urlsplit(row.url).path) else 0)


def _topics(pages: Sequence[Row], ranker: Ranker) -> tuple[str, ...]:
    """The pages that fit a topic best, one of each folder, so that they are not all of one kind."""
    ranked = sorted(pages, key=lambda row: (-ranker.fit(row.url, row.link_text), row.depth, row.seq))
    found: dict[str, str] = {}
    for row in ranked:
        if row.depth and ranker.fit(row.url, row.link_text):
            found.setdefault(row.url.rstrip("/").rpartition("/")[0], row.url)
    rest = (row.url for row in ranked if row.depth)
    return tuple(dict.fromkeys((*found.values(), *rest)))[:TOPICS]


def _domains(text: bytes) -> Iterable[str]:
    for match in _MAIL_HOST.finditer(text):
        if not match.start() or text[match.start() - 1] not in _MAILBOX_END:
            continue
        name = match[1].decode("ascii").lower()
        if name.rpartition(".")[2] not in _PICTURES and not name.endswith(("example.com", "example.org", "sentry.io")):
            yield name


def _links(rows: Iterable[Row], words: LinkWords, origin: str) -> tuple[str, ...]:
    """Links to other hosts that promise a questionnaire."""
    found = (row.url for row in rows if row.reason == "offsite" and urls.authority(row.url) != origin
             and _promises(row, words))  # fmt: skip
    return tuple(dict.fromkeys(found))[:LINKS]


def _promises(row: Row, words: LinkWords) -> bool:
    host, address = urls.host(row.url), unquote(row.url).lower()
    return (
        any(host == one or host.endswith("." + one) for one in words.hosts)
        or any(part in address for part in words.parts)
        or fits(words.phrases, row.link_text)
    )
