"""What the lists that come with Glasnost must hold."""

import datetime as dt

import pytest

from checklists.catalogue import Catalogue

DAYS = [dt.date(2021, 6, 11), dt.date(2025, 8, 31), dt.date(2025, 12, 1), dt.date(2026, 5, 1)]


def test_topics_are_those_of_the_labels(catalogue: Catalogue) -> None:
    assert len(catalogue.topics) == 38
    assert sum(topic.education_only for topic in catalogue.topics.values()) == 14


@pytest.mark.parametrize("on", DAYS)
def test_every_topic_is_decided_everywhere(catalogue: Catalogue, on: dt.date) -> None:
    for sector in catalogue.sectors.values():
        for kind in sector.kinds:
            present = {item.id for item in catalogue.items_for(sector.id, kind.id, on)}
            for topic in catalogue.topics.values():
                if not topic.education_only or sector.id == "education":
                    assert present.intersection(topic.items), f"{topic.id} in {sector.id}, {kind.id}"


def test_a_topic_is_decided_by_the_rule_of_its_name(catalogue: Catalogue) -> None:
    for topic in catalogue.topics.values():
        assert topic.roll == "own"
        assert catalogue.items[topic.items[0]].rule.use == topic.id
        assert all(topic.id in catalogue.items[item].topics for item in topic.items)


def test_education_has_the_items_of_order_1493(catalogue: Catalogue) -> None:
    items = catalogue.lists["education"].items
    inner = [item for item in items if item.norm]
    assert len(inner) == 86 + 1  # accreditation stands in two editions
    assert sum(item.id.startswith("edu.section.") for item in items) == 14 + 1  # standards: also «if used»
    assert all(item.status == "confirmed" and item.basis and item.advice for item in items)
    assert all(any(topic.startswith("sv_") for topic in item.topics) for item in inner)


def test_what_may_be_absent_is_conditional(catalogue: Catalogue) -> None:
    for item in catalogue.items.values():
        if "при наличии" in item.title.ru and item.id != "edu.common.full_name":
            assert item.conditional, item.id


def test_every_item_says_how_to_mend_a_gap_in_both_languages(catalogue: Catalogue) -> None:
    for item in catalogue.items.values():
        assert item.advice is not None, item.id
        assert item.advice.ru.endswith("."), item.id
        assert item.advice.en.endswith("."), item.id


def test_six_channels_of_indicator_1_2(catalogue: Catalogue) -> None:
    channels = [str(item.channel) for item in catalogue.lists["common"].items if item.channel and not item.functions]
    assert sorted(channels) == ["consultation", "email", "faq", "form", "phone", "questionnaire"]
    works = [str(item.channel) for item in catalogue.lists["common"].items if item.functions]
    assert sorted(works) == sorted(channels)
    assert all(item.rule.works for item in catalogue.items.values() if item.functions)


def test_drafts_are_no_norm(catalogue: Catalogue) -> None:
    assert not any(item.norm for name in ("sport", "housing") for item in catalogue.lists[name].items)
    assert {item.status for item in catalogue.lists["housing"].items} == {"draft"}


def test_nothing_names_a_file_of_the_makers(catalogue: Catalogue) -> None:
    for item in catalogue.items.values():
        assert ".md" not in item.source, item.id


def test_absence_is_no_filler(catalogue: Catalogue) -> None:
    assert not [phrase for phrase in catalogue.language.fillers if "отсутств" in phrase]
