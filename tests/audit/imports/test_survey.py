"""Surveys as operators have them: columns in any order, answers as people write them, filters decide whom to count."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from audit.imports.questions import known, match
from audit.imports.table import ImportRefused
from checklists.load import shipped
from checklists.questionnaire import questionnaire
from tests.audit.imports.conftest import HEADER, LABELS, Desk, answered

FORM = questionnaire()
IDS = [one.id for one in FORM.questions if one.template]

# As forms in use put them, with line breaks as cells have them; numbers as in the form for social services.
WORDED = """
1. При посещении организации обращались ли Вы к информации о её деятельности, размещённой на информационных стендах
в помещениях организации?

2. Удовлетворены ли Вы открытостью, полнотой и доступностью информации о деятельности организации, размещённой на
информационных стендах в помещении организации?

3. Пользовались ли Вы официальным сайтом организации, чтобы получить информацию о её деятельности?

4. Удовлетворены ли Вы открытостью, полнотой и доступностью информации о деятельности организации, размещённой на
её официальном сайте в сети «Интернет»?

5. Своевременно ли Вам была предоставлена услуга в организации, в которую Вы обратились?

6. Удовлетворены ли Вы комфортностью условий предоставления услуг в организации (зона отдыха, навигация, питьевая
вода, санитарное состояние, доступность записи по телефону, на официальном сайте)?

7. Имеете ли Вы (или лицо, представителем которого Вы являетесь) установленную группу инвалидности?

8. Удовлетворены ли Вы доступностью предоставления услуг для инвалидов в организации?

9. Удовлетворены ли Вы доброжелательностью, вежливостью работников организации, обеспечивающих первичный контакт с
посетителями и информирование об услугах при непосредственном обращении в организацию?

10. Удовлетворены ли Вы доброжелательностью, вежливостью работников организации, обеспечивающих непосредственное
оказание услуги при обращении в организацию?

11. Пользовались ли Вы какими-либо дистанционными способами взаимодействия с организацией (телефон, электронная
почта, раздел «Часто задаваемые вопросы», анкета для опроса граждан на сайте)?

12. Удовлетворены ли Вы доброжелательностью, вежливостью работников организации, с которыми взаимодействовали в
дистанционной форме (по телефону, по электронной почте)?

13. Готовы ли Вы рекомендовать данную организацию родственникам и знакомым?

14. Удовлетворены ли Вы организационными условиями предоставления услуг (графиком работы организации, навигацией)?

