"""The columns of import files, as data: headers in both languages, other spellings, what stands in them.

Templates are written from these tables and files are read by them. ``headers`` gives the header row of a kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple, get_args

from checklists.load import shipped
from checklists.measures import Measures
from checklists.questionnaire import Questionnaire, questionnaire

Kind = Literal["survey", "aggregates", "inspection", "calls", "targets", "points", "stand-norms", "connections"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Lang = Literal["ru", "en"]

BATCH: Mapping[Kind, str] = {
    "survey": "survey", "aggregates": "aggregates", "inspection": "inspection", "calls": "mystery",
    "targets": "targets", "points": "council", "stand-norms": "stand-norms", "connections": "connections",
}  # fmt: skip
"""What a batch of measures is called by the kind of its file."""


class Column(NamedTuple):
    """One column that a file may have."""

    id: str
    ru: str
    en: str
    words: tuple[str, ...] = ()
    """Other headers that mean it, in ``crawler.text.normal``'s spelling; letter case and punctuation don't matter."""
    ru_hint: str = ""
    en_hint: str = ""
    template: bool = True
    """Whether a blank template has it."""

    def header(self, lang: Lang) -> str:
        """Its header in a template."""
        return self.en if lang == "en" else self.ru

    def hint(self, lang: Lang) -> str:
        """What stands in it."""
        return self.en_hint if lang == "en" else self.ru_hint


ORG = (
    Column(
        "org", "Организация", "Organisation",
        ("наименование организации", "название организации", "организация учреждение", "учреждение", "наименование",
         "полное наименование", "краткое наименование", "полное наименование организации", "organization", "name",
         "наименование учреждения", "название учреждения", "организация название"),
        "Код, ИНН или точное наименование из реестра.", "Its id, ИНН (tax number) or exact name in the registry.",
    ),
    Column("id", "Код организации", "Organisation id", ("код", "id организации", "id"), template=False),
    Column("inn", "ИНН", "Tax id", ("инн организации", "inn"), template=False),
)  # fmt: skip
"""Any of them says which organisation a row is about."""

DATE = Column(
    "date", "Дата", "Date",
    ("дата проверки", "дата посещения", "дата звонка", "дата опроса", "дата заполнения", "отметка времени", "timestamp",
     "дата и время", "время создания", "date of visit", "дата осмотра", "completed on"),
    "31.03.2026 или 2026-03-31.", "2026-03-31 or 31.03.2026.",
)  # fmt: skip
BY = Column(
    "by", "Кто проверял", "Measured by",
    ("проверяющий", "эксперт", "инспектор", "кто проводил опрос", "кто сообщил", "кто оценил", "оператор", "expert",
     "inspector", "who measured"),
    "Фамилия и имя. Одного человека на весь файл можно назвать и в команде: --by.",
    "Surname and first name. One person for the whole file may be named by --by instead.",
)  # fmt: skip
SOURCE = Column(
    "source", "Способ опроса", "Survey method", ("источник", "форма опроса", "source", "метод опроса", "канал"),
    "на бумаге, телефон или онлайн; один на весь файл можно назвать и в команде: --source.",
    "paper, telephone or online; one for the whole file may be named by --source instead.",
)  # fmt: skip
EVIDENCE = Column(
    "evidence", "Фотографии", "Photographs",
    ("фото", "имена файлов", "подтверждение", "файлы", "photos", "evidence", "files"),
    "Имена файлов через точку с запятой: stend-1.jpg; vhod.jpg.", "File names, parted by semicolons.",
)  # fmt: skip
POPULATION = Column(
    "population", "Численность получателей услуг", "Number of service users",
    ("численность получателей", "количество получателей услуг", "объем генеральной совокупности",
     "генеральная совокупность", "число получателей услуг", "population", "количество обучающихся",
     "численность обучающихся"),
    "Всего получателей услуг за период: по нему считается плановая выборка.",
    "All who used the services in the period: the planned sample follows from it.",
)  # fmt: skip
"""In aggregates, or in the registry."""

RESPONDENT = (
    Column(
        "respondent", "№ анкеты", "Questionnaire no.",
        ("номер анкеты", "id анкеты", "id респондента", "номер респондента", "код респондента", "respondent id",
         "respondent", "код анкеты", "questionnaire number", "id ответа"),
        "Номер или код, без имени: по нему видны повторы.", "A number or code, no name: repeats are seen by it.",
    ),
    DATE,
    SOURCE,
    Column(
        "interviewer", "Код интервьюера", "Interviewer's code",
        ("интервьюер", "анкетер", "номер интервьюера", "код анкетера", "interviewer", "interviewer code"),
        "Код, не имя.", "A code, not a name.",
    ),
    Column(
        "seconds", "Длительность, секунд", "Duration, seconds",
        ("длительность", "длительность сек", "время заполнения сек", "время заполнения", "затрачено секунд", "duration",
         "время прохождения", "duration seconds", "seconds"),
        "Сколько заполняли: 240, 4:00 или 0:04:00.", "How long it took: 240, 4:00 or 0:04:00.",
    ),
)  # fmt: skip
"""Of a survey, beside the questions."""

_NAME = Column(
    "name", "Показатель", "Indicator", ("наименование показателя", "что оценивали", "критерий", "mark", "criterion"),
    "Название или латинское имя, как его зовёт методика.", "A title, or the Latin name that a methodology uses.",
)  # fmt: skip
_POINTS = Column("value", "Баллы", "Points", ("балл", "набрано", "оценка", "набрано баллов", "score"), "4,5", "4.5")
_MOST = Column(
    "of", "Максимум", "Most", ("максимальный балл", "наибольший балл", "из", "максимум баллов", "maximum", "max"),
    "Сколько можно набрать.", "The most that can be given.",
)  # fmt: skip

PLAIN: Mapping[Kind, tuple[Column, ...]] = {
    "calls": (
        *ORG, DATE, BY,
        Column("what", "Звонок или посещение", "Call or visit", ("вид", "вид проверки", "способ", "kind"),
               "звонок или посещение", "call or visit"),
        _NAME, _POINTS, _MOST, EVIDENCE,
    ),
    "targets": (
        *ORG, _NAME,
        Column("value", "Факт", "Reached", ("фактическое значение", "достигнуто", "actual"), "96,5", "96.5"),
        Column("of", "План", "Planned", ("плановое значение", "целевое значение", "target"), "100", "100"),
        DATE, BY, EVIDENCE,
    ),
    "points": (*ORG, _NAME, _POINTS, _MOST, BY, DATE, EVIDENCE),
    "stand-norms": (
        Column("kind", "Вид организации", "Kind of organisation", ("вид", "kind", "тип организации")),
        Column("norm", "Норма стенда", "Stand norm", ("сведений на стенде", "число сведений", "norm", "норма"),
               "Сколько сведений должно быть на стенде. Пусто: нормы нет.",
               "How many items the stand must hold. Empty: no norm."),
    ),
    "connections": (
        Column("person", "Эксперт", "Expert", ("кто", "фамилия и имя эксперта", "оператор", "person"),
               "Человек или организация-оператор.", "A person or an operating company."),
        *ORG,
        Column("reason", "Чем связан", "Connection", ("основание", "причина", "связь", "reason"),
               "Работает, учредитель, родственник руководителя …", "Works there, founder, relative of the head …"),
    ),
}  # fmt: skip
"""Columns of the kinds that need no table of measures."""


def pair(measures: Measures, name: str) -> tuple[Column, Column]:
    """The two columns of a measure: its value and what it is of."""
    one = measures.kind(name)
    if one is None or one.of is None:
        raise KeyError(name)
    return (
        Column(f"{name}:value", f"{one.title.ru}: {one.counts.ru}", f"{one.title.en}: {one.counts.en}"),
        Column(f"{name}:of", f"{one.title.ru}: {one.of.ru}", f"{one.title.en}: {one.of.en}"),
    )


def aggregates(measures: Measures) -> tuple[Column, ...]:
    """Of a file with the counts of a survey, one row an organisation."""
    asked = measures.kind("survey.respondents")
    names = [one.id for one in measures.measures if one.id.startswith("survey.") and one is not asked]
    words = ("опрошено",)
    counted = [Column("survey.respondents:value", asked.title.ru, asked.title.en, words)] if asked else []
    pairs = [column for name in names for column in pair(measures, name)]
    return (*ORG, DATE, SOURCE, BY, POPULATION, *counted, *pairs)


def inspection(measures: Measures) -> tuple[Column, ...]:
    """Of a file of inspections, one row an organisation and visit."""
    yes = (
        "да, нет; пусто: не оценивали; «не применимо»: не входит в норму.",
        "yes, no; empty: not assessed; ‘not applicable’: not in the norm.",
    )
    marks = [Column(name, one.title.ru, one.title.en, (), *yes) for name, one in measures.conditions().items()]
    counts = [one.id for one in measures.measures if one.id.startswith(("inspection.", "site."))]
    blocks = {block.id for block in measures.blocks}
    pairs = {name: pair(measures, name) for name in counts if name not in blocks}
    stand = pairs.pop("inspection.stand_items")
    rest = [column for both in pairs.values() for column in both]
    return (*ORG, DATE, BY, *stand, *_told_apart(marks, measures), *rest, EVIDENCE)


def _told_apart(marks: list[Column], measures: Measures) -> list[Column]:
    """Conditions of two blocks may share a title: then the block's stands before it."""
    titles = [one.ru.casefold() for one in marks]
    made = []
    for one in marks:
        block = measures.kind(one.id.rpartition(".")[0])
        if block is not None and titles.count(one.ru.casefold()) > 1:
            made.append(one._replace(ru=f"{block.title.ru}: {one.ru}", en=f"{block.title.en}: {one.en}"))
        else:
            made.append(one)
    return made


def survey(asked: Questionnaire) -> tuple[Column, ...]:
    """Of a survey, respondent by respondent; its questions are found by their words, see audit.imports.questions."""
    questions = [
        Column(one.id, one.title.ru, one.title.en, (), one.hint("ru"), one.hint("en"), template=one.template)
        for one in asked.questions
    ]
    return (*ORG, *RESPONDENT, *questions)


def columns(kind: Kind, asked: Questionnaire | None = None) -> tuple[Column, ...]:
    """The columns of a kind of file, in the order of its template."""
    if kind == "survey":
        return survey(asked or questionnaire())
    if kind in PLAIN:
        return PLAIN[kind]
    measures = shipped().measures
    return aggregates(measures) if kind == "aggregates" else inspection(measures)


def headers(kind: Kind, lang: Lang = "ru") -> dict[str, str]:
    """Column id → header of the blank template of a kind, in its order."""
    return {one.id: one.header(lang) for one in columns(kind) if one.template}
