from pathlib import Path

import pytest

from checklists.catalogue import Catalogue
from checklists.load import load
from checklists.microdata import FILE
from checklists.source import CheckListError


def test_the_table_of_2025_is_whole(catalogue: Catalogue) -> None:
    table = catalogue.microdata
    assert len(table.names) == 216
    assert len({named.section for named in table.names}) == 14
    known = table.known()
    assert {"fullName", "uchredLaw", "finPlanDocLink", "addRef", "founderInfo"} <= known
    assert all(named.parent is None or named.parent in known for named in table.names)


def test_older_names_lead_to_those_of_today(catalogue: Catalogue) -> None:
    table = catalogue.microdata
    today = {named.itemprop for named in table.names}
    assert set(table.aliases.values()) <= today
    assert table.older(["uchredLaw", "paidEdu"]) == ("founderInfo", "paidEduDocLink")


@pytest.mark.parametrize(
    ("text", "what"), [("{", "not valid JSON"), ('{"names": []}', "not a table"), (None, "opened")]
)
def test_a_bad_table_is_told(folder: Path, text: str | None, what: str) -> None:
    path = folder / FILE
    if text is None:
        path.unlink()
    else:
        path.write_text(text, "utf-8")
    with pytest.raises(CheckListError, match=what):
        load(folder)
