import datetime as dt

import pytest

from checklists.catalogue import Catalogue

MAY_2026 = dt.date(2026, 5, 1)


def _ids(catalogue: Catalogue, sector: str, kind: str, on: dt.date = MAY_2026) -> set[str]:
    return {item.id for item in catalogue.items_for(sector, kind, on)}


@pytest.mark.parametrize(
    ("sector", "kind", "known"),
    [
        ("education", "school", "school"),
        ("Образование", "Общеобразовательная организация", "school"),
        ("ОБРАЗОВАНИЕ", "  детский   сад ", "kindergarten"),
        ("образование", "Дополнительное образование", "additional"),
        ("здравоохранение", "Стоматологическая поликлиника", "dental"),
        ("Культура", "Молодёжный центр", "youth_centre"),
        ("социальное обслуживание", "КЦСОН", "social_centre"),
        ("спорт", "ДЮСШ", "sport_school"),
    ],
)
def test_words_of_registries_are_known(catalogue: Catalogue, sector: str, kind: str, known: str) -> None:
    found = catalogue.kind(sector, kind)
    assert found is not None
    assert found.id == known


def test_unknown_words_are_not_guessed(catalogue: Catalogue) -> None:
    assert catalogue.sector("космос") is None
    assert catalogue.kind("education", "космодром") is None
    assert catalogue.kind("космос", "school") is None


def test_known_words_serve_a_registry_check(catalogue: Catalogue) -> None:
    known = catalogue.known()
    assert "школа" in known["education"]
    assert known["education"] == known["образование"]
    assert "молодежный центр" in known["культура"]


def test_an_unknown_sector_gets_the_common_items(catalogue: Catalogue) -> None:
    items = [item for item in catalogue.items_for("космос", "", MAY_2026) if not item.rule.works]
    assert {item.id for item in items} == {f"common.{name}" for name in catalogue.topics if name[:3] != "sv_"}


def test_an_unknown_kind_gets_what_is_asked_of_every_kind(catalogue: Catalogue) -> None:
    found = _ids(catalogue, "education", "космодром")
    assert "edu.document.charter" in found
    assert "edu.catering.menu" not in found


def test_common_items_are_observed_where_the_sector_has_its_own(catalogue: Catalogue) -> None:
    items = {item.id: item for item in catalogue.items_for("social", "social", MAY_2026)}
    assert items["social.working_hours"].required
    assert not items["common.working_hours"].required
    assert not items["common.phone"].required
    assert items["common.faq"].required
    assert items["common.low_vision"].required


def test_channels_are_asked_only_of_sectors_that_are_assessed(catalogue: Catalogue) -> None:
    items = {item.id: item for item in catalogue.items_for("housing", "manager", MAY_2026)}
    assert not items["common.faq"].required
    assert items["common.privacy_policy"].required


def test_a_sport_school_takes_the_list_of_education_from_2023(catalogue: Catalogue) -> None:
    assert "edu.document.charter" in _ids(catalogue, "sport", "спортивная школа")
    assert "sport.charter" not in _ids(catalogue, "sport", "спортивная школа")
    assert "sport.charter" in _ids(catalogue, "sport", "спортивная школа", dt.date(2022, 12, 31))
    assert "sport.charter" in _ids(catalogue, "sport", "стадион")


@pytest.mark.parametrize(
    ("sector", "kind", "last", "leaves", "comes"),
    [
        ("education", "school", dt.date(2026, 2, 28), "edu.common.accreditation", "edu.education.accreditation"),
        ("education", "school", dt.date(2025, 10, 24), "edu.low_vision", None),
        ("health", "polyclinic", dt.date(2025, 8, 31), "health.licence.956n", "health.licence"),
        ("health", "polyclinic", dt.date(2025, 8, 31), None, "health.search"),
    ],
)
def test_editions_change_overnight(
    catalogue: Catalogue, sector: str, kind: str, last: dt.date, leaves: str | None, comes: str | None
) -> None:
    before, after = _ids(catalogue, sector, kind, last), _ids(catalogue, sector, kind, last + dt.timedelta(days=1))
    assert leaves is None or (leaves in before and leaves not in after)
    assert comes is None or (comes in after and comes not in before)


def test_the_edition_is_the_last_day_on_which_anything_changed(catalogue: Catalogue) -> None:
    assert catalogue.edition(dt.date(2020, 1, 1)) == "first"
    assert catalogue.edition(dt.date(2025, 9, 1)) == "2025-09-01"
    assert catalogue.edition(dt.date(2026, 2, 28)) == "2025-10-25"
    assert catalogue.edition(MAY_2026) == "2026-03-01"


@pytest.mark.parametrize(
    ("item", "asked", "not_asked"),
    [
        ("edu.education.form", "school", "kindergarten"),
        ("edu.education.employment", "college", "school"),
        ("edu.catering.menu", "school", "university"),
        ("edu.paid_edu.parents", "kindergarten", "college"),
        ("edu.section.eduStandarts_if_used", "additional", "school"),
        ("edu.section.catering", "kindergarten", ""),
    ],
)
def test_inner_items_drop_out_by_kind(catalogue: Catalogue, item: str, asked: str, not_asked: str) -> None:
    assert item in _ids(catalogue, "education", asked)
    assert not not_asked or item not in _ids(catalogue, "education", not_asked)


@pytest.mark.parametrize(
    ("item", "sector", "day", "named", "ended"),
    [
        ("common.low_vision", "culture", dt.date(2026, 3, 1), "fz8", "mincifry953"),
        ("health.paid_rules", "health", dt.date(2026, 9, 1), "pp659", "pp736"),
        ("health.paid_rules", "health", dt.date(2026, 8, 31), "pp736", "pp659"),
    ],
)
def test_no_act_is_named_on_a_day_when_it_does_not_bind(
    catalogue: Catalogue, item: str, sector: str, day: dt.date, named: str, ended: str
) -> None:
    items = {one.id: one for one in catalogue.items_for(sector, sector, day)}
    acts = {one.act for one in items[item].basis}
    assert named in acts
    assert ended not in acts
    assert all(one.basis for name, one in items.items() if catalogue.items[name].basis)
