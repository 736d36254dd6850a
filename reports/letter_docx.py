"""A letter as DOCX: reads a template, writes a file. Knows no database."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

from reports.office import fill

if TYPE_CHECKING:
    from reports.letters import Letter


def template_of(lang: str) -> Path:
    """Ours; made by tools/letter_template.py, to be changed in an office program and given to ``--template``."""
    return Path(__file__).parent / "documents" / f"letter-{lang}.docx"


def write_docx(template: Path, path: Path, letter: Letter) -> None:
    """Write ``letter`` as ``path``. Raises ClickException for a template that is none or names what there is not."""
    fill(template, path, {field.name: getattr(letter, field.name) for field in fields(letter)})
