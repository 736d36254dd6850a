import json
from pathlib import Path

from click.testing import CliRunner

from checklists.commands import checklists
from checklists.jsonschema import documents
from checklists.load import HERE, TABLES


def test_the_schemas_in_the_folder_are_current() -> None:
    for name, text in documents().items():
        assert (HERE / name).read_text("utf-8") == text, "run: glasnost checklists schema --out checklists"


def test_every_file_names_its_schema() -> None:
    for path in HERE.glob("*.yaml"):
        name = "tables.schema.json" if path.name in TABLES else "checklist.schema.json"
        assert path.read_text("utf-8").startswith(f"# yaml-language-server: $schema={name}\n"), path.name


def test_a_schema_refuses_unknown_keys() -> None:
    schema = json.loads(documents()["checklist.schema.json"])
    assert schema["additionalProperties"] is False
    assert schema["$defs"]["Item"]["additionalProperties"] is False


def test_the_command_writes_them(tmp_path: Path) -> None:
    result = CliRunner().invoke(checklists, ["schema", "--out", str(tmp_path / "new")])
    assert result.exit_code == 0
    assert {path.name for path in (tmp_path / "new").iterdir()} == set(documents())
