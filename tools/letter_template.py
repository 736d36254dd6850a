"""Makes reports/documents/letter-LANG.docx, the letter to an organisation, a template to be changed. Run by hand.

python -m tools.letter_template
"""

from __future__ import annotations

from docx.document import Document as Made

from tools.docx_template import Template, save


def letter(one: Template) -> None:
    """What the HTML letter says, in its words."""
    t = one.t
    one.line("{{ sender.name }}")
    one.line("{{ written_on }}")
    one.line(f"{t('letter.to')} {{{{ org.name }}}}")
    one.heading(t("letter.head"))
    site = f"{{{{ org.site or '{t('org.no_site')}' }}}}"
    one.line(t("letter.lead", site=site, date="{{ as_of }}", campaign="{{ campaign }}"))
    one.line(
        t("letter.numbers", found="{{ found }}", gaps="{{ gaps|length }}", unchecked="{{ unchecked }}")
    )  # fmt: skip
    one.tag("if gaps")
    one.line(f"{t('letter.term', date='{{ answer_by }}')} {{{{ sender.contact }}}}")
    one.tag("else")
    one.line(t("letter.none"))
    one.tag("endif")
    one.tag("for gap in gaps")
    one.heading("{{ gap.number }}. {{ gap.title }}", 2)
    one.line("{{ gap.verdict }}. {{ gap.saw }}")
    quote = "{{ gap.quote }}".join((t("quote.open"), t("quote.close")))
    for name, told in (
        ("quote", f"{t('letter.saw')} {quote} — {{{{ gap.url }}}}"),
        ("looked", f"{t('letter.looked')} {{{{ gap.looked|join(', ') }}}}"),
        ("laws", f"{t('letter.law')} {{{{ gap.laws|join('; ') }}}}"),
        ("doubt", "{{ gap.doubt }}"),
    ):
        one.tag(f"if gap.{name}")
        one.line(told)
        one.tag("endif")
    one.line(f"{t('letter.mend')} {{{{ gap.mend }}}}")
    one.line(f"{t('letter.code')} {{{{ org.id }}}} / {{{{ gap.code }}}}", grey=True)
    one.tag("endfor")
    one.heading(t("letter.object"), 2)
    one.line(t("letter.object_how", form="{{ form }}"))
    one.line(t("letter.object_then"))


def make(lang: str) -> Made:
    """The template in one language."""
    one = Template(lang, "letter.head")
    letter(one)
    return one.document


if __name__ == "__main__":
    save("letter", make)
