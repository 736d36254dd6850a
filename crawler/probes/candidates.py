"""Which of the fetched pages are worth a probe: reads rows of a visit and bodies of its archive; asks for nothing."""

from __future__ import annotations

import contextlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import unescape
from urllib.parse import unquote, urlsplit

from crawler import urls
from crawler.encoding import decode
from crawler.order import Ranker
from crawler.probes.form_fields import fits
from crawler.probes.words import LinkWords, Probes
from crawler.store import Row

FORMS, TOPICS, DOMAINS, LINKS = 3, 3, 3, 3
"""Pages with a form, topic pages for accessibility, mail domains, links to questionnaires: at most so many a site."""

_MAIL_HOST = re.compile(
    rb"@([a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,5}\.(?:xn--[a-z0-9-]{2,59}|[a-z]{2,24}))", re.IGNORECASE,
)  # fmt: skip
"""What stands behind the @; the @ itself first, since a pattern that may begin anywhere is tried everywhere."""
_MAILBOX_END = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._%+-")
"""Bytes that may stand before the @."""
_LETTERS = re.compile(r"(?<=[\w.+-])@((?:[\w-]{1,63}\.){1,5}\w{2,24})")
"""The same in text: domains of Cyrillic letters."""
_BEYOND = re.compile(rb"@[a-z0-9.-]{0,63}(?:[\x80-\xff]|&#1)", re.IGNORECASE)
"""Bytes that may be such a domain, in whatever encoding."""
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
    fielded: set[str] = set()
    for row in pages:
        text = body(row)[:_BODY]
        domains.update({*_domains(text), *_cyrillic(text, row.content_type)})
        if _has_field(text):
            fielded.add(row.url)
        if (score := _form_score(row, words, field=row.url in fielded)) >= _ENOUGH:
            scores.append((-score, row.seq, row.url))
    best = [url for _, _, url in sorted(scores)]
    return Candidates(
        home=next((row.url for row in pages if row.depth == 0), ""),
        forms=_with_a_field(best, fielded) if words.form.words else (),
        topics=_topics(pages, ranker),
        domains=tuple(name for name, _ in sorted(domains.items(), key=lambda row: (-row[1], row[0])))[:DOMAINS],
        links=_links(every, words.questionnaire, origin),
    )


def _with_a_field(best: Sequence[str], fielded: set[str]) -> tuple[str, ...]:
    """The best pages, one with a field to write in among them where there is any: words alone are no form."""
    chosen = list(best[:FORMS])
    if chosen and fielded.isdisjoint(chosen):
        chosen[FORMS - 1 :] = [url for url in best[FORMS:] if url in fielded][:1] or chosen[FORMS - 1 :]
    return tuple(chosen)


def _is_page(row: Row) -> bool:
    return "html" in row.content_type.lower() and row.via not in ("robots", "sitemap") and row.offset is not None


def _has_field(text: bytes) -> bool:
    """Whether there is something to write in. Plain searches: a pattern for both takes three times as long."""
    lower = text.lower()
    return b"<textarea" in lower or b"contenteditable" in lower


def _form_score(row: Row, words: Probes, *, field: bool) -> int:
    """A field to write in, words of the link, words of the path: one alone is enough, but the path."""
    score = _FIELD_SCORE if field else 0
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


def _cyrillic(text: bytes, content_type: str) -> Iterable[str]:
    """Domains such as почта@школа.рф, in the spelling that name servers know."""
    if not _BEYOND.search(text):
        return
    for match in _LETTERS.finditer(unescape(decode(text, content_type)[0])):
        if not match[1].isascii():
            with contextlib.suppress(UnicodeError):
                yield match[1].lower().encode("idna").decode("ascii")


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
