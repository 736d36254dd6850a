"""Makes report-LANG.docx and summary-LANG.docx in reports/documents, templates to be changed. Run by hand.

python tools/report_template.py
"""

# ruff: noqa: SLF001 - python-docx has no other way to fields, shades and borders
from __future__ import annotations

import re
import sys
from collections.abc import Sequence
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

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from reports.texts import LANGUAGES, Texts  # noqa: E402

OUT = ROOT / "reports" / "documents"
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


def front(one: Template) -> None:
    """What it is about, and the main numbers."""
    t = one.t
    one.document.add_paragraph(t("exports_docx.title"), style="Title")
    one.line("{{ regions }}")
    one.line(t("exports_docx.about"), grey=True)
    one.tag("if operator")
    one.line(t("exports_docx.operator"))
    one.tag("endif")
    one.tag("if council")
    one.line(t("exports_docx.council"))
    one.tag("endif")
    one.heading(t("exports_docx.summary"))
    one.line(t("exports_docx.main"))
    one.line(t("exports_docx.counts"))
    one.line(t("exports_docx.unchecked_note"))
    one.heading(t("exports_docx.by_sector"), 2)
    one.table([
        (t("index.sector"), "{{ one.sector }}", 5.6), (t("index.number"), "{{ one.organisations }}", 2.6),
        (t("index.lowest"), "{{ one.lowest }}", 2.2), (t("index.median"), "{{ one.median }}", 2.5),
        (t("index.highest"), "{{ one.highest }}", 2.2), (t("index.unscored"), "{{ one.unscored }}", 2.1),
    ], "one in sectors")  # fmt: skip
    one.heading(t("exports_docx.by_place"), 2)
    one.table([
        (t("exports_xlsx.municipality"), "{{ one.name }}", 8.2), (t("index.number"), "{{ one.organisations }}", 2.8),
        (t("exports_docx.scored"), "{{ one.scored }}", 2.9), (t("exports_docx.mean"), "{{ one.mean }}", 3.3),
    ], "one in municipalities")  # fmt: skip


def gaps(one: Template) -> None:
    """What is lacking most often, and what could not be checked."""
    t = one.t
    one.heading(t("index.gaps"))
    one.line(t("index.gaps_intro"))
    one.tag("if gaps")
    one.table([
        (t("index.gap"), "{{ one.title }}", 6.0), (t("exports_xlsx.law"), "{{ one.law }}", 5.0),
        (t("index.gap_missing"), "{{ one.missing }}", 1.9), (t("index.gap_partial"), "{{ one.partial }}", 2.0),
        (t("index.gap_of"), "{{ one.checked }}", 2.3),
    ], "one in gaps")  # fmt: skip
    one.tag("else")
    one.line(t("index.gaps_none"))
    one.tag("endif")
    one.heading(t("exports_docx.unchecked"))
    one.line(t("index.problems_intro"))
    one.tag("if reasons")
    one.table([
        (t("exports_xlsx.reason"), "{{ one.reason }}", 5.0), (t("exports_xlsx.means"), "{{ one.means }}", 7.4),
        (t("exports_docx.items"), "{{ one.items }}", 1.9), (t("exports_docx.sites"), "{{ one.organisations }}", 2.9),
    ], "one in reasons")  # fmt: skip
    one.tag("else")
    one.line(t("exports_docx.all_checked"))
    one.tag("endif")
    one.tag("if unread")
    one.line(t("exports_docx.unread"))
    one.table([
        (t("exports_xlsx.organisation"), "{{ one[0] }}", 6.2), (t("exports_xlsx.site"), "{{ one[1] }}", 5.0),
        (t("index.problem"), "{{ one[2] }}", 6.0),
    ], "one in unread")  # fmt: skip
    one.tag("endif")


