"""What changed between two audits: repairs, losses, other rules, other lists, and what nobody could compare."""

from __future__ import annotations

import contextlib
import csv
import io
import shutil
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.auditing import audit
from audit.database import connect
from audit.finding import VERDICTS, Finding, Verdict
from audit.scoring import score
from checklists.catalogue import Catalogue
from checklists.rule import Labelled, Rule
from checklists.schema import Item
from checklists.strict import Bilingual
from reports.bundles.layout import archive_of
from reports.bundles.packing import pack
from reports.bundles.subjects import Order
from reports.comparison import page, telling
from reports.comparison.changes import KINDS, SITE, Change, Comparison, Pair, Tally
from reports.comparison.sides import Side, SideError, opened
from reports.texts import Texts
from tests.audit.made import ORG, TODAY
from tests.conftest import Glasnost
from tests.reports.bundling import DEAD, PAGES, crawl, flip, make_home, other, patch, register
from tests.reports.pagecheck import PageCheck

RU = Texts(lang="ru")
HOSTILE = '=cmd|"/c calc"!A1<script>alert(1)</script>'
LATER = PAGES | {
    "": PAGES[""].replace("<p>Режим работы: понедельник – пятница с 8:00 до 17:00.</p>", ""),
    "docs": PAGES["docs"] + "<h2>Часто задаваемые вопросы</h2><p>Как записать ребёнка? Приходите с паспортом к нам.</p>"
    '<h2>Устав</h2><p>Устав: <a href="/licence.docx">Устав школы</a></p>',
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two campaigns of one school: in the second the hours are gone and the charter is there; one site is dead."""
    made = make_home(tmp_path_factory.mktemp("diff") / "home")
    register(made, replace(ORG, name=f"{HOSTILE} {ORG.name}"), DEAD, campaign="autumn")
    with contextlib.closing((db := connect(made)).conn), db.atomic():
        db.execute("UPDATE organisations SET short_name = ? WHERE id = ?", [HOSTILE, ORG.id])
        db.execute("UPDATE crawls SET state = 'failed', reason = 'dns' WHERE org = ?", [DEAD.id])
    crawl(made, ORG, LATER, "autumn")
    audit(made, "autumn")
    score(made, "autumn")
    return made


@contextlib.contextmanager
def compared(before: str | Path, after: str | Path, home: Path) -> Iterator[Comparison]:
    with opened(str(before), home) as old, opened(str(after), home) as new:
        yield Comparison(old, new)


def found(comparison: Comparison, org: str = ORG.id) -> Pair:
    return next(pair for pair in comparison.pairs() if pair.org.id == org)


def items(pair: Pair, *kinds: str) -> set[str]:
    return {change.item for change in pair.changes if change.kind in kinds}


def test_what_was_repaired_and_what_got_worse(home: Path) -> None:
    with compared("spring", "autumn", home) as comparison:
        pair = found(comparison)
        assert "common.working_hours" in items(pair, "worse")
        assert items(pair, "repaired", "better")
        moved = replace(pair, score_before=Decimal("14.0"), score_after=Decimal("99.5"))
        assert "14,0" in telling.title(moved, telling.Names(RU))
        assert "99,5" in telling.title(moved, telling.Names(RU))
        assert moved.differs
        assert pair.same > 50
        assert not comparison.lists().differs


def test_backwards_it_is_the_other_way_round(home: Path) -> None:
    with compared("spring", "autumn", home) as forth, compared("autumn", "spring", home) as back:
        assert items(found(forth), "worse") == items(found(back), "repaired", "better")
        assert items(found(back), "worse") == items(found(forth), "repaired", "better")


def test_a_campaign_does_not_differ_from_itself(home: Path) -> None:
    with compared("spring", "spring", home) as comparison:
        tally = Tally()
        lines = list(telling.text(comparison.pairs(), telling.Names(RU, comparison.after), tally))
        assert not tally.differs
        assert telling.summary(tally, RU)[-1] == RU("diff.nothing")
        assert any("Мёртвая" in line for line in lines)  # nobody could look, and that is said


def test_a_site_that_one_side_could_not_read_is_not_compared(home: Path) -> None:
    with compared("spring", "autumn", home) as comparison:
        pair = found(comparison, DEAD.id)
        assert {change.kind for change in pair.changes} == {"not_compared"}
        assert not pair.differs
        told = telling.reasons(pair.changes, RU)
        assert told.endswith(f": {len(pair.changes)}")


def test_two_independent_audits_are_matched_by_inn_and_by_site(home: Path, tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    for folder, name in ((ours, "school-7"), (theirs, "7701")):
        org = other(ORG, name)
        register(folder, org)
        crawl(folder, org, PAGES)
        audit(folder, "spring")
    with compared(ours, f"{theirs}:spring", home) as comparison:
        (pair,) = list(comparison.pairs())
        assert pair.before is not None
        assert (pair.before.id, pair.org.id) == ("school-7", "7701")
        assert {change.kind for change in pair.changes} <= {"not_compared"}  # what only a browser could try
    with contextlib.closing((db := connect(theirs)).conn), db.atomic():
        db.execute("UPDATE organisations SET site = 'https://moved.example/'")
    with compared(ours, theirs, home) as comparison:  # both have the same ИНН
        assert len(list(comparison.pairs())) == 1
    with contextlib.closing((db := connect(theirs)).conn), db.atomic():
        db.execute("UPDATE organisations SET inn = ''")
    with compared(ours, theirs, home) as comparison:
        tally = Tally()
        list(telling.rows(comparison.pairs(), telling.Names(RU), tally))
        assert (tally.only_before, tally.only_after, tally.differs) == (["school-7"], ["7701"], True)


def test_a_bundle_is_a_side_as_its_home_is(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "spring.wacz"
    pack(home, Order(campaign="spring"), path)
    with compared(path, "spring", home) as comparison:
        tally = Tally()
        for pair in comparison.pairs():
            tally.add(pair)
        assert (tally.differs, tally.pairs) == (False, 2)
        review = comparison.before.findings(ORG.id)["common.faq"].review
        assert review is not None
        assert review.reviewer == "Пихтова"
    patch(path, archive_of(ORG.id), flip())
    with pytest.raises(SideError, match="was changed"), opened(str(path), home):
        pass


@pytest.mark.parametrize("name", ["winter", "none.wacz", "nowhere:spring"])
def test_what_is_no_side_is_told(home: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(SideError, match="no campaign"), opened(name, home):
        pass
    with pytest.raises(SideError, match="no database"), opened(name, tmp_path / "empty"):
        pass
    assert not (tmp_path / "empty").exists()


def item(name: str, label: str = "телефон", **more: object) -> Item:
    return Item(
        id=name, title=Bilingual(ru=name, en=name), topics=("phone",), status="confirmed",
        rule=Rule(labelled=Labelled(labels=(label,))), **more,
    )  # fmt: skip


def side(catalogue: Catalogue, real: Side, *asked: Item, **verdicts: Verdict) -> Side:
    """A side with one organisation and the findings given here."""
    from tests.audit.made import only

    class Given(Side):
        def findings(self, org: str) -> dict[str, Finding]:
            return {
                one.id: Finding(org=org, item=one.id, verdict=verdicts[one.id], reason=None, evidence=(), looked=())
                for one in asked
            }

    return Given(
        name="x", campaign="spring", as_of=TODAY, catalogue=only(catalogue, asked), db=real.db,
        organisations={ORG.id: real.organisations[ORG.id]}, inns={},
    )  # fmt: skip


@pytest.fixture
def real(home: Path) -> Iterator[Side]:
    with opened("spring", home) as one:
        yield one


@pytest.fixture
def lists(real: Side) -> Catalogue:
    return real.catalogue


def test_another_rule_is_no_change_of_the_site(lists: Catalogue, real: Side) -> None:
    before = side(lists, real, item("a"), item("b"), item("gone"), a="met", b="met", gone="met")
    after = side(lists, real, item("a", "телефакс"), item("b"), item("new"), a="missing", b="missing", new="missing")
    comparison = Comparison(before, after)
    (pair,) = comparison.pairs()
    assert {change.item: change.kind for change in pair.changes} == {
        "a": "rule", "b": "worse", "gone": "removed", "new": "added",
    }  # fmt: skip
    assert comparison.lists() == replace(comparison.lists(), added=("new",), removed=("gone",), changed=("a",))


def test_words_of_an_item_are_not_its_rule(lists: Catalogue, real: Side) -> None:
    other_title = item("a").model_copy(update={"title": Bilingual(ru="иначе", en="else")})
    comparison = Comparison(side(lists, real, item("a"), a="met"), side(lists, real, other_title, a="missing"))
    (pair,) = comparison.pairs()
    assert [change.kind for change in pair.changes] == ["worse"]
    assert not comparison.lists().differs


@given(old=st.sampled_from(VERDICTS), new=st.sampled_from(VERDICTS))
def test_a_verdict_changes_in_one_way_and_backwards_in_the_opposite(old: Verdict, new: Verdict) -> None:
    same = item("a")
    comparison = Comparison.__new__(Comparison)
    comparison._alike = {("a", True, True): True}  # noqa: SLF001  rules are the same here

    def kind(before: Verdict, after: Verdict) -> str | None:
        made, later = (
            Finding(org="o", item="a", verdict=one, reason=None, evidence=(), looked=()) for one in (before, after)
        )
        return comparison._kind(made, later, same, same)  # noqa: SLF001

    forth, back = kind(old, new), kind(new, old)
    if "not_checked" in (old, new):
        assert (forth, back) == ("not_compared", "not_compared")
    elif old == new:
        assert (forth, back) == (None, None)
    elif "not_applicable" in (old, new):
        assert (forth, back) == ("applies", "applies")
    else:
        assert {forth, back} in ({"worse", "repaired"}, {"worse", "better"})


def test_no_folder_of_this_machine_is_told(home: Path) -> None:
    with compared(f"{home}:spring", f"{home}:autumn", home) as comparison:
        told = "\n".join(telling.head(comparison.before, comparison.after, RU))
    assert f"{home.name}:spring, обход «spring»" in told
    assert str(home.parent) not in told


def test_csv_has_a_line_for_each_change_and_no_formula(home: Path) -> None:
    with compared("spring", "autumn", home) as comparison:
        text = "".join(telling.rows(comparison.pairs(), telling.Names(RU, comparison.after), Tally()))
    lines = list(csv.DictReader(io.StringIO(text)))
    assert {line["org"] for line in lines} == {ORG.id, DEAD.id}
    worse = next(line for line in lines if (line["org"], line["item"]) == (ORG.id, "common.working_hours"))
    assert (worse["change"], worse["verdict_before"]) == ("worse", "met")
    assert "8:00" in worse["quote_before"]
    assert all(None not in line and None not in line.values() for line in lines)
    assert {line["name"][:5] for line in lines if line["org"] == ORG.id} == {"'=cmd"}


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_html_is_well_formed_and_what_others_wrote_is_text(home: Path, tmp_path: Path, lang: str) -> None:
    with compared("spring", "autumn", home) as comparison:
        page.write(comparison, tmp_path / "diff.html", Texts(lang=lang))
    text = (tmp_path / "diff.html").read_text("utf-8")
    check = PageCheck()
    check.feed(text)
    assert check.wrong == []
    assert check.stack == []
    assert "table without caption" not in check.seen
    assert "script" not in check.seen
    assert HOSTILE in check.text
    assert all(kind in SITE or Texts(lang=lang)(f"change.{kind}") in check.text for kind in KINDS)


def test_a_long_comparison_is_split_into_pages(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "LIMIT", 100)
    with compared("spring", "autumn", home) as comparison:
        page.write(comparison, tmp_path / "d.html", RU)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["d-2.html", "d-3.html", "d.html"]
    first = (tmp_path / "d.html").read_text("utf-8")
    assert 'href="d-2.html"' in first
    assert "Мёртвая" in (tmp_path / "d-2.html").read_text("utf-8")
    assert 'href="d.html"' in (tmp_path / "d-3.html").read_text("utf-8")


def test_a_change_of_reason_for_not_looking_is_told_as_a_difference() -> None:
    made = [
        Finding(org="o", item="a", verdict="not_checked", reason=reason, evidence=(), looked=())
        for reason in ("dns", "robots")
    ]
    assert Change("a", "not_compared", made[0], made[1]).differs
    assert not Change("a", "not_compared", made[0], made[0]).differs
    words = telling.reasons([Change("a", "not_compared", made[0], made[1])], RU)
    assert " / " in words


def test_the_command_says_by_exit_code_whether_anything_differs(home: Path, glasnost: Glasnost, tmp_path: Path) -> None:
    same = glasnost("--home", home, "diff", "spring", "spring", "--lang", "en")
    assert (same.returncode, same.stdout.splitlines()[-1]) == (0, "Nothing differs.")
    out = tmp_path / "d.csv"
    assert glasnost("--home", home, "diff", "spring", "autumn", "--format", "csv", "--out", out).returncode == 1
    assert out.read_text("utf-8").startswith("org,")
    none = glasnost("--home", home, "diff", "spring", "never")
    assert (none.returncode, "Traceback" in none.stderr) == (2, False)
    shutil.rmtree(tmp_path / "x", ignore_errors=True)
    assert glasnost("--home", tmp_path / "x", "diff", "a", "b").returncode == 2
    assert not (tmp_path / "x").exists()
