"""Fills in a DOCX template: reads a template, writes a file. Knows no database and no words.

The template may be an operator's own: Jinja2 in a sandbox, in which every value is escaped for XML, and a name
that is not there is an error instead of an empty place.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import click
from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from lxml.etree import XMLSyntaxError

from reports.exports.saving import whole
from reports.exports.wording import plain

_DAY = (1980, 1, 1, 0, 0, 0)
"""What every part of the file says of its age: the same values give the same bytes."""


def fill(template: Path, path: Path, values: Mapping[str, object]) -> None:
    """Write the template with ``values`` as ``path``.

    Raises ClickException for a template that is none or names what there is not, or a path that cannot be written.
    """
    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True, finalize=_clean)
    made = io.BytesIO()
    try:
        document = DocxTemplate(template)
        document.render(dict(values), environment, autoescape=True)
        document.save(made)
    except (TemplateError, PackageNotFoundError, zipfile.BadZipFile, XMLSyntaxError, KeyError, ValueError) as error:
        raise click.ClickException(f"{template}: cannot be filled in: {error}.") from error
    except OSError as error:
        raise click.ClickException(f"Cannot read {template}: {error.strerror or error}.") from error
    with whole(path) as new:
        _repack(made, new)


def _clean(value: object) -> object:
    """Text without what XML cannot hold, and without marks that turn the direction of writing."""
    return plain(value) if isinstance(value, str) else value


def _repack(made: io.BytesIO, path: Path) -> None:
    with zipfile.ZipFile(made) as parts, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name in parts.namelist():
            part = zipfile.ZipInfo(name, _DAY)
            part.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(part, parts.read(name))