def rating(one: Template) -> None:
    """The full rating, where there is one."""
    t = one.t
    one.tag("if rating")
    one.heading(t("rating.title"))
    one.line(t("exports_docx.rating_method"))
    one.tag("for note in rating.notes")
    one.line("{{ note }}", grey=True)
    one.tag("endfor")
    one.line(t("exports_docx.rating_whole"))
    criterion = "{{ one[0] }} — {{ one[1] }}{{ '.' if loop.last else '; ' }}"
    one.line(f"{{% for one in rating.criteria %}}{criterion}{{% endfor %}}")
    one.tag("for table in rating.sectors")
    one.heading("{{ table.title }}", 2)
    rated(one, t("exports_xlsx.organisation"), "line in table.rows")
    one.tag("if table.more")
    one.line(t("exports_docx.more"))
    one.tag("endif")
    one.tag("endfor")
    one.heading("{{ rating.municipalities.title }}", 2)
    rated(one, t("exports_xlsx.municipality"), "line in rating.municipalities.rows", place=False)
    one.heading(t("rating.settings"), 2)
    one.line(t("rating.settings_intro"))
    one.table([
        (t("exports_docx.setting"), "{{ one[0] }}", 7.0), (t("exports_docx.decided"), "{{ one[1] }}", 10.2),
    ], "one in rating.settings")  # fmt: skip
    one.tag("endif")


def rated(one: Template, name: str, loop: str, *, place: bool = True) -> None:
    """A table of totals and criteria."""
    t = one.t
    first = [(t("rating.place"), "{{ line.place }}", 1.4)] if place else []
    one.table([
        *first, (name, "{{ line.name }}", 3.4 if place else 4.8), (t("rating.total"), "{{ line.total }}", 1.8),
        (t("rating.grade"), "{{ line.grade }}", 3.0),
        *((f"K{n + 1}", f"{{{{ line.criteria[{n}] }}}}", 1.52) for n in range(5)),
    ], loop)  # fmt: skip


def organisations(one: Template) -> None:
    """Everybody in one table, then everybody by itself."""
    t = one.t
    one.heading(t("exports_docx.table"))
    one.tag("if table")
    one.table([
        (t("exports_xlsx.number"), "{{ one.number }}", 0.9), (t("exports_xlsx.organisation"), "{{ one.name }}", 3.8),
        (t("exports_xlsx.municipality"), "{{ one.municipality }}", 2.9), (t("index.sector"), "{{ one.sector }}", 2.8),
        (t("exports_docx.openness"), "{{ one.openness }}", 1.5), (t("exports_docx.checked"), "{{ one.checked }}", 1.9),
        (t("exports_docx.gaps"), "{{ one.gaps }}", 1.3), (t("exports_docx.not_checked"), "{{ one.unchecked }}", 2.1),
    ], "one in table")  # fmt: skip
    one.tag("else")
    one.line(t("exports_docx.no_table"))
    one.tag("endif")
    one.tag("if not details")
    one.line(t("exports_docx.no_details"))
    one.tag("endif")


def method(one: Template) -> None:
    """How it was done."""
    t = one.t
    one.heading(t("method.title"))
    one.line(t("method.lead"))
    for key in ("exports_docx.edition", "exports_docx.openness_how", "method.missing_rule_body"):
        one.line(t(key))
    one.table([
        (t("method.weight"), "{{ one[0] }}", 9.0), (t("method.weight_value"), "{{ one[1] }}", 4.0)
    ], "one in weights")  # fmt: skip


def annex(one: Template) -> None:
    """A part for each organisation."""
    t = one.t
    one.tag("if details")
    one.heading(t("exports_docx.annex"))
    one.document.paragraphs[-1].paragraph_format.page_break_before = True
    one.tag("for org in details")
    one.heading("{{ org.name }}", 2)
    one.line(t("exports_docx.org_line"), grey=True).paragraph_format.keep_with_next = True
    one.tag("if org.gaps")
    one.table([
        (t("index.gap"), "{{ gap.title }}", 3.8), (t("exports_xlsx.seen"), "{{ gap.verdict }}. {{ gap.saw }}", 3.2),
        (t("exports_xlsx.law"), "{{ gap.law }}", 3.6), (t("exports_xlsx.mend"), "{{ gap.mend }}", 6.6),
    ], "gap in org.gaps")  # fmt: skip
    one.tag("else")
    one.line(t("org.first_none_unchecked"))
    one.tag("endif")
    one.tag("if org.unchecked")
    one.line(t("exports_docx.org_unchecked"))
    one.tag("for one in org.unchecked")
    one.line("{{ one[0] }}: {{ one[1] }}", "List Bullet")
    one.tag("endfor")
    one.tag("endif")
    one.tag("endfor")
    one.tag("endif")


