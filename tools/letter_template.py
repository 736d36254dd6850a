"""Makes reports/documents/letter-ru.docx, the letter that an operator may change in an office program. Run by hand.

python tools/letter_template.py
"""

from __future__ import annotations

from pathlib import Path

from docx import Document
from docx.shared import Pt

OUT = Path(__file__).resolve().parent.parent / "reports" / "documents" / "letter-ru.docx"
LEAD = (
    "Мы проверили сайт {{ org.site }} по перечням сведений, которые закон требует размещать (требования на "
    "{{ as_of }}, обход «{{ campaign }}»). Найдено сведений: {{ found }}. Не нашли или нашли не полностью: "
    "{{ gaps|length }}. Не смогли проверить: {{ unchecked }}; это нарушением не считается."
)
OBJECT = (
    "Заполните приложенную форму {{ form }}: кто возражает, почему, имя файла-приложения. Каждое возражение "
    "рассмотрит человек. Если мы ошиблись, результат исправят, и в отчёте будет видно, что он исправлен, кем и почему."
)
LINES = (
    ("", "{{ sender.name }}"),
    ("", "{{ written_on }}"),
    ("", "Кому: {{ org.name }}"),
    ("Heading 1", "О сведениях на вашем сайте"),
    ("", LEAD),
    ("", "Ответ просим дать до {{ answer_by }}: {{ sender.contact }}"),
    ("", "{%p for gap in gaps %}"),
    ("Heading 2", "{{ gap.number }}. {{ gap.title }}"),
    ("", "{{ gap.verdict }}. {{ gap.saw }}"),
    ("", "{%p if gap.quote %}"),
    ("", "На сайте: «{{ gap.quote }}» — {{ gap.url }}"),
    ("", "{%p endif %}"),
    ("", "{%p if gap.looked %}"),
    ("", "Где смотрели: {{ gap.looked|join(', ') }}"),
    ("", "{%p endif %}"),
    ("", "{%p if gap.laws %}"),
    ("", "Основание: {{ gap.laws|join('; ') }}"),
    ("", "{%p endif %}"),
    ("", "Как исправить: {{ gap.mend }}"),
    ("", "Код: {{ org.id }} / {{ gap.code }}"),
    ("", "{%p endfor %}"),
    ("Heading 2", "Если вы не согласны"),
    ("", OBJECT),
)  # fmt: skip


def main() -> None:
    """Write the template."""
    document = Document()
    document.styles["Normal"].font.name = "Times New Roman"
    document.styles["Normal"].font.size = Pt(12)
    for style, text in LINES:
        document.add_paragraph(text, style=style or None)
    document.core_properties.author = "Glasnost"
    document.core_properties.comments = ""
    document.save(str(OUT))
    print(OUT)


if __name__ == "__main__":
    main()
