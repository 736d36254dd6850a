"""What a bundle is made of: names of its files, bounds of what is read, and how it is refused. Reads nothing.

Outside is the Web Archive Collection Zipped (WACZ) 1.1.1 of Webrecorder; what is ours stands under ``glasnost/`` and
``derived/``, since custom files may not be added to WACZ's own folders.
"""

from __future__ import annotations

import re

import click

FORMAT = 1
"""Of what stands under ``glasnost/``; raised when a reader of the old one would misread the new."""
WACZ = "1.1.1"

MANIFEST = "datapackage.json"
SEAL = "datapackage-digest.json"
INDEX = "indexes/index.cdxj"
PAGES = "pages/pages.jsonl"
MORE_PAGES = "pages/extraPages.jsonl"
ABOUT = "glasnost/bundle.json"
CAMPAIGNS = "glasnost/campaigns.jsonl"
LISTS = "glasnost/checklists/"
TABLES = "glasnost/tables/"
ADDED = "glasnost/added/"
"""Lists of the operator's own."""
"""What a folder of own check-lists borrowed; nothing where it has tables of its own."""
METHODS = "glasnost/methodologies/"
RATED = "glasnost/rating.json"
"""By which methodology and with which settings; only where the campaign is rated."""
NOTHING = "archive/nothing.warc.gz"
"""An archive of a first record alone: WACZ wants one also where no site was reached."""

ORGANISATION = "organisation.json"
FINDINGS = "findings.jsonl"
LEDGER = "ledger.jsonl"
REVIEWS = "reviews.jsonl"
MARKS = "microdata.jsonl"
MEASURES = "measures.jsonl"
RATING = "rating.json"
OFFSETS = "offsets.json"
"""Of a bundle with evidence only: where each record stood in the archive, and where it stands now."""

MIB = 1 << 20
CHUNK = MIB
MAX_FILES = 200_000
"""Files of a bundle: 10,000 organisations have eight each."""
MAX_DIRECTORY = 128 * MIB
"""Bytes of the list of files."""
MAX_TEXT = 256 * MIB
"""Bytes, unpacked, of a file that is read whole: a ledger of 20,000 addresses has 10 MiB."""
MAX_LIST = 8 * MIB
"""Bytes of a file of check-lists."""
MAX_STREAM = 16 * 1024 * MIB
"""Bytes, unpacked, of a file that is read piece by piece: index and pages."""
MAX_RATIO = 200
"""Times that a file may grow by unpacking: JSON grows by 10 to 40."""
FREE_GROWTH = MIB
"""Bytes up to which that is not asked: a short file of one letter is no bomb."""
ARCHIVE_RATIO = 100
"""Times that an archive's records may grow by unpacking, beyond ARCHIVE_FREE."""
ARCHIVE_FREE = 512 * MIB

ID = re.compile(r"[^\W_][\w.-]{0,79}")
"""An organisation's id, as the registry has them: it names files."""


class RefusedError(click.ClickException):
    """No bundle, or one that is not safe to read: nothing was checked."""

    exit_code = 2


class DamagedError(Exception):
    """A file of a bundle that cannot be read, by its name; the others can."""

    def __init__(self, name: str, why: str) -> None:
        """Keep both as attributes."""
        super().__init__(f"{name}: {why}")
        self.name, self.why = name, why


def archive_of(org: str) -> str:
    """Where the archive of an organisation stands."""
    return f"archive/{org}.warc.gz"


def texts_of(org: str) -> str:
    """Where the texts of its documents stand."""
    return f"derived/{org}.derived.warc.gz"


def own(org: str, part: str) -> str:
    """Where one of the other files of an organisation stands."""
    return f"glasnost/organisations/{org}/{part}"
