import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from checklists.load import load
from checklists.rule import Rule
from checklists.source import CheckListError

Edit = Callable[[str, str, str], None]
MAY_2026 = dt.date(2026, 5, 1)


def test_loading_is_pure(folder: Path, edit: Edit) -> None:
    first = load(folder)
    assert first == load(folder)
    edit("common.yaml", "Общий перечень", "Перечень для всех")
    second = load(folder)
    assert second.digest != first.digest
    assert second.lists["common"].title.ru == "Перечень для всех"


@pytest.mark.parametrize(
    ("name", "old", "new", "item", "what"),
    [
        ("common.yaml", "rule: {use: charter}", "rule: {use: chater}", "common.charter", "did you mean charter"),
        ("common.yaml", "topics: [charter]", "topics: [charters]", "common.charter", "unknown topic «charters»"),
        ("social.yaml", "act: fz442", "act: fz443", "social.registered", "unknown act «fz443»; did you mean fz442"),
        ("health.yaml", "kinds: [health, hospital", "kinds: [heath, hospital", "health.check_up.956n", "unknown kind"),
        ("culture.yaml", "sectors: [culture]", "sectors: [cultur]", None, "unknown sector «cultur»"),
        ("culture.yaml", "id: culture.email", "id: culture.address", "culture.address", "given twice"),
        ("culture.yaml", "id: culture.email", "id: social.other", "social.other", "already used in culture.yaml"),
        ("topics.yaml", "items: [common.email]", "items: [common.mail]", "email", "unknown item «common.mail»"),
        ("topics.yaml", "items: [common.email]", "items: [common.phone]", "email", "not about the topic"),
        ("topics.yaml", "    items: [common.email]\n", "", "email", "roll: own"),
        ("kinds.yaml", "{sector: education, since", "{sector: school, since", "sport_school", "unknown sector"),
        (
            "rules.yaml",
            "  full_name:\n    any_of:",
            "  full_name:\n    any_of:\n      - use: full_name",
            None,
            "itself",
        ),
    ],
)
def test_a_reference_to_nothing_is_told(
    folder: Path, edit: Edit, name: str, old: str, new: str, item: str | None, what: str
) -> None:
    edit(name, old, new)
    with pytest.raises(CheckListError, match=what) as caught:
        load(folder)
    assert caught.value.line is not None
    assert caught.value.item == item


def test_a_folder_without_tables_is_told(folder: Path) -> None:
    (folder / "acts.yaml").unlink()
    with pytest.raises(CheckListError, match=r"no acts\.yaml"):
        load(folder)


def test_a_sector_is_yaml_only(folder: Path) -> None:
    kinds = folder / "kinds.yaml"
    kinds.write_text(
        kinds.read_text("utf-8")
        + """
  - id: burial
    title: {ru: Ритуальные услуги, en: Burial services}
    words: [ритуал]
    kinds:
      - id: burial
        title: {ru: Ритуальная служба, en: Burial service}
        words: [похоронное бюро]
""",
        "utf-8",
    )
    (folder / "burial.yaml").write_text(
        """\
id: burial
title: {ru: Ритуальные услуги, en: Burial services}
sectors: [burial]
items:
  - id: burial.prices
    title: {ru: Цены, en: Prices}
    topics: [paid_services]
    status: draft
    source: пример
    rule: {use: paid_services}
""",
        "utf-8",
    )
    catalogue = load(folder)
    items = {item.id: item for item in catalogue.items_for("Ритуал", "Похоронное бюро", MAY_2026)}
    assert items["burial.prices"].required
    assert not items["common.paid_services"].required
    assert len([item for item in items.values() if not item.rule.works]) == 1 + 24
    assert "похоронное бюро" in catalogue.known()["ритуал"]


def test_named_rules_are_spelt_out_at_any_depth(folder: Path, edit: Edit) -> None:
    edit("common.yaml", "rule: {use: charter}", "rule: {any_of: [{fresh: {of: {use: charter}}}, {use: licence}]}")
    catalogue = load(folder)
    rule = catalogue.resolve(catalogue.items["common.charter"].rule)
    assert rule.any_of[0].fresh is not None
    assert rule.any_of[0].fresh.of == catalogue.resolve(catalogue.rules["charter"])
    assert "use" not in str(rule.model_dump(exclude_none=True))


def test_a_cap_stays_when_a_rule_is_spelt_out(folder: Path) -> None:
    catalogue = load(folder)
    assert catalogue.resolve(Rule(use="charter", at_most="partial")).at_most == "partial"
    with pytest.raises(KeyError):
        catalogue.resolve(Rule(use="nothing"))
