from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

import reports
from audit.finding import NOT_CHECKED, SEEN, VERDICTS
from audit.rating.value import Absent
from audit.repairs.state import Change
from checklists.infometer import FACTORS
from checklists.load import shipped
from checklists.method import Settings
from checklists.products import Product
from crawler import certificate
from crawler.ledger import FAILED, SKIPPED
from crawler.rendering import OUTCOMES
from crawler.shell import REASONS
from reports.comparison.changes import KINDS
from reports.exports.bus_gov import REASONS as NO_NUMBER
from reports.method import STATUSES, TRAPS
from reports.organisation import WEIGHTS
from reports.texts import LANGUAGES, Texts, messages

HERE = Path(reports.__file__).parent
PARTS = ("templates/*.html", "*.py", "comparison/*.py", "exports/*.py", "../tools/*_template.py")
SOURCES = [path for part in PARTS for path in HERE.glob(part)]
RUSSIAN = Texts(lang="ru")
ENGLISH = Texts(lang="en")

SUBSECTIONS = tuple(dict.fromkeys(named.section for named in shipped().microdata.names))

DYNAMIC = {
    "verdict": VERDICTS,
    "verdict_means": VERDICTS,
    "not_checked": (*NOT_CHECKED, "not_audited", "person", "unknown"),
    "not_checked_means": (*NOT_CHECKED, "not_audited", "person", "unknown"),
    "seen": (*SEEN, "person", "unknown"),
    "seen_short": (*SEEN, "person", "unknown"),
    "ledger": (*FAILED, *SKIPPED, *TRAPS),
    "weight": WEIGHTS,
    "status": STATUSES,
    "certificate": certificate.KINDS,
    "shell": (*REASONS, "asked"),
    "rendering": OUTCOMES,
    "how_seen": ("http", "browser", "document", "link", "ocr", "probe"),
    "products": get_args(Product.model_fields["kind"].annotation),
    "url_state": ("queued", "fetched", "skipped", "failed"),
    "subsection": SUBSECTIONS,
    "factor": FACTORS,
    "setting": tuple(Settings.model_fields),
    "setting_value": tuple({word for field in Settings.model_fields.values() for word in get_args(field.annotation)}),
    "absent": tuple(word for word in get_args(Absent) if word),
    "measured_how": ("findings", "review", "paper", "telephone", "online", "inspection", "call", "visit"),
    "change": KINDS,
    "change_means": KINDS,
    "repair_change": get_args(Change),
    "exports_reason": NO_NUMBER,
    "exports_data": ("organisations", "findings", "openness", "ratings"),
    "exports_field": tuple({key.partition(".")[2] for key in messages("ru") if key.startswith("exports_field.")}),
    "who": ("roll_any", "roll_most", "roll_all", "roll_own"),
    "crawl_state": ("pending", "running", "done", "failed", "no_site"),
}


def names(message: str | list[str]) -> list[set[str]]:
    forms = message if isinstance(message, list) else [message]
    return [{name for _, name, _, _ in Formatter().parse(form) if name is not None} for form in forms]


def test_both_languages_say_the_same_things() -> None:
    russian, english = (messages(lang) for lang in LANGUAGES)
    assert list(russian) == list(english)
    for key, message in russian.items():
        assert isinstance(message, list) == isinstance(english[key], list), key
        assert {*map(frozenset, names(message))} == {*map(frozenset, names(english[key]))}, key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_message_is_empty(lang: str) -> None:
    empty = {
        key
        for key, message in messages(lang).items()
        if not message or (isinstance(message, list) and not all(message))
    }
    assert empty == {"how_seen.http"}


def test_english_has_no_russian_letters() -> None:
    assert not [key for key, message in messages("en").items() if re.search("[а-яё]", str(message), re.IGNORECASE)]


@pytest.mark.parametrize("path", sorted(HERE.glob("templates/*")), ids=lambda path: path.name)
def test_templates_hold_no_words_of_their_own(path: Path) -> None:
    assert not re.findall("[а-яё]+", path.read_text(encoding="utf-8"), re.IGNORECASE)


