from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.schema import Checklist
from checklists.source import CheckListError, nearest, read_yaml


def _file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "own.yaml"
    path.write_text(text, "utf-8")
    return path


def test_lines_of_keys_and_members_are_remembered(tmp_path: Path) -> None:
    document = read_yaml(_file(tmp_path, "a: 1\nb:\n  - c: {d: 2}\n  - e\n"))
    assert document.data == {"a": 1, "b": [{"c": {"d": 2}}, "e"]}
    assert document.line(("b", 0, "c", "d")) == 3
    assert document.line(("b", 1)) == 4
    assert document.line(("b", 0, "nowhere")) == 3


def test_a_key_given_twice_names_both_lines(tmp_path: Path) -> None:
    with pytest.raises(CheckListError, match=r"own\.yaml:3: a: key given twice, first in line 1"):
        read_yaml(_file(tmp_path, "a: 1\nb: 2\na: 3\n"))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a: [1\nb: 2\n", "not valid YAML"),
        ("a: !!python/object/apply:os.system [ls]\n", "unknown tag"),
        ("a: !!python/name:os.system ''\n", "not valid YAML"),
        ("? [1, 2]\n: 3\n", "a key must be a word"),
        ("a: &a [*a]\n", "nested too deep"),
    ],
)
def test_bad_yaml_is_told_with_its_line(tmp_path: Path, text: str, what: str) -> None:
    with pytest.raises(CheckListError, match=what) as caught:
        read_yaml(_file(tmp_path, text))
    assert caught.value.line is not None


def test_another_encoding_is_told(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_bytes("id: перечень\n".encode("cp1251"))
    with pytest.raises(CheckListError, match="UTF-8"):
        read_yaml(path)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(CheckListError, match="cannot be opened"):
        read_yaml(tmp_path / "none.yaml")


ITEM = """\
id: own
title: {ru: Свой, en: Own}
sectors: []
items:
  - id: own.charter
    title: {ru: Устав, en: Charter}
    topics: [charter]
    status: draft
    rule:
      document:
        nmes: [устав]
"""


def test_a_misspelt_key_names_file_line_item_and_the_nearest_key(tmp_path: Path) -> None:
    with pytest.raises(CheckListError) as caught:
        read_yaml(_file(tmp_path, ITEM)).parse(Checklist)
    error = caught.value
    assert (error.file.name, error.item) == ("own.yaml", "own.charter")
    assert "did you mean names" in error.what or error.key == "rule.document.names"


def test_an_unknown_key_alone_is_told_with_its_line(tmp_path: Path) -> None:
    text = ITEM.replace("nmes", "names") + "        nams: [устав]\n"
    with pytest.raises(CheckListError) as caught:
        read_yaml(_file(tmp_path, text)).parse(Checklist)
    error = caught.value
    assert (error.line, error.item, error.key) == (12, "own.charter", "rule.document.nams")
    assert "did you mean names" in error.what
    assert error.exit_code == 1


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("status: draft", "status: sure", "not 'sure'"),
        ("topics: [charter]", "topics: []", "at least 1"),
        ("      document:\n        nmes: [устав]", "      use: a\n      link: {hosts: [a.ru]}", "exactly one kind"),
        ("      document:\n        nmes: [устав]", "      {}", "exactly one kind"),
    ],
)
def test_a_value_that_does_not_fit_is_told(tmp_path: Path, old: str, new: str, what: str) -> None:
    with pytest.raises(CheckListError, match=what) as caught:
        read_yaml(_file(tmp_path, ITEM.replace(old, new))).parse(Checklist)
    assert caught.value.item == "own.charter"


def test_what_is_known_is_told() -> None:
    assert nearest("charte", ["charter", "licence"]) == "did you mean charter?"
    assert nearest("zzz", ["charter", "licence"]) == "known: charter, licence"
    assert nearest("zzz", map(str, range(50))) == "50 others are known"


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text("абвabc 123", min_size=1),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("абab", min_size=1), inner, max_size=3),
    max_leaves=12,
)


@given(plain)
def test_what_is_read_is_what_was_written(tmp_path_factory: pytest.TempPathFactory, value: object) -> None:
    import yaml

    path = tmp_path_factory.mktemp("yaml") / "own.yaml"
    path.write_text(yaml.safe_dump({"value": value}, allow_unicode=True), "utf-8")
    assert read_yaml(path).data == {"value": value}