15. Удовлетворены ли Вы в целом условиями оказания услуг в организации?
""".strip().split("\n\n")
SHORT = [
    "Стенд: пользовались", "Стенд - удовл.", "Сайт: пользовались", "Сайт - удовлетворены", "Своевременность", "Комфорт",
    "Инвалидность", "Доступность для инвалидов", "Первичный контакт", "Вежливость при оказании услуги",
    "Дист. способы: пользовались", "Вежливость дистанционно", "Рекомендуют", "График работы", "В целом",
]  # fmt: skip


@pytest.mark.parametrize("headers", [WORDED, SHORT, HEADER[LABELS:]], ids=["worded", "short", "template"])
def test_each_header_is_known_by_its_words(headers: list[str]) -> None:
    assert dict(known(FORM)(["Организация", *headers], strict=True)) == {
        "org": 0, **{name: at for at, name in enumerate(IDS, start=1)}
    }  # fmt: skip


@pytest.mark.parametrize(
    "header", ["Ваши предложения", "Ваш пол", "Возраст", "Отметка времени", "№ п/п", "Итого баллов"]
)
def test_other_headers_are_no_questions(header: str) -> None:
    assert [one.id for one in FORM.questions if match(header, one)] == []


def test_the_questionnaire_counts_into_measures_that_exist() -> None:
    measures = shipped().measures
    for one in FORM.questions:
        assert one.measure is None or measures.kind(one.measure), one.id


def test_filters_decide_the_denominators(desk: Desk) -> None:
    # in twos: stand and site (used, satisfied); timely, comfort; disabled, access; first, service; remote, polite
    rows = [
        answered("school-1", "yyyyyyyyyyyyyyy", 1),
        answered("Школа № 1", "ynnynnnyynn-nny", 2),  # did not use the site, is not disabled
        answered("4400000001", "n-y--yy-yyynyyy", 3),  # used the site, did not answer
    ]
    outcome = desk.take(desk.write("s.csv", [HEADER, *rows]))
    assert (outcome.rows, outcome.kept, outcome.orgs) == (3, 3, 1)
    assert desk.found() == {
        ("school-1", name): count
        for name, count in {
            "survey.respondents": "3/40",
            "survey.stand_satisfied": "1/2",
            "survey.site_satisfied": "1/1",
            "survey.timely": "1/2",
            "survey.comfort": "2/3",
            "survey.disabled": "2/3",
            "survey.access_satisfied": "1/1",
            "survey.polite_first": "3/3",
            "survey.polite_service": "2/3",
            "survey.polite_remote": "1/2",
            "survey.recommend": "2/3",
            "survey.organisation": "2/3",
            "survey.overall": "3/3",
        }.items()
    }


def test_nobody_disabled_is_zero_of_zero(desk: Desk) -> None:
    desk.take(desk.write("s.csv", [HEADER, answered("school-1", "yyyyyyn-yyyyyyy")]))
    assert desk.found()["school-1", "survey.access_satisfied"] == "0/0"
    assert desk.found()["school-1", "survey.disabled"] == "0/1"


@pytest.mark.parametrize("yes", ["Да", "ДА.", " да ", "yes", "1", "1.0", "+", "V", "TRUE", "д", "Истина", "✓"])
@pytest.mark.parametrize("no", ["Нет", "нет;", "no", "0", "Ложь", "н"])
def test_yes_and_no_in_the_ways_people_write_them(desk: Desk, yes: str, no: str) -> None:
    rows = [answered("school-1", [yes] * 15), answered("school-1", [no] * 15)]
    desk.take(desk.write("s.csv", [HEADER, *rows]))
    assert desk.found()["school-1", "survey.overall"] == "1/2"


def test_one_and_two_are_yes_and_no(desk: Desk) -> None:
    desk.take(desk.write("s.csv", [HEADER, answered("school-1", "1" * 15), answered("school-1", "2" * 15)]))
    assert desk.found()["school-1", "survey.overall"] == "1/2"


def test_a_dash_is_no_beside_a_plus_and_no_answer_elsewhere(desk: Desk) -> None:
    dashes = ["–"] * 15
    desk.take(desk.write("plus.csv", [HEADER, answered("school-1", dashes), answered("school-1", "+" * 15)]))
    desk.take(desk.write("words.csv", [HEADER, answered("school-2", dashes), answered("school-2", "y" * 15)]))
    found = desk.found()
    assert (found["school-1", "survey.overall"], found["school-2", "survey.overall"]) == ("1/2", "1/1")


def test_a_workbook_with_titles_above_dates_and_true_and_false(desk: Desk) -> None:
    import datetime as dt

    hour = dt.datetime(2026, 3, 31, 10, 15)  # noqa: DTZ001 (cells have no zone)
    rows: list[list[object]] = [
        ["Опрос получателей услуг, весна 2026"],
        [],
        ["№ п/п", *HEADER],
        [1, "school-1", 17, hour, "онлайн", "и-1", 240, *[True] * 15],
        [2, "school-1", 18, dt.date(2026, 4, 1), "телефон", "и-2", "4:05", *[False] * 15],
    ]
    desk.take(desk.write("s.xlsx", rows))
    assert not [note for note in desk.notes.first if note.level == "bad"]
    with sqlite3.connect(desk.home / "respondents.db") as store:
        assert store.execute("SELECT row, respondent, answered_at, seconds, source FROM respondents").fetchall() == [
            (4, "17", "2026-03-31T10:15:00", 240, "online"),
            (5, "18", "2026-04-01", 245, "telephone"),
        ]
    assert {one for one in desk.found() if one[1] == "survey.overall"} == {("school-1", "survey.overall")}


def test_the_id_of_a_form_is_the_answers_and_no_organisations(desk: Desk) -> None:
    """As forms in the internet give them out: an ID of each answer first."""
    said = [["Да, удовлетворён(а)"] * 15, ["Нет, не удовлетворена"] * 15]
    heads = ["ID", "Время создания", "Укажите организацию", *WORDED]
    rows = [[str(1987654320 + at), f"2026-03-31 10:15:{at:02}", "Школа № 1", *one] for at, one in enumerate(said)]
    desk.take(desk.write("form.csv", [heads, *rows], delimiter=","))
    assert desk.found()["school-1", "survey.overall"] == "1/2"
    alone = [[*row[:2], *row[3:]] for row in (heads, *rows)]
    desk.take(desk.write("one.csv", alone, delimiter=","), org="school-2")
    assert desk.found()["school-2", "survey.overall"] == "1/2"
    with sqlite3.connect(desk.home / "respondents.db") as store:
        assert {row[0] for row in store.execute("SELECT respondent FROM respondents")} == {"1987654320", "1987654321"}


def test_sources_are_kept_apart(desk: Desk) -> None:
    rows = [answered("school-1", "y" * 15, source="телефон"), answered("school-1", "n" * 15)]
    desk.take(desk.write("s.csv", [HEADER, *rows]), source="paper")
    sql = "SELECT source, value FROM measures WHERE name = 'survey.overall' ORDER BY source"
    assert [tuple(row.values()) for row in desk.db.query(sql)] == [("paper", "0"), ("telephone", "1")]


def test_a_second_import_changes_nothing_and_a_changed_file_replaces(desk: Desk) -> None:
    path = desk.write("s.csv", [HEADER, answered("school-1", "y" * 15)])
    first = desk.take(path)
    again = desk.take(path)
    assert (again.same, again.batch, desk.kept()) == (True, first.batch, (13, 1))
    desk.write("s.csv", [HEADER, answered("school-1", "y" * 15), answered("school-1", "n" * 15)])
    second = desk.take(path)
    assert second.batch == 2
    assert desk.found()["school-1", "survey.overall"] == "1/2"
    assert desk.kept() == (26, 3)  # the first stays as history
    other = desk.take(desk.write("more.csv", [HEADER, answered("school-1", "y" * 15)]))
    assert other.batch == 3
    sql = "SELECT value, \"of\" FROM measures WHERE batch = 3 AND name = 'survey.respondents'"
    assert [tuple(row.values()) for row in desk.db.query(sql)] == [("1", "0")]  # the plan is not counted twice


def test_a_dry_run_keeps_nothing(desk: Desk) -> None:
    path = desk.write("s.csv", [HEADER, answered("school-1", "y" * 15)])
    outcome = desk.take(path, dry_run=True)
    assert (outcome.batch, outcome.kept, outcome.measures, desk.kept()) == (None, 1, 13, (0, 0))
    assert desk.take(path).batch == 1


def test_bad_rows_are_told_with_their_place_and_good_ones_kept(desk: Desk) -> None:
    good = [answered("school-1", "y" * 15, number) for number in range(20)]
    bad = [
        answered("Школа № 7", "y" * 15),
        answered("", "y" * 15),
        answered("school-2", "y" * 14 + "y", day="вчера"),
        answered("school-2", "y" * 15, day="31.02.2026"),
        [*answered("school-2", "y" * 15), "лишнее"],
        answered("school-2", "y" * 15, source="почтой"),
        answered("ИТОГО", "y" * 15),
    ]
    bad[2][-1] = "может быть"
    outcome = desk.take(desk.write("s.csv", [HEADER, *good, *bad]))
    assert (outcome.rows, outcome.kept) == (27, 20)
    told = {note.row: (note.column, note.text) for note in desk.notes.first if note.level == "bad"}
    assert told[22] == ("Организация", "«Школа № 7» is no id, ИНН or exact name of the registry")
    assert told[23] == ("Организация", "no organisation")
    assert told[24] == (HEADER[-1], "«может быть» is neither «да» nor «нет»")
    assert told[25][1].startswith("«31.02.2026» is no date")
    assert told[26][1].startswith("22 cells under 21 headers")
    assert told[27][1].startswith("«почтой» is no way to ask")
    assert told[28] == ("Организация", "a row of totals; what is counted are the rows above")


def test_a_file_about_one_organisation(desk: Desk) -> None:
    rows = [HEADER[LABELS:], ["да"] * 15]
    with pytest.raises(ImportRefused, match="--org"):
        desk.take(desk.write("s.csv", rows))
    with pytest.raises(ImportRefused, match="--org: «Школа № 9» is no id"):
        desk.take(desk.write("s.csv", rows), org="Школа № 9")
    with pytest.raises(ImportRefused, match="«Организация» names organisations: leave --org out"):
        desk.take(desk.write("s.csv", [HEADER, answered("school-2", "y" * 15)]), org="school-1")
    desk.take(desk.write("s.csv", rows), org="Школа № 1")
    assert desk.found()["school-1", "survey.overall"] == "1/1"


def test_headers_that_are_numbers_need_the_form_named(desk: Desk) -> None:
    rows = [["Организация", *(f"В{number}" for number in range(1, 15))], ["school-1", *["да"] * 13, "нет"]]
    with pytest.raises(ImportRefused, match="--numbers"):
        desk.take(desk.write("s.csv", rows))
    desk.take(desk.write("s.csv", rows), numbers="education")
    assert desk.found()["school-1", "survey.overall"] == "0/1"  # the fourteenth of education
    assert ("school-1", "survey.timely") not in desk.found()


def test_a_question_without_its_filter_is_not_counted(desk: Desk) -> None:
    at = HEADER.index("Пользовались информацией на стендах?")
    rows = [[*row[:at], *row[at + 1 :]] for row in (HEADER, answered("school-1", "y" * 15))]
    desk.take(desk.write("s.csv", rows))
    assert ("school-1", "survey.stand_satisfied") not in desk.found()
    assert [note.what for note in desk.notes.first if "used_stand" in note.text] == ["no_filter"]


def test_stand_and_site_in_one_question(desk: Desk) -> None:
    rows = [
        ["Организация", "Удовлетворены информацией на стендах и на сайте?", "Удовлетворены в целом?"],
        ["school-1", "да", "да"],
    ]
    desk.take(desk.write("s.csv", rows))
    assert desk.found()["school-1", "survey.open_satisfied"] == "1/1"
    assert "survey.stand_satisfied" in next(note.text for note in desk.notes.first if note.what == "not_asked")


def test_the_code_and_the_name_of_a_row_must_agree(desk: Desk) -> None:
    rows = [
        ["ИНН", *HEADER],
        *([inn, *answered("school-1", "y" * 15)] for inn in ("4400000001", "4400000002", "400000003")),
    ]
    desk.take(desk.write("s.csv", [*rows, *rows[1:2] * 3]))
    assert [note.text for note in desk.notes.first if note.level == "bad"] == [
        "the row names two organisations, school-2 and school-1: are its cells shifted?",
        "the row names two organisations, library and school-1: are its cells shifted?",
    ]


def test_respondents_stay_out_of_the_published_database(desk: Desk) -> None:
    desk.take(desk.write("s.csv", [HEADER, answered("school-1", "y" * 15, "анкета-777", who="и-5")]))
    assert b"\xd0\xb0\xd0\xbd\xd0\xba\xd0\xb5\xd1\x82\xd0\xb0-777" not in (desk.home / "glasnost.db").read_bytes()
    assert not desk.db.table("respondents").exists()


def test_what_an_interrupted_import_left_is_taken_away(desk: Desk) -> None:
    from audit.imports import respondents

    with respondents.opened(desk.home) as store:
        part = respondents.begin(store, "may", "sha256:lost", "lost.csv", "mintrud-675n", "[]")
        respondents.add(store, [respondents.Respondent(part, 2, "school-1", "y", "", "", None, "", "")])
    desk.take(desk.write("s.csv", [HEADER, answered("school-1", "y" * 15)]))
    assert desk.kept() == (13, 1)


def test_the_operator_may_have_a_questionnaire_of_their_own(desk: Desk, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    text = (Path("checklists/questionnaires") / "mintrud-675n.yaml").read_text("utf-8")
    own.write_text(text.replace('positive: ["да",', 'positive: ["да", "вполне",'), "utf-8")
    desk.take(desk.write("s.csv", [HEADER, answered("school-1", ["вполне"] * 15)]), questionnaire=str(own))
    assert desk.found()["school-1", "survey.overall"] == "1/1"


def test_rows_that_named_nobody_are_read_when_the_campaign_has_grown(desk: Desk) -> None:
    desk.db.execute("DELETE FROM campaign_orgs WHERE org = 'library'")
    path = desk.write("s.csv", [HEADER, answered("school-1", "y" * 15), answered("library", "y" * 15)])
    assert desk.take(path).kept == 1
    desk.db.execute("INSERT INTO campaign_orgs (campaign, org) VALUES ('may', 'library')")
    assert desk.take(path).kept == 2
    assert desk.found()["library", "survey.overall"] == "1/1"
    assert desk.take(path).same


def test_a_file_of_the_same_name_about_others_is_not_replaced_by_accident(desk: Desk) -> None:
    rows = [HEADER, answered("school-1", "y" * 15)]
    desk.take(desk.write("Ответы.csv", rows))
    with pytest.raises(ImportRefused, match="import #1 of a file of this name is about other organisations"):
        desk.take(desk.write("Ответы.csv", [HEADER, answered("school-2", "y" * 15)]))
    assert desk.kept() == (13, 1)
    both = [*rows, answered("school-2", "y" * 15)]
    desk.take(desk.write("Ответы.csv", both))
    assert [note.text for note in desk.notes.first if note.what == "replaces"] == [
        "import #1 of a file of this name is replaced"
    ]
    desk.take(desk.write("Ответы.csv", both[:2]), by="Опрос")
    assert [note.text for note in desk.notes.first if note.what == "replaces"] == [
        "import #2 of a file of this name is replaced; no longer measured: school-2"
    ]


def test_answers_in_other_files_add_up_and_are_told(desk: Desk) -> None:
    rows = [HEADER, answered("school-1", "y" * 15), answered("school-2", "y" * 15)]
    desk.take(desk.write("paper.csv", rows))
    desk.take(desk.write("online.csv", [*rows, rows[1]]))
    assert [note.text for note in desk.notes.first if note.what == "adds"] == [
        "2 organisations have answers in paper.csv too; they add up"
    ]


def test_columns_that_are_not_read_are_named(desk: Desk) -> None:
    desk.take(desk.write("s.csv", [[*HEADER, "Ваш возраст"], [*answered("school-1", "y" * 15), "35"]]))
    assert [note.text for note in desk.notes.first if note.what == "columns"] == [
        "not read and not kept: «Ваш возраст»"
    ]


def test_a_question_that_nobody_answered_is_not_measured(desk: Desk) -> None:
    """Otherwise who leaves the worst column blank would be rated in full without it."""
    rows = [answered("school-1", "y" * 14 + "-", at) for at in range(3)] + [answered("school-2", "y" * 15)]
    desk.take(desk.write("s.csv", [HEADER, *rows]))
    assert ("school-1", "survey.overall") not in desk.found()
    assert desk.found()["school-2", "survey.overall"] == "1/1"
    assert [note.text for note in desk.notes.first if note.what == "unanswered"] == [
        "school-1: nobody answered overall. These stay unmeasured"
    ]


def test_organisations_that_lack_the_same_answers_are_told_together(desk: Desk) -> None:
    """The template asks everybody whether the service came in time, and schools leave that column blank."""
    at = IDS.index("timely")
    blank = "y" * at + "-" + "y" * (14 - at)
    desk.take(desk.write("s.csv", [HEADER, *(answered(org, blank) for org in ("school-1", "school-2", "library"))]))
    assert [note.text for note in desk.notes.first if note.what == "unanswered"] == [
        "library, school-1, school-2: nobody answered timely. These stay unmeasured"
    ]


def test_a_filter_that_nobody_answered_says_nothing_about_whom_it_concerns(desk: Desk) -> None:
    at = IDS.index("disabled")
    blank = ["y" * at + "--" + "y" * (13 - at), "y" * at + "--" + "y" * (13 - at)]
    desk.take(desk.write("s.csv", [HEADER, *(answered("school-1", one) for one in blank)]))
    assert ("school-1", "survey.access_satisfied") not in desk.found()
    assert ("school-1", "survey.disabled") not in desk.found()


def test_an_empty_questionnaire_is_no_respondent(desk: Desk) -> None:
    rows = [answered("school-1", "y" * 15, 1), *(answered("school-1", "-" * 15, at) for at in range(2, 40))]
    outcome = desk.take(desk.write("s.csv", [HEADER, *rows]))
    assert outcome.kept == 1
    assert desk.found()["school-1", "survey.respondents"] == "1/40"
    assert {note.text for note in desk.notes.first if note.level == "bad"} == {"no question is answered in this row"}
    assert [note.text for note in desk.notes.first if note.what == "sample"] == [
        "school-1: 1 questionnaires of 40 planned"
    ]


def test_a_row_of_totals_in_a_file_about_one_organisation(desk: Desk) -> None:
    rows = [["№ анкеты", *HEADER[LABELS:]], ["1", *["да"] * 15], ["2", *["нет"] * 15], ["Итого", *["1"] * 15]]
    outcome = desk.take(desk.write("s.csv", rows), org="school-1")
    assert outcome.kept == 2
    assert desk.found()["school-1", "survey.overall"] == "1/2"
    assert [note.text for note in desk.notes.first if note.level == "bad"] == [
        "a row of totals; what is counted are the rows above"
    ]


def test_a_survey_without_anybody_named_is_told(desk: Desk) -> None:
    path = desk.write("s.csv", [HEADER, answered("school-1", "y" * 15)])
    desk.take(path)
    assert [note.what for note in desk.notes.first if "--by NAME" in note.text] == ["nobody"]
    desk.take(path, by="ООО «Опрос»")
    assert not [note for note in desk.notes.first if note.what == "nobody"]
