"""Makes reports/documents/report-LANG.docx, the operator's report, a template to be changed. Run by hand.

python -m tools.report_template
"""

from __future__ import annotations

from docx.document import Document as Made

from tools.docx_template import Template, save


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


def make(lang: str) -> Made:
    """The template in one language."""
    one = Template(lang, "exports_docx.title")
    for part in (front, gaps, rating, organisations, method, annex):
        part(one)
    return one.document


if __name__ == "__main__":
    save("report", make)
