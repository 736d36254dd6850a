"""The language of pages made ready to ask: reads language.yaml's model and a matcher, asks of lines of text. Pure.

Stems are the first five letters of words: enough to know a word again in another form, and cheap.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from audit.phrases import naming, parts, paths, section_titles
from checklists.rule import Document
from crawler.text import normal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from audit.matching import Matcher
    from checklists.catalogue import Catalogue
    from checklists.rule import Rule
    from checklists.schema import Item

STEM = 5
"""Letters of a stem."""
_LONG = 8
"""Letters by which a long word that names a field is known: «информация» is one, «информатика» is a value."""
_DATED = re.compile(r"/20\d\d/[01]\d/")
"""How addresses of a blog begin: ``/2026/04/subbotnik/``."""
_BRACKETS = re.compile(r"\([^()]*\)")
_TWO_CAPITALS = re.compile(r"([А-ЯЁ][а-яё]{1,14}) ([А-ЯЁ][а-яё-]{1,20})(?=$|[^а-яёА-ЯЁ ]| [^А-ЯЁ])")
_LAW = re.compile(r"(?:n )?\d{1,3} фз\b")
"""How a law is named by its number: «152-ФЗ …»."""
_TITLE_OF_PAPER = 90
"""Characters of a line that may still be the name of a paper."""


def stems(words: Iterable[str]) -> frozenset[str]:
    """The stems of words in normal form."""
    return frozenset(word[:STEM] for word in words)


class Known(NamedTuple):
    """A rule that combines no others."""

    number: int
    """Equal rules share it, so that what several items ask is seen once a site."""
    kind: str
    part: Any
    """The arguments of its kind."""
    rule: Rule


class Wording:
    """What language.yaml says, as sets of phrase numbers, stems and patterns. One serves all sites of an audit."""

    def __init__(self, catalogue: Catalogue, matcher: Matcher) -> None:
        """Compile the language of a catalogue."""
        said, number = catalogue.language, matcher.numbers
        self._numbers = number
        self._equal: dict[Rule, int] = {}
        self._rules: dict[int, Known] = {}
        """By ``id``, since a rule is slow to compare; each is kept, so that its id is not given away."""
        self._leads: dict[str, tuple[frozenset[int], frozenset[str]]] = {}
        self._barred: dict[str, frozenset[int]] = {}
        self.fillers = frozenset(number[phrase] for phrase in said.fillers)
        self.whole_fillers = frozenset(number[phrase] for phrase in said.whole_fillers)
        self.samples = frozenset(number[phrase] for phrase in said.samples)
        self.specimens = frozenset(number[phrase] for phrase in said.specimens)
        """Values that templates invent: «ул. Примерная»."""
        self.not_fillers = frozenset(number[phrase] for phrase in said.not_fillers)
        self.absences = frozenset(number[phrase] for phrase in said.absences)
        self.titles = frozenset(number[phrase] for phrase in section_titles(catalogue))
        """Phrases that name sections: a line that is nothing else is a bare heading, not a document's name."""
        self.name_labels = said.name_labels
        self.strangers = frozenset(number[phrase] for phrase in (*said.superiors, *said.strangers))
        self.superiors = frozenset(number[phrase] for phrase in said.superiors)
        """Phrases of bodies above an organisation."""
        self.house = frozenset(number[phrase] for phrase in said.house)
        """Phrases of posts and places that only the organisation itself has."""
        self.offices = frozenset(number[phrase] for phrase in said.offices)
        """Phrases of those among them whose own contacts pages give."""
        self.own_people, self.other_people = (
            frozenset(number[phrase] for phrase in phrases) for phrases in (said.own_people, said.other_people)
        )
        """Phrases with which headings name those who work here, and with which they begin above lists of others."""
        self.address_labels = said.address_labels
        self._place_words = stems(said.place_words)
        self._other_bodies = _starts(said.other_bodies)
        self._public_mail = said.public_mail
        self._field_words = frozenset(word[:_LONG] for word in said.field_words)
        self._turning = said.turning_words
        self._story_paths = said.story_paths
        self._state_acts = said.state_acts
        self._about = said.about
        self._asking = tuple(f"{word} " for word in said.asking_words)
        self._given, self.hotlines = frozenset(said.given_names), frozenset(said.hotlines)
        self._samples = frozenset(said.sample_values)
        self._begin_samples = frozenset(sample.split(" ")[0] for sample in self._samples)
        self.empty_words = stems(said.empty_words)
        self._common = frozenset(map(normal, said.common_words))
        self._bodies = said.bodies
        self._legal_forms = _starts(said.legal_forms)
        self._any_body = _starts(said.bodies)
        self._private = re.compile(rf"\b(?:{_any(said.private_forms)})|^(?:{_any(said.private_short)})\b")
        self._papers = _starts(said.papers)
        self._link_words = re.compile(rf"(?:{_any(said.link_words)})\w*|\d+")
        built = f"(?:{_any(said.legal_founders)})?(?:{_any(said.legal_types)})|(?:{_any(said.legal_founders)})"
        self._short_legal = re.compile(rf"\b(?:(?:{built})(?:{_any(said.legal_bodies)})|{_any(said.legal_short)})\b")

    def leads(self, item: Item, catalogue: Catalogue) -> tuple[frozenset[int], frozenset[str]]:
        """What leads to an item: the numbers of the phrases that name it, and last parts of paths; made once."""
        if item.id not in self._leads:
            numbers = frozenset(self._numbers[phrase] for phrase in naming(item, catalogue))
            self._leads[item.id] = (numbers, frozenset(paths(item, catalogue)))
        return self._leads[item.id]

    def seats(self, item: Item) -> tuple[tuple[int, ...], tuple[str, ...]]:
        """Where a person would look for an item: the numbers of its hints' phrases, and last parts of paths."""
        return tuple(self._numbers[phrase] for phrase in item.hints.phrases), item.hints.paths

    def barred(self, item: Item, catalogue: Catalogue) -> frozenset[int]:
        """Phrases by which a document with an item's name is another one: those that all its documents are told by."""
        if item.id not in self._barred:
            told = [part for part in parts(item.rule, catalogue) if isinstance(part, Document)]
            sets = [frozenset(self._numbers[phrase] for phrase in part.without) for part in told]
            self._barred[item.id] = frozenset.intersection(*sets) if sets else frozenset()
        return self._barred[item.id]

    def known(self, rule: Rule) -> Known:
        """A rule that combines no others, taken apart once for all sites."""
        found = self._rules.get(id(rule))
        if found is None:
            kind = rule.kinds()[0]
            number = self._equal.setdefault(rule, len(self._equal))
            found = self._rules[id(rule)] = Known(number, kind, getattr(rule, kind), rule)
        return found

    def is_label(self, line: str) -> bool:
        """Whether a line only says what a field is for: the head of a column, a template's sample of a value."""
        words = line.split()
        if len(words) > 1 and (words[-1].isdigit() or words[-1] == "n"):
            words.pop()
        if not words or (words[0][:_LONG] not in self._field_words and words[0] not in self._begin_samples):
            return False
        return all(word[:_LONG] in self._field_words for word in words) or " ".join(words) in self._samples

    def names(self, line: str, start: int, end: int) -> bool:
        """Whether the words from ``start`` to ``end`` name what a title is about.

        Several words do wherever they stand; one word does not behind another that it belongs to: «Отдел образования»
        is not about «образование».
        """
        return " " in line[start:end] or not any(word.startswith(self._turning) for word in line[:start].split())

    def is_story(self, url: str) -> bool:
        """Whether an address stands among news and events."""
        path = urlsplit(url).path.lower()
        return any(part.startswith(self._story_paths) for part in path.split("/")) or bool(_DATED.match(path))

    def is_about(self, line: str) -> bool:
        """Whether a line names a paper by what it is about: «Об утверждении стоимости обучения»."""
        return line.startswith(self._about) and len(line) < _TITLE_OF_PAPER

    def is_state_act(self, line: str) -> bool:
        """Whether a line names an act of the state and none of the organisation's own."""
        return line.startswith(self._state_acts) or _LAW.match(line) is not None

    def asks(self, line: str) -> bool:
        """Whether a line begins as a question does."""
        return line.startswith(self._asking)

    def has_legal_form(self, line: str) -> bool:
        """Whether a line holds a legal form, spelled out with what the organisation is, or abbreviated."""
        if self._legal_forms.search(line) and self._any_body.search(line):
            return True
        return bool(self._short_legal.search(line))

    def begins_with_form(self, line: str) -> bool:
        """Whether a line begins with a legal form that is spelled out: «Муниципальное бюджетное»."""
        return self._legal_forms.match(line) is not None

    def is_private(self, name: str) -> bool:
        """Whether an organisation's name tells that it is neither state nor municipal."""
        return self._private.search(normal(name)) is not None

    def names_person(self, text: str) -> bool:
        """Whether a short text begins with a given name and a surname, or the other way round, and no patronymic."""
        found = _TWO_CAPITALS.match(text)
        return found is not None and any(normal(word) in self._given for word in found.groups())

    def has_short_form(self, line: str) -> bool:
        """Whether a line holds a legal form as an abbreviation: МБОУ, ФГБУ, ООО."""
        return bool(self._short_legal.search(line))

    def telling(self, name: str) -> frozenset[str]:
        """Stems of the words of a name that tell the organisation from others of its kind and place.

        What stands in brackets is an addition of the registry: «ИП Иванов (детский сад «Сказка»)».
        """
        words = normal(_BRACKETS.sub(" ", name)).split() or normal(name).split()
        return stems(word for word in words if (len(word) > 1 or word.isdigit()) and word not in self._common)

    def own(self, name: str) -> frozenset[str]:
        """Of these, the stems that are no word for what it is: number, title, place."""
        return frozenset(
            stem
            for stem in self.telling(name)
            if not any(body.startswith(stem) or stem.startswith(body[:STEM]) for body in self._bodies)
        )

    def place(self, name: str) -> frozenset[str]:
        """Stems of the words by which a municipality or region is known: «Галичский муниципальный район» → галич."""
        return stems(word for word in normal(name).split() if len(word) > 2) - self._place_words  # noqa: PLR2004  «г», «п»

    def names_others(self, line: str) -> bool:
        """Whether a line speaks of a body beside the organisation: a founder, a department, a partner."""
        return self._other_bodies.search(line) is not None

    def names_body(self, line: str) -> bool:
        """Whether a line says what an organisation is, or gives a legal form: «школа», «ГБУ»."""
        return self._any_body.search(line) is not None or self.has_short_form(line)

    def is_public(self, domain: str) -> bool:
        """Whether anybody may have an e-mail of a domain, or every body of the state."""
        return domain.endswith(self._public_mail)

    def names_nothing(self, line: str) -> bool:
        """Whether the words of a link only say what to do: «скачать», «открыть (pdf, 2 Мб)»."""
        # A word at a time: «скан» and «с» begin alike, and one pattern for the line would try both for each word.
        return all(map(self._link_words.fullmatch, line.split()))

    def is_paper(self, line: str) -> bool:
        """Whether a line reads as the name of a paper."""
        return len(line) < _TITLE_OF_PAPER and bool(self._papers.search(line))


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(normal(word)) for word in words) or r"(?!)"


def _starts(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_any(words)})")