@pytest.mark.parametrize(("section", "words"), DYNAMIC.items(), ids=DYNAMIC)
def test_every_reason_and_state_has_plain_words(section: str, words: tuple[str, ...]) -> None:
    assert {f"{section}.{word}" for word in words} <= messages("ru").keys()


def test_every_key_that_is_asked_for_exists_and_every_message_is_asked_for() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    asked = set(re.findall(r"""["']([a-z_]+\.[a-z0-9_]+)["']""", text))
    sections = {key.partition(".")[0] for key in messages("ru")}
    here = {key for key in asked if key.partition(".")[0] in sections}
    assert not {key for key in here - messages("ru").keys() if not key.endswith(("_", ".html", ".css", ".csv"))}
    stems = set(re.findall(r"""["']([a-z_]+\.[a-z0-9_]*)["'] ~""", text))
    chosen = {stem + word for stem in stems for word in re.findall(r"""["']([a-z0-9_]+)["']""", text)}
    chosen |= {f"{section}.{word}" for section, words in DYNAMIC.items() for word in words}
    idle = messages("ru").keys() - here - chosen
    idle -= {key for key in idle if key.startswith(("channel.", "crawl_reason."))}
    assert not idle


@pytest.mark.parametrize(
    ("number", "form"),
    [(0, "пунктов"), (1, "пункт"), (2, "пункта"), (5, "пунктов"), (11, "пунктов"), (14, "пунктов"), (21, "пункт"),
     (22, "пункта"), (111, "пунктов"), (112, "пунктов"), (121, "пункт")],
)  # fmt: skip
def test_russian_plurals(number: int, form: str) -> None:
    assert RUSSIAN.plural("number.items", number) == f"{number} {form}"


def test_english_plurals_and_thousands() -> None:
    assert ENGLISH.plural("number.items", 1) == "1 item"
    assert ENGLISH.plural("number.items", 12345) == "12\u202f345 items"


@pytest.mark.parametrize(
    ("points", "shown"),
    [("78.5", "79"), ("77.49", "77"), ("0.5", "1"), ("100", "100"), ("0", "0"), ("99.5", "99"), ("99.49", "99")],
)
def test_points_are_rounded_half_up(points: str, shown: str) -> None:
    assert RUSSIAN.points(Decimal(points)) == shown


def test_decimal_marks() -> None:
    assert RUSSIAN.interval(Decimal("71.25"), Decimal(73), 1) == "71,3–73,0"
    assert ENGLISH.interval(Decimal("71.25"), Decimal("71.3"), 1) == "71.3"
    assert RUSSIAN.number(Decimal("0.50")) == "0,5"
    assert ENGLISH.number(Decimal(10)) == "10"
    assert RUSSIAN.megabytes(12_345_678) == "12,3 МБ"


@given(st.decimals(min_value=0, max_value=1, places=4))
def test_hundred_per_cent_means_everything(share: Decimal) -> None:
    assert (ENGLISH.percent(share) == "100%") == (share == 1)


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [
        ("2026-05-12T09:00:00Z", "2026-05-12T23:00:00Z", "12 May 2026"),
        ("2026-05-12T09:00:00Z", "2026-05-13T01:00:00Z", "12–13 May 2026"),
        ("2026-05-31T09:00:00Z", "2026-06-01T01:00:00Z", "31 May 2026 – 1 June 2026"),
        ("2026-05-12T09:00:00Z", None, "12 May 2026"),
    ],
)
def test_days(start: str, end: str | None, shown: str) -> None:
    assert ENGLISH.days(start, end).replace("\u00a0", " ").replace("\u2060", "") == shown


def test_dates_in_russian() -> None:
    assert RUSSIAN.date(dt.date(2026, 5, 1)) == "1\u00a0мая\u00a02026"


def test_an_unknown_key_is_an_error_and_an_unknown_word_stands_for_itself() -> None:
    with pytest.raises(KeyError):
        RUSSIAN("page.nothing")
    assert RUSSIAN.known("ledger", "trap:new") == "trap:new"
    assert RUSSIAN.known("ledger", None) == ""