def summary(one: Template) -> None:
    """What a term came to."""
    t = one.t
    one.document.add_paragraph(t("exports_term.title"), style="Title")
    one.line(t("exports_term.about"), grey=True)
    one.tag("if body")
    one.line(t("exports_term.body"))
    one.tag("endif")
    one.tag("if operator")
    one.line(t("exports_docx.operator"))
    one.tag("endif")
    one.line(t("exports_term.main"))
    one.line(t("exports_docx.unchecked_note"))
    one.heading(t("exports_term.campaigns"))
    one.table([
        (t("exports_term.campaign"), "{{ one.name }}", 3.6), (t("exports_term.as_of"), "{{ one.as_of }}", 3.0),
        (t("exports_term.stage"), "{{ one.stage }}", 2.6),
        (t("exports_term.read_of"), "{{ one.total.read }} / {{ one.total.organisations }}", 2.2),
        (t("exports_docx.mean"), "{{ one.total.mean }}", 1.9),
        (t("exports_term.closed"), "{{ one.total.closed }}", 1.8),
        (t("exports_term.opened"), "{{ one.total.opened }}", 2.1),
    ], "one in campaigns")  # fmt: skip
    one.tag("for campaign in campaigns")
    one.heading(t("exports_term.one"))
    one.tag("if campaign.before")
    one.line(t("exports_term.compared"))
    one.tag("else")
    one.line(t("exports_term.first"))
    one.tag("endif")
    one.line(t("exports_term.read_line"))
    one.line(t("exports_term.objections"))
    one.heading(t("exports_docx.by_place"), 2)
    one.table([
        (t("exports_xlsx.municipality"), "{{ one.name }}", 4.1), (t("index.number"), "{{ one.organisations }}", 2.5),
        (t("exports_term.read"), "{{ one.read }}", 2.2), (t("exports_docx.mean"), "{{ one.mean }}", 1.9),
        (t("exports_term.gaps"), "{{ one.gaps }}", 2.1), (t("exports_term.closed"), "{{ one.closed }}", 2.2),
        (t("exports_term.opened"), "{{ one.opened }}", 2.2),
    ], "one in campaign.municipalities")  # fmt: skip
    for kind in ("closed", "opened"):
        one.tag(f"if campaign.{kind}")
        one.heading(t("exports_term.closed_items" if kind == "closed" else "exports_term.opened_items"), 2)
        one.table([
            (t("index.gap"), "{{ one.title }}", 13.2), (t("exports_docx.sites"), "{{ one.number }}", 4.0),
        ], f"one in campaign.{kind}")  # fmt: skip
        one.tag("endif")
    one.tag("if campaign.ratings")
    one.heading(t("rating.title"), 2)
    one.table([
        (t("index.sector"), "{{ one.sector }}", 7.2), (t("index.number"), "{{ one.organisations }}", 3.0),
        (t("rating.organisations"), "{{ one.measured }}", 3.4), (t("exports_term.rating"), "{{ one.total }}", 3.6),
    ], "one in campaign.ratings")  # fmt: skip
    one.tag("endif")
    one.tag("endfor")


def make(lang: str) -> Made:
    """The template of the operator's report in one language."""
    one = Template(lang, "exports_docx.title")
    for part in (front, gaps, rating, organisations, method, annex):
        part(one)
    return one.document


def make_summary(lang: str) -> Made:
    """The template of the summaries in one language."""
    one = Template(lang, "exports_term.heading")
    summary(one)
    return one.document


def main() -> None:
    """Write the templates."""
    for lang in LANGUAGES:
        for name, document in (("report", make(lang)), ("summary", make_summary(lang))):
            path = OUT / f"{name}-{lang}.docx"
            document.save(str(path))
            print(path)


if __name__ == "__main__":
    main()
