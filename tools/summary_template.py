"""Makes reports/documents/summary-LANG.docx, what a term came to, a template to be changed. Run by hand.

python -m tools.summary_template
"""

from __future__ import annotations

from docx.document import Document as Made

from tools.docx_template import Template, save


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
    """The template in one language."""
    one = Template(lang, "exports_term.heading")
    summary(one)
    return one.document


if __name__ == "__main__":
    save("summary", make)
