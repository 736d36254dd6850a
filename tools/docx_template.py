"""Draws a DOCX template: paper, styles, headings, tables with a row for each of a loop. Knows no words of its own."""

# ruff: noqa: SLF001 - python-docx has no other way to fields, shades and borders
from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from docx import Document
from docx.document import Document as Made
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph

from reports.texts import LANGUAGES, Texts

OUT = Path(__file__).resolve().parent.parent / "reports" / "documents"
INK, GREY, HEAD = RGBColor(0x1B, 0x2A, 0x3A), RGBColor(0x5A, 0x65, 0x72), "E8EDF3"
COUNTS = re.compile(
    r"\.(number|organisations|scored|mean|lowest|median|highest|unscored|missing|partial|checked|items|openness|gaps"
    r"|unchecked|place|total|criteria\[\d\]|read|closed|opened|measured) "
)
"""Names of numbers: their columns are centred."""
Columns = Sequence[tuple[str, str, float]]
"""Head, what stands in the cell, width in centimetres."""


def element(name: str, **attributes: str) -> Any:  # noqa: ANN401 - lxml's own
    """A raw element of WordprocessingML."""
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


class Template:
    """One template on its way."""

    def __init__(self, lang: str, title: str) -> None:
        """Set up paper and styles; ``title`` is a key of the words."""
        self.t = Texts(lang=lang)
        self.document: Made = Document()
        section = self.document.sections[0]
        section.orientation = WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin, section.right_margin = Cm(2.2), Cm(1.6)
        section.top_margin, section.bottom_margin = Cm(1.8), Cm(1.8)
        self._styles()
        self._footer()
        core = self.document.core_properties
        core.author, core.comments, core.title = "Glasnost", "", self.t(title)
        core.language = lang

    def _styles(self) -> None:
        for name, size, before, after in (
            ("Normal", 11, 0, 6), ("Heading 1", 16, 18, 6), ("Heading 2", 13, 14, 4), ("Heading 3", 11.5, 10, 3),
            ("Title", 24, 0, 8),
        ):  # fmt: skip
            style = self.document.styles[name]
            style.font.name, style.font.size = "Arial", Pt(size)
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for key in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
                fonts.set(qn(key), "Arial")
            for key in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
                fonts.attrib.pop(qn(key), None)
            style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
            if name != "Normal":
                style.font.color.rgb, style.font.bold = INK, True
                style.paragraph_format.keep_with_next = True
        borders = self.document.styles["Title"].element.find(f".//{qn('w:pBdr')}")
        if borders is not None:
            borders.getparent().remove(borders)

    def _footer(self) -> None:
        line = self.document.sections[0].footer.paragraphs[0]
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for part in ("PAGE", " / ", "NUMPAGES"):
            run = line.add_run()
            run.font.size, run.font.color.rgb = Pt(8.5), GREY
            if part == " / ":
                run.text = part
                continue
            run._r.append(element("w:fldChar", fldCharType="begin"))
            code = element("w:instrText")
            code.text = part
            run._r.append(code)
            run._r.append(element("w:fldChar", fldCharType="end"))

    def heading(self, text: str, level: int = 1) -> None:
        """A heading."""
        self.document.add_heading(text, level)

    def line(self, text: str, style: str | None = None, *, grey: bool = False) -> Paragraph:
        """A paragraph."""
        made = self.document.add_paragraph(style=style)
        run = made.add_run(text)
        if grey:
            run.font.color.rgb, run.font.size = GREY, Pt(9.5)
        return made

    def tag(self, text: str) -> None:
        """A paragraph that goes away: a condition or a loop."""
        self.document.add_paragraph(f"{{%p {text} %}}")

    def table(self, columns: Columns, loop: str) -> None:
        """A table with a row for each of ``loop``."""
        table = self.document.add_table(rows=4, cols=len(columns))
        table.style = "Table Grid"
        table.autofit = False
        heads, start, body, end = table.rows
        heads._tr.get_or_add_trPr().append(element("w:tblHeader"))
        for row in (heads, body):
            row._tr.get_or_add_trPr().append(element("w:cantSplit"))
        for place, (head, inside, width) in enumerate(columns):
            table.columns[place].width = Cm(width)
            for cell in (start.cells[place], end.cells[place]):
                cell.width = Cm(width)
            middle = COUNTS.search(inside) is not None
            self._cell(heads.cells[place], head, width, bold=True, middle=middle)
            self._cell(body.cells[place], inside, width, middle=middle)
        self._loop(start, f"{{%tr for {loop} %}}")
        self._loop(end, "{%tr endfor %}")
        self.document.add_paragraph().paragraph_format.space_after = Pt(4)
        self._borders(table._tbl)

    def _loop(self, row: _Row, text: str) -> None:
        row.cells[0].paragraphs[0].add_run(text)

    def _cell(self, cell: _Cell, text: str, width: float, *, bold: bool = False, middle: bool) -> None:
        cell.width = Cm(width)
        line = cell.paragraphs[0]
        line.paragraph_format.space_after = Pt(1)
        run = line.add_run(text)
        run.font.size, run.font.bold = Pt(8), bold
        if middle:
            line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if bold:
            cell._tc.get_or_add_tcPr().append(element("w:shd", val="clear", color="auto", fill=HEAD))

    def _borders(self, table: Any) -> None:  # noqa: ANN401
        edges = element("w:tblBorders")
        for side in ("top", "bottom", "insideH"):
            edges.append(element(f"w:{side}", val="single", sz="4", space="0", color="B9C3CE"))
        for side in ("left", "right", "insideV"):
            edges.append(element(f"w:{side}", val="nil"))
        table.tblPr.append(edges)
        margins = element("w:tblCellMar")
        for side in ("left", "right"):
            margins.append(element(f"w:{side}", w="60", type="dxa"))
        table.tblPr.append(margins)


def save(name: str, make: Callable[[str], Made]) -> None:
    """Write what ``make`` gives for each language as NAME-LANG.docx."""
    for lang in LANGUAGES:
        path = OUT / f"{name}-{lang}.docx"
        make(lang).save(str(path))
        print(path)
