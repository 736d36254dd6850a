"""The closed set of rule kinds: their arguments; audit/checks has what they do. Knows neither files nor pages."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from checklists.strict import Name, Phrases, Strict


class Microdata(Strict):
    """Elements marked ``itemprop=NAME`` whose content is not filler."""

    itemprop: tuple[str, ...]
    parent: str | None = None


class Labelled(Strict):
    """A label and its value: ``Label: value``, a table row, a definition list, a heading with what stands under it."""

    labels: Phrases
    without: Phrases = ()
    """Right behind the label these make it another thing: «учредитель конкурса»."""
    value: Literal["text", "name", "body", "date", "address", "phone", "email", "hours", "person", "number", "url"] = (
        "text"
    )
    """``name``: two words at least; ``body``: such that are not the title of a paper, as of a founder."""
    lesser: Phrases = ()
    """What holds a label and is another thing: «Режим работы аптеки»."""
    sections: Phrases = ()
    """Only on pages (or under headings) that these phrases name; empty: anywhere."""
    colon: bool = False
    """Only with a colon or dash right behind the label, wherever it stands in its line."""
    people: Literal["met", "partial"] = "met"
    """The verdict of hours that stand in cards of persons: a director's reception is not when the house is open."""


class Section(Strict):
    """A page, or a part of one under a heading, that the phrases name and that has content of its own."""

    titles: Phrases
    paths: tuple[str, ...] = ()
    """Last parts of the URL's path, lower case, without extension: ``struct``, ``eduStandarts``."""
    words: Phrases = ()
    """Words that the content must hold (any of them) to be of its kind; empty: any content."""
    strict: bool = False
    """Whether a page without the words is about another thing, and no part of this one."""
    questions: int = 0
    """So many lines of the content must ask something."""
    without: Phrases = ()
    """A title that also holds one of these names another thing."""
    news: bool = False
    """Whether news and events are what is asked for: a page among them is then as good as any."""
    own: bool = False
    """Whether acts of the state alone are only a part: a policy, a plan of the organisation's own is asked for."""
    min_text: int = 120
    """Characters of text of its own (menus apart) from which the content is full; documents and tables count too."""


class LinkTo(Strict):
    """A link whose text is one of the phrases, or whose address has one of the hosts or path parts."""

    phrases: Phrases = ()
    hosts: tuple[str, ...] = ()
    """Host suffixes: ``bus.gov.ru`` matches its subdomains too."""
    paths: tuple[str, ...] = ()
    """Substrings of the lower-case path and query."""
    images: tuple[str, ...] = ()
    """Substrings of the file name of a picture inside the link (a banner)."""
    without: Phrases = ()
    """A link whose words also hold one of these leads to another thing."""
    near: Phrases = ()
    """Words that must stand in the link's line, in the three before it, or in the title of its page."""
    frames: bool = False
    """Only frames count: what they lead to stands on the page itself."""
    only_dead: bool = False
    """Count only links that lead nowhere: a menu entry that promises the thing."""


class Document(Strict):
    """A link to a file (pdf, docx, …) or page whose text, title or row names the document."""

    names: Phrases
    without: Phrases = ()
    """The link is another document when it also holds one of these."""
    files: bool = False
    """Only files count: a link to a page is a way to it, not the list that it names."""
    sections: Phrases = ()
    """Only on pages, or under headings, that these phrases name; empty: anywhere."""
    own: bool = False
    """Whether acts of the state are none: a policy, a plan of the organisation's own is asked for."""
    page: Literal["met", "partial"] = "met"
    """The verdict of a link to a page: a banner that names the thing leads to another's site, or to a questionnaire."""


class Table(Strict):
    """A table whose head cells hold at least ``least`` of the phrases, with at least one row of data."""

    heads: Phrases
    without: Phrases = ()
    """A head that holds one of these is that of another table."""
    least: int = 2
    rows: Literal["any", "person"] = "any"
    """``person``: a row must name a person; a table of vacancies has posts and pay, and nobody in it."""
    others: Phrases = ()
    """A row with one of these names somebody else: the head among the staff."""


class Entity(Strict):
    """Something with a form of its own: a phone, an e-mail, an address, working hours, a person with a post."""

    entity: Literal["phone", "email", "address", "street", "hours", "person", "name", "price"]
    near: Phrases = ()
    """Words that must stand in the same block, the block before it, or the heading above."""
    without: Phrases = ()
    """A block that holds one of these speaks of somebody else: «директор завода»."""
    least: int = 1
    """How many of them one page must hold."""
    announced: Phrases = ()
    """A line that begins with one of these, or stands below one that does and ends in a colon, is of something else."""
    others: Phrases = ()
    """Words in the block by which it is rather somebody else's: a weaker proof."""
    lesser: Phrases = ()
    """What holds a near word and is another thing: «заместитель директора». Near words count only beside these."""
    pages: Phrases = ()
    """On a page that is called so the things may stand anywhere, the near words too; prices need none there."""
    prose: bool = False
    """Whether paragraphs are looked through for persons with one of the ``near`` words beside each."""
    tables: bool = True
    """Whether cells of tables count: hours in a timetable of lessons are not the hours of the organisation."""
    people: Literal["met", "partial"] = "met"
    """The verdict of hours that stand in cards of persons, as of a labelled value."""


