from __future__ import annotations

import datetime as dt
from pathlib import Path

from checklists.load import shipped
from checklists.rule import Fresh, Labelled, Microdata, Rule
from reports.fragment import fragment
from reports.pages import Site
from reports.texts import Texts

ENGLISH = Texts(lang="en")


def marked(*names: str, parent: str | None = None) -> Rule:
    return Rule(microdata=Microdata(itemprop=names, parent=parent))


def test_a_link_name_gives_a_link() -> None:
    example = fragment(marked("finPlanDocLink"), 'Plan <2026> & "more"', ENGLISH)
    assert example == (
        '<a itemprop="finPlanDocLink" href="address-of-the-file-or-page">Plan &lt;2026&gt; &amp; &#34;more&#34;</a>'
    )


def test_a_plain_name_gives_text_inside_its_parent() -> None:
    example = fragment(marked("nameUchred", parent="uchredLaw"), "Founder", ENGLISH)
    assert example == '<div itemprop="uchredLaw">\n  <span itemprop="nameUchred">value</span>\n</div>'


def test_the_name_is_found_at_any_depth() -> None:
    labelled = Rule(labelled=Labelled(labels=("устав",)))
    fresh = Rule(fresh=Fresh(of=Rule(all_of=(labelled, marked("regDate")))))
    assert fragment(Rule(any_of=(labelled, fresh)), "Date", ENGLISH) == '<span itemprop="regDate">value</span>'
    assert fragment(labelled, "Charter", ENGLISH) is None


def test_only_those_whose_law_knows_names_are_told_to_mark_what_they_publish(tmp_path: Path) -> None:
    """Clinics and libraries are read by rules that know names of education too; an example of these would mislead."""
    catalogue = shipped()
    site = Site(out=tmp_path, campaign="a", as_of=dt.date(2026, 11, 23), catalogue=catalogue, texts=ENGLISH)
    told = {name: [item.id for item in one.items if site.example(item)] for name, one in catalogue.lists.items()}
    assert [name for name, some in told.items() if some] == ["education"]
    assert len(told["education"]) > 40
