from __future__ import annotations

from checklists.schema import Fresh, Labelled, Microdata, Rule
from reports.fragment import fragment
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
