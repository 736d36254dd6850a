"""Fills in a DOCX template with a letter: reads a template, writes a file. Knows no database.

The template may be an operator's own: Jinja2 in a sandbox, in which every value is escaped for XML.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

import click
from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from lxml.etree import XMLSyntaxError

if TYPE_CHECKING:
    from reports.letters import Letter

TEMPLATE = Path(__file__).parent / "documents" / "letter-ru.docx"
"""Ours; made by tools/letter_template.py, to be changed in an office program and given to ``--template``."""
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_docx(template: Path, path: Path, letter: Letter) -> None:
    """Write ``letter`` as ``path``. Raises ClickException for a template that is none or names what there is not."""
    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True, finalize=_clean)
    try:
        document = DocxTemplate(template)
        document.render(
            {field.name: getattr(letter, field.name) for field in fields(letter)}, environment, autoescape=True
        )
        document.save(path)
    except (TemplateError, PackageNotFoundError, zipfile.BadZipFile, XMLSyntaxError, KeyError, ValueError) as error:
        raise click.ClickException(f"{template}: cannot be filled in: {error}.") from error
    except OSError as error:
        raise click.ClickException(f"Cannot write {path}: {error.strerror}.") from error


def _clean(value: object) -> object:
    """Text without what XML cannot hold."""
    return _NO_XML.sub("", value) if isinstance(value, str) else value
