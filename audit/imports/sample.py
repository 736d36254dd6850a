"""How many must be asked of each organisation: reads the registry and earlier imports; knows no answers."""

from __future__ import annotations

import json
import math
from fractions import Fraction
from typing import TYPE_CHECKING

from audit.imports.columns import POPULATION
from crawler.text import normal

if TYPE_CHECKING:
    from sqlite_utils import Database

    from checklists.questionnaire import Questionnaire, Sample

_IN_FORCE = """
SELECT m.org, MAX(CAST(m."of" AS INTEGER)) AS planned
FROM measures m JOIN batches b ON b.id = m.batch
WHERE m.campaign = ? AND m.name = 'survey.respondents' AND b.superseded_by IS NULL AND b.file <> ?
GROUP BY m.org
"""


def planned(population: int, sample: Sample) -> int:
    """How many must be asked out of so many: a share, rounded up, and no more than the most."""
    return min(math.ceil(Fraction(str(sample.share)) * population), sample.most)


class Plans:
    """The planned samples of a campaign's organisations, by the number of users that the registry has."""

    def __init__(self, db: Database, campaign: str, form: Questionnaire, file: str) -> None:
        """``file`` is being imported: what an earlier version of it said counts no more."""
        headers = {normal(word) for word in (POPULATION.ru, POPULATION.en, *POPULATION.words)}
        self.sizes: dict[str, int] = {}
        sql = "SELECT id, extra FROM campaign_organisations WHERE campaign = ?"
        for row in db.query(sql, [campaign]):
            cells = (cell for name, cell in json.loads(row["extra"]).items() if normal(name) in headers)
            digits = next((cell.replace(" ", "").replace("\u00a0", "") for cell in cells), "")
            if digits.isascii() and digits.isdecimal() and len(digits) < 10:  # noqa: PLR2004 (no town is larger)
                self.sizes[row["id"]] = planned(int(digits), form.sample)
        self._said = {row["org"]: int(row["planned"] or 0) for row in db.query(_IN_FORCE, [campaign, file])}

    def once(self, org: str) -> str:
        """The planned sample of an organisation as text, «0» where another part of the survey carries it already.

        Parts of one survey add up, and the plan is one.
        """
        if self._said.get(org):
            return "0"
        self._said[org] = size = self.sizes.get(org, 0)
        return str(size)
