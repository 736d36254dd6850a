"""Whether the questions of a page are answered: under them, in the same lines, or on pages that they lead to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from audit.checks.sight import Sight, untried
from audit.finding import NOT_CHECKED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.site import Site
    from audit.view import View

_ANSWER = 20
"""Characters of a line from which it answers something."""
_ENOUGH = 2
_REACH = 3
"""Lines behind a question in which its answer begins: a name and a date may stand between."""
_ANSWERS = re.compile(r"^\W*ответ(?:ил[аи]?|чает)?\b\W*", re.IGNORECASE)


def answered(site: Site, present: Sight) -> Iterator[Sight]:
    """Met where two questions have answers; not checked where they lead to pages that we did not read."""
    answers, unread = 0, ""
    for view in dict.fromkeys(spot.view for spot in present.proof):
        for found in _answers(site, view):
            answers += found == ""
            unread = unread or found
    if answers >= _ENOUGH:
        yield Sight("met", None, present.proof)
    elif unread:
        yield untried(present, unread)
    elif answers:
        yield Sight("partial", "little", present.proof)
    else:
        yield Sight("missing", "no_answers", present.proof)


def _answers(site: Site, view: View) -> Iterator[str]:
    """For each answer an empty string; for each question whose answer stands on a page that was not read, why."""
    lines = [index for index, own in enumerate(view.own) if own and view.page.blocks[index].text.strip()]
    for place, index in enumerate(lines):
        text = view.page.blocks[index].text.strip()
        behind = [view.page.blocks[one].text.strip() for one in lines[place + 1 : place + 1 + _REACH]]
        if said := _ANSWERS.match(text):  # «Ответ: …», whatever the question looked like
            if len(text) - said.end() >= _ANSWER or (behind and len(behind[0]) >= _ANSWER):
                yield ""
        elif _asks(site, view, index) and not any(map(_ANSWERS.match, behind)):  # else it is counted by its answer
            if len(text.rpartition("?")[2]) >= _ANSWER or _follows(behind):
                yield ""
            elif (unread := _led(site, view, index)) is not None:
                yield unread


def _asks(site: Site, view: View, index: int) -> bool:
    block = view.page.blocks[index]
    return "?" in block.text or (block.level > 0 and site.wording.asks(view.lines[index]))


def _follows(behind: list[str]) -> bool:
    """Whether an answer comes before the next question."""
    for line in behind:
        if line.endswith("?"):
            return False
        if len(line) >= _ANSWER:
            return True
    return False


def _led(site: Site, view: View, index: int) -> str | None:
    """What became of the page that a question leads to: empty where it says something; None where it leads nowhere."""
    for number in view.page.blocks[index].links:
        link = view.page.links[number]
        entry, target = site.entry(link), site.target(link)
        if target is not None and target is not view:
            size = sum(len(block.text) for own, block in zip(target.own, target.page.blocks, strict=True) if own)
            return "" if size - len(view.page.blocks[index].text) >= _ANSWER else None
        if entry is not None and entry.state != "fetched" and entry.reason != "gone":
            return entry.reason if entry.reason in NOT_CHECKED else "not_tried"
    return None
