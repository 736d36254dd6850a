from collections.abc import Callable
from pathlib import Path

import pytest

import checklists.lint
from checklists.lint import lint

Edit = Callable[[str, str, str], None]


def _told(folder: Path) -> list[str]:
    return [problem.message for problem in lint(folder)]


def test_the_lists_that_come_with_glasnost_are_in_order() -> None:
    assert not lint()


@pytest.mark.parametrize(
    ("name", "old", "new", "what"),
    [
        ("culture.yaml", "id: culture.email", "id: culture.address", "item culture.address: id: id given twice"),
        ("social.yaml", '      - {act: fz442, clause: "ст. 13 ч. 2 п. 20"}', "      []", "names the act"),
        ("culture.yaml", "    topics: [email]", "    topics: []", "at least 1 item"),
        (
            "education.yaml",
            "itemprop: [regDate]",
            "itemprop: [regdate]",
            "«regdate»; did you mean regDate",
        ),
        ("education.yaml", "parent: teachingStaff", "parent: teacherStaff", "unknown itemprop «teacherStaff»"),
        ("education.yaml", "since: 2026-03-01", "since: 2026-03-02", "a gap in dates"),
        ("education.yaml", "since: 2026-03-01", "since: 2026-02-28", "an overlap in dates"),
        ("education.yaml", "    since: 2026-03-01\n", "", "no beginning"),
        ("education.yaml", "    until: 2026-02-28\n", "", "no end"),
        ("education.yaml", "replaces: edu.common.accr", "replaces: edu.common.acr", "unknown item"),
        (
            "common.yaml",
            "rule: {use: privacy_policy}",
            "rule: {use: charter}",
            "privacy_policy: no item uses this rule",
        ),
        ("language.yaml", "- lorem ipsum", "- lorem ipsum\n  - Лорем ipsum\n  - Lorem  IPSUM", "finds nothing that"),
        ("language.yaml", "- lorem ipsum", "- lorem ipsum\n  - lorem ipsum", "finds nothing that"),
        ("health.yaml", "    replaces: health.full_name.956n\n", "", "say replaces: health.full_name.956n"),
        ("language.yaml", "  - lorem ipsum", "  - раздел в рaзработке", "mixes Latin and Cyrillic"),
        ("language.yaml", "  - lorem ipsum", "  - résumé ici", "the letter «é»"),
        ("language.yaml", "  - lorem ipsum", "  - '— … —'", "no letters or digits"),
        ("language.yaml", "  - lorem ipsum", "  - лор=ем", "at the edge of a word"),
        ("acts.yaml", "  - id: fz8\n", "  - id: fz80\n", "unknown act «fz8»"),
        ("culture.yaml", '    source: "наблюдается: прямо', '    x: "наблюдается: прямо', "unknown key «x»"),
        ("education.yaml", "    topics: [sv_common]", "    topicz: [sv_common]", "did you mean topics?"),
        ("common.yaml", "- id: common.faq", "- {id: common.faq, kinds: [school]}\n  - id: x", "Field required"),
    ],
)
def test_each_fault_is_found(folder: Path, edit: Edit, name: str, old: str, new: str, what: str) -> None:
    edit(name, old, new)
    told = _told(folder)
    assert any(what in message for message in told), told


def test_all_faults_are_told_at_once(folder: Path, edit: Edit) -> None:
    edit("education.yaml", "itemprop: [regDate]", "itemprop: [regdate]")
    edit("language.yaml", "  - lorem ipsum", "  - résumé ici")
    assert len(_told(folder)) == 2


def test_an_act_that_no_item_cites_is_told(folder: Path, edit: Edit) -> None:
    edit(
        "acts.yaml",
        "acts:\n",
        'acts:\n  - {id: z1, short: {ru: а, en: a}, title: {ru: а, en: a}, number: "1", status: draft}\n',
    )
    assert any("z1: no item cites this act" in message for message in _told(folder))


def test_an_act_out_of_force_is_told(folder: Path, edit: Edit) -> None:
    edit("health.yaml", "act: minzdrav118n, clause", "act: minzdrav956n, clause")
    assert any("minzdrav956n is not in force while the item is" in message for message in _told(folder))


def test_a_topic_that_nothing_decides_is_told(folder: Path, edit: Edit) -> None:
    edit("common.yaml", "    topics: [faq]\n", "    topics: [faq]\n    except_kinds: [museum]\n")
    assert any("item faq" in message and "culture, museum" in message for message in _told(folder))


def test_phrases_too_heavy_for_one_automaton_are_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checklists.lint, "MEMORY", 1 << 20)
    assert any("together need more than 1 MB" in message for message in _told(folder))
