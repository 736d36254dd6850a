from __future__ import annotations

from tests.reports.conftest import Write


def test_every_organisation_has_a_page(report: Write) -> None:
    out = report()
    assert {path.stem for path in (out / "org").iterdir()} == {"lesnaya", "rechnaya", "mertvaya", "muzej"}