class AppealForm(Strict):
    """A form with a field to write in whose words show the purpose."""

    words: Phrases
    weak: Phrases = ()
    """Words of any form: enough where nothing of ``others`` is about."""
    writing: bool = True
    """Whether it must have a field for many lines: a search has none."""
    choosing: bool = False
    """Whether it must have answers to choose from: buttons, lists, boxes."""
    tried: bool = False
    """Whether a form that the browser showed and tried is one as well: plain HTTP may not show it."""
    others: Phrases = ()
    """Words of forms for another purpose; a form that says one of ``words`` itself is for it all the same."""
    without: Phrases = ()
    """A form that says one of these is never one: a log-in, comments under news."""


class Widget(Strict):
    """A script, frame or element of a known or telling name."""

    sources: tuple[str, ...] = ()
    """Substrings of the address of a script, frame or stylesheet."""
    marks: tuple[str, ...] = ()
    """Substrings of ids, classes and inline handlers."""
    phrases: Phrases = ()
    """Text of a button or link that starts it."""
    live: bool = False
    """Whether a link that leads nowhere is dead where the page has no script to start anything."""
    tried: Literal["", "low_vision"] = ""
    """The probe that presses it: plain text, or a link that leads nowhere, is none where pressing changed nothing."""
    without: Phrases = ()
    """A text that also holds one of these is of another thing."""


class Mention(Strict):
    """A phrase in the text of a page, by itself: enough for ``gives`` and no more."""

    phrases: Phrases
    gives: Literal["met", "partial"] = "partial"
    without: Phrases = ()
    """With one of these in the same block it is of something else."""
    sections: Phrases = ()
    least: int = 1
    """So many short lines of one page must begin with one of them: the units of a hospital, one a line."""
    title: bool = False
    """Whether it must stand as a title of its own in plain text, where a link was to be: in a list, in the footer."""


class Prose(Strict):
    """A paragraph that tells in its own words what others put under a heading: «Решают педсовет и общее собрание»."""

    words: Phrases
    """Things of which a paragraph must name ``least`` different ones; no names by which links would lead to them."""
    least: int = 2
    near: Phrases = ()
    """One of these must stand there too; empty: nothing."""
    without: Phrases = ()
    """With one of these it tells of something else."""
    sentence: bool = False
    """Whether all this must stand in one sentence of the paragraph."""
    gives: Literal["met", "partial"] = "met"


class Fresh(Strict):
    """A rule whose evidence must carry a year not older than ``years`` before the day of checking."""

    of: Rule
    years: int = 1


class Works(Strict):
    """Whether a thing that is there does what it is for, as a probe of the crawl or the pages show; its own sight."""

    what: Literal["terms", "form", "delivered", "phone", "email", "faq", "consultation", "questionnaire", "low_vision"]
    of: Rule
    """How the thing itself is seen: where it is not, nothing is asked of it."""


class Rule(Strict):
    """Exactly one kind of rule, or a combination of rules; ``use`` names a rule of rules.yaml."""

    use: Name | None = None
    microdata: Microdata | None = None
    labelled: Labelled | None = None
    section: Section | None = None
    link: LinkTo | None = None
    document: Document | None = None
    table: Table | None = None
    entity: Entity | None = None
    form: AppealForm | None = None
    widget: Widget | None = None
    mention: Mention | None = None
    prose: Prose | None = None
    fresh: Fresh | None = None
    works: Works | None = None
    any_of: tuple[Rule, ...] = ()
    """The best verdict of its rules."""
    all_of: tuple[Rule, ...] = ()
    """The worst verdict of its rules; partial where some are met and some missing."""
    whole: bool = False
    """Of ``all_of``: nothing where one of its rules is not met; several facts make a section, some of them none."""
    at_most: Literal["met", "partial"] = "met"
    """The best verdict that this rule may give by itself."""

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        kinds = self.kinds()
        if len(kinds) != 1:
            raise ValueError(f"a rule has exactly one kind, this one has {', '.join(kinds) or 'none'}")
        if self.whole and not self.all_of:
            raise ValueError("«whole» belongs to «all_of»")
        return self

    def kinds(self) -> list[str]:
        """The names of the kinds that are filled in."""
        return [name for name in type(self).model_fields if name not in ("at_most", "whole") and getattr(self, name)]


# --- items and lists --------------------------------------------------------------------------------------------------
