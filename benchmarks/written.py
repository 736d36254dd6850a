"""The addresses of a written site: reads its stamp, so that who asks for them need not load what made them."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.page import path_of

STAMP = "site.json"
"""In the site's folder: how many pages, and made from what."""


def paths(folder: Path) -> list[str]:
    """The paths of a written site, in their order."""
    return [path_of(number) for number in range(json.loads((folder / STAMP).read_text("utf-8"))["pages"])]
