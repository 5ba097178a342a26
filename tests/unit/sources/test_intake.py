"""A document that comes in is compared with what is held and known; what would be done is said before it is done."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.archive.holdings import held_years
from sources.declaration.declared import BUNDLED, read_source, read_sources
from sources.declaration.errors import SourceError
from sources.intake.archiving import Origin
from sources.intake.identity import edition_problems, label_of
from sources.intake.register import KnownFigure
from sources.intake.report import render_examination
from sources.reading.guarded import Extract, as_json, from_json
from sources.reading.parts import Part
from sources.reading.readers import reader_of, recognise
from tests.unit.sources.conftest import AT, Counter, Intake, csv_rows

_READER = reader_of(read_source(BUNDLED / "spbe_annual_report"))
#: The report of 2024 as it comes with the project: what a made-up document of another year is made from.
_REPORT = tuple(csv_rows("spbe_annual_report", "annual_report_2024"))
_BUNDLED_2024 = "kemenpanrb-laporan-pelaksanaan-evaluasi-spbe-2024"
_REPORT_2025 = "kemenpanrb-laporan-evaluasi-spbe-2025"


def _changed(**cells):
    """The report with some cells of Kota Magelang changed."""
    changed = [row | cells if row["agency"] == "Pemerintah Kota Magelang" else row for row in _REPORT]
    assert changed != list(_REPORT)
    return changed


def _report(rows=_REPORT, edition=2025, **changes):
    return Part("spbe_annual_report", edition, "", f"Laporan SPBE {edition}", "annual_report", tuple(rows), **changes)


def _table(*agencies, edition=2025, same_as="tabel", **cells):
    """A hand-typed table with one row per agency."""
    blank = dict.fromkeys(
        ("sheet", "row_no", "evaluation_year", "agency", "region_code", "province", "d1", "d2", "d3", "d4", "index",
         "predikat"), ""
    )  # fmt: skip
    rows = tuple(
        {**blank, "row_no": str(n), "evaluation_year": str(edition), "agency": agency, "index": "3,50", **cells}
        for n, agency in enumerate(agencies, start=1)
    )
    return Part("spbe_spreadsheet", edition, same_as, "Tabel", "statements", rows)


def _letter(agency="Pemerintah Kota Bandar Lampung", edition=2025, index="3,10"):
    """A report issued to one body."""
    cells = {"evaluation_year": str(edition), "agency": agency, "pdf_page": "1", "row_no": "1"}
    rows = ({**cells, "measure": "INDEX", "printed_value": index},)
    return Part("spbe_agency_report", edition, agency, f"LHE {agency}", "agency_report", rows)


@pytest.fixture
def counter(tmp_path, background, monkeypatch):
    return Counter(tmp_path / "archive", background, monkeypatch)


def test_a_report_of_an_awaited_year_is_a_new_document_beside_last_years_and_nothing_is_written(counter):
    finding = counter.examine_one(_report())
    assert (finding.step, finding.document_id, finding.version) == ("new document", _REPORT_2025, 1)
    assert (finding.compared_with, finding.rows_before, finding.changes) == (_BUNDLED_2024, 615, None)
    assert (finding.regions, finding.central, finding.groups, finding.figures) == (523, 92, 0, 615 * 6)
    assert finding.problems == finding.refused == finding.appeared == finding.gone == ()
    assert counter.holds_nothing()


def test_a_card_says_what_came_how_and_who_read_it(counter):
    part = _report(
        document_number="B/12/2026", document_date=date(2026, 1, 9), decree_number="13", decree_date=date(2026, 1, 5),
        states={"agencies": 615}, notes=("page 3 left out",),
    )  # fmt: skip
    examined = counter.bring(part)
    origin = Origin("fetched from example.go.id", AT, "https://example.go.id/a.pdf", {"etag": '"x"'})
    (card,) = counter.keep(examined, origin)
    source = read_source(BUNDLED / "spbe_annual_report")
    assert (card.source, card.raw_table, card.edition, card.version) == (source.source, source.source, 2025, 1)
    assert (card.publisher, card.licence, card.evidence_grade) == (source.publisher, source.licence, "A")
    assert (card.sha256, card.bytes, card.rows) == (examined.content.sha256, len(examined.content.data), 615)
    assert (card.url, card.headers, card.retrieved_from) == (origin.url, origin.headers, origin.retrieved_from)
    assert (card.retrieved_at, card.retrieved_on) == (AT, date(2026, 1, 12))
    assert (card.document_number, card.document_date) == ("B/12/2026", date(2026, 1, 9))
    assert (card.decree_number, card.decree_date) == ("13", date(2026, 1, 5))
    assert (card.states, card.notes) == ({"agencies": 615}, ["page 3 left out"])
    assert (card.reader, card.original_name, card.media) == (_READER.source, "berkas.csv", "csv")
    assert card.transcription.endswith(f"Reader: a kind of document, version {_READER.version}.")


def test_a_file_is_taken_once_a_changed_one_is_a_new_version_and_a_withdrawn_one_may_come_again(counter):
    def withdraw(card):
        counter.archive.withdraw(card, by="budi", on=date(2026, 2, 1), reason="wrong")

    (first,) = counter.take(_report())
    again = counter.bring(_report())
    assert (again.is_known, again.refused) == (True, False)
    assert [(f.step, f.version) for f in again.findings] == [("nothing: it is known", 1)]
    assert f"nothing to do: it is version 1 of {_REPORT_2025}, byte for byte" in render_examination(again)
    before = sorted(counter.archive.folder.rglob("*"))
    assert counter.keep(again) == []
    assert sorted(counter.archive.folder.rglob("*")) == before

    finding = counter.examine_one(_report(_changed(index="1,00")))
    assert (finding.step, finding.version, len(finding.changes)) == ("new version", 2, 1)
    assert (finding.compared_with, finding.rows_before) == (first.document_id, 615)
    (second,) = counter.take(_report(_changed(index="1,00")))
    assert counter.held("spbe_annual_report")[first.document_id] == 2
    assert counter.archive.read(first.sha256) != counter.archive.read(second.sha256)
    (problem,) = counter.examine_one(_report()).problems
    assert f"these bytes are version 1 of {_REPORT_2025}, which a later version has replaced" in problem
    assert f"spbe withdraw {_REPORT_2025}" in problem

    withdraw(second)
    assert counter.bring(_report()).is_known
    withdraw(first)
    finding = counter.examine_one(_report())
    assert (finding.step, finding.version) == ("new document", 3)
    (third,) = counter.take(_report())
    assert (third.version, counter.held("spbe_annual_report")[third.document_id]) == (3, 3)


def test_a_report_to_a_body_is_compared_with_its_own_last_one_and_to_another_body_is_another_document(counter):
    last = "kemenpanrb-lhe-spbe-bandar-lampung-2024"
    for printed in ("Pemerintah Kota Bandar Lampung", "PEMERINTAH KOTA  BANDAR LAMPUNG", "Pemkot Bandar Lampung"):
        new = counter.examine_one(_letter(printed))
        assert (new.step, new.document_id) == ("new document", "kemenpanrb-lhe-spbe-kota-bandar-lampung-2025")
        assert new.compared_with == last
        again = counter.examine_one(_letter(printed, edition=2024))
        assert (again.step, again.document_id, again.version) == ("new version", last, 2)
    counter.take(_letter())
    for printed, label in (("Pemerintah Kab. Magelang", "kabupaten"), ("Pemerintah Kota Magelang", "kota")):
        finding = counter.examine_one(_letter(printed))
        document_id = f"kemenpanrb-lhe-spbe-{label}-magelang-2025"
        assert (finding.step, finding.document_id, finding.compared_with) == ("new document", document_id, None)
        counter.take(_letter(printed))


@given(st.text(max_size=30))
def test_any_label_is_a_slug(text):
    label = label_of(text)
    assert label == label.strip("-")
    assert set(label) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert len(label) <= 80
    assert label_of(text.upper()) == label_of(text.lower()) or not text.isascii()


def test_years_that_are_not_declared_are_refused_with_the_line_to_add_or_left_out_of_a_table_of_many_years(counter):
    (problem,) = counter.examine_one(_report(edition=2027)).problems
    assert "the year 2027 is not declared" in problem
    assert "add the line `- 2027` to `years` in sources/spbe_annual_report/source.yml" in problem
    tables = [_table("Kota Magelang", edition=year) for year in (2016, 2017, 2025)]
    examined = counter.bring(*tables[1:])
    assert [finding.step for finding in examined.findings] == ["left out", "new document"]
    left_out = "left out: sources/spbe_spreadsheet/source.yml does not declare the year 2017"
    assert left_out in render_examination(examined)
    (card,) = counter.keep(examined)
    assert card.edition == 2025
    assert counter.bring(*tables[1:]).is_known
    none_declared = counter.bring(*tables[:2])
    assert ["is not declared" in finding.problems[0] for finding in none_declared.findings] == [True, True]


def test_what_cannot_be_read_is_listed_with_its_place(counter):
    finding = counter.examine_one(_report(_changed(index="tiga")))
    (row,) = finding.refused
    assert (row["locator"], row["problem"]) == (
        "p. 74, table 31, row 35", "INDEX of Pemerintah Kota Magelang: 'tiga' is not a figure",
    )  # fmt: skip
    assert "not read     1:" in counter.report(_report(_changed(index="tiga")))


def test_what_a_new_version_changes_is_shown_cell_by_cell(counter):
    """Figures are numbers: how they are written is no change."""
    rows = [row for row in _changed(index="3,96", d1="3.5") if row["agency"] != "Pemerintah Kota Tegal"]
    rows = [
        {**row, "agency": "Pemerintah Kota Tegall"} if row["agency"] == "Pemerintah Kota Kediri" else row
        for row in rows
    ]
    finding = counter.examine_one(_report(rows, edition=2024))
    report = counter.report(_report(rows, edition=2024))
    assert len(finding.changes) == 4
    for told in (
        "changes      4 rows beside what is held:",
        "Pemerintah Kota Magelang: index 3,69 -> 3,96 (p. 74, table 31, row 35)",
        "Pemerintah Kota Tegal: gone, stood at p. 74, table 31, row ",
        "Pemerintah Kota Tegall: new, p. ",
        "Pemerintah Kota Kediri: gone, stood at p. ",
        f"({_BUNDLED_2024} has 615, 4 rows are new, changed or gone)",
    ):
        assert told in report, told
    assert finding.step == "new version"


@pytest.mark.parametrize(
    ("saved_again", "rows", "is_known"),
    [(True, _REPORT, True), (True, _changed(index="3,96"), False), (False, _REPORT, False)],
    ids=["equal figures", "another figure", "the publisher's own file is a better copy"],
)
def test_a_download_that_a_program_saved_again_is_nothing_to_do_where_its_figures_are_held(
    counter, saved_again, rows, is_known
):
    examined = counter.bring(_report(rows, edition=2024, saved_again=saved_again))
    assert examined.is_known == is_known
    assert ("nothing to do: every figure is that of version 1 of" in render_examination(examined)) == is_known


@pytest.mark.parametrize(
    ("written", "same"), [("3.69", True), ("3,690", True), ("3,6900000000000004", True), ("3,7", False), ("", False)]
)
def test_what_a_new_version_changes_is_told_by_its_figures_and_not_by_how_they_are_written(counter, written, same):
    finding = counter.examine_one(_report(_changed(index=written), edition=2024))
    assert finding.step == "new version"
    assert len(finding.changes) == (not same)


def test_a_file_is_taken_whole_or_not_at_all(counter):
    examined = counter.bring(_letter(), replace(_letter("Pemerintah Kota Magelang"), edition=2030))
    assert [finding.step for finding in examined.findings] == ["new document", "left out"]
    examined = counter.bring(_table("Kota Magelang"), _table("Kota Tegal"))
    assert examined.refused
    assert "-> not taken in: a file is taken in whole or not at all" in render_examination(examined)
    with pytest.raises(AssertionError):
        counter.keep(examined)
    for other in ("tabel", "TABEL!", " tabel "):  # two documents that would be one
        assert counter.bring(_table("Kota Magelang"), _table("Kota Tegal", same_as=other)).refused
    assert counter.holds_nothing()
    with pytest.raises(SourceError, match=r"rows for raw\.unheard_of, which no source declares.*raw_tables"):
        counter.bring(replace(_table("Kota Magelang"), raw_table="unheard_of"))


def test_bodies_that_come_and_go_are_named(counter):
    rows = [row for row in _REPORT if row["agency"] not in {"Pemerintah Kota Magelang", "Kementerian Pertanian"}]
    counter.take(_report(rows, edition=2024))
    assert counter.examine_one(_report()).appeared == ("Kementerian Pertanian", "Kota Magelang")
    without = _report([row for row in rows if row["agency"] != "Pemerintah Kab. Magelang"])
    finding = counter.examine_one(without)
    assert (finding.appeared, finding.gone) == ((), ("Kabupaten Magelang",))
    assert "gone         1: Kabupaten Magelang" in counter.report(without)
    first_of_its_kind = counter.examine_one(_table("Kota Magelang"))
    assert (first_of_its_kind.appeared, first_of_its_kind.gone, first_of_its_kind.rows_before) == ((), (), None)
    assert "(the first of its kind)" in counter.report(_table("Kota Magelang"))


def test_figures_that_are_known_otherwise_are_listed_the_largest_first(counter):
    counter.know(
        (2025, "33.71", "INDEX", "3,40", "A"),
        (2025, "33.76", "INDEX", "3,50", "A"),
        (2025, "33.73", "INDEX", "1,00", "D"),
        (2024, "33.71", "INDEX", "1,00", "A"),
    )
    table = _table("Kota Magelang", "Kota Tegal", "Kota Salatiga")
    report = counter.report(table)
    assert report.index("Kota Salatiga 2025") < report.index("Kota Magelang 2025")
    assert "differ       2 figures from the current release" in report
    assert "Kota Salatiga 2025 INDEX: 3,50, known 1,00 (grade D, known-document);" in report
    assert "Kota Magelang 2025 INDEX: 3,50, known 3,40 (grade A, known-document); the known one stands" in report
    counter.know((2025, "33.71", "PREDIKAT", "Cukup", "A"), (2025, "33.76", "PREDIKAT", "Baik", "A"))
    finding = counter.examine_one(_table("Kota Magelang", "Kota Tegal", predikat="Baik"))
    (grade,) = finding.differences
    assert (grade.subject, grade.known.printed, grade.printed) == ("Kota Magelang", "Cukup", "Baik")


def test_an_official_figure_replaces_a_weaker_one_and_of_equals_or_a_lost_cell_nothing_is_promised(counter):
    """A figure wins over a lost one, whatever the grade: core.winning_statements."""
    for grade, replaced in (("A", False), ("B", True)):
        counter.know((2025, "33.71", "INDEX", "1,00", grade))
        report = counter.report(_report())
        assert f"known 1,00 (grade {grade}, known-document);" in report
        assert ("replaces it" in report) == replaced
        assert "the known one stands" not in report
        counter.know((2025, "33.71", "D1", "3,40", grade))
        report = counter.report(_report(_changed(d1="")))
        assert f"Kota Magelang 2025 D1: no figure, known 3,40 (grade {grade}, known-document);" in report
        assert "replaces it" not in report


def test_figures_differ_when_rounding_to_the_coarser_print_does_not_explain_it(counter):
    """As audit.conflicts has them."""
    for one, other, differ in (
        ("2,62", "2,6", False),
        ("2,6", "2,66", True),
        ("3,43", "3,4275", False),
        ("3,42", "3,4275", True),
        ("3", "3,49", False),
        ("3", "3,51", True),
    ):
        for new, known in ((one, other), (other, one)):
            counter.know((2025, "33.71", "INDEX", known, "A"))
            found = counter.examine_one(_table("Kota Magelang", index=new)).differences
            assert bool(found) == differ, (new, known)
    # A value that a person has set is compared by itself, not by the broken print.
    corrected = {(2025, "region", "33.71", "INDEX"): KnownFigure(Decimal("4.30"), ",30", "known-document", "A")}
    counter.background = replace(counter.background, known=corrected)
    for printed, differ in (("4,30", False), ("3,90", True)):
        assert bool(counter.examine_one(_table("Kota Magelang", index=printed)).differences) == differ


def test_the_largest_moves_against_the_year_before_are_listed_first(counter):
    counter.know(
        (2024, "33.71", "INDEX", "3,40", "A"),
        (2024, "33.76", "INDEX", "4,50", "B"),
        (2024, "33.73", "INDEX", "1,00", "D"),
        (2024, "33.72", "INDEX", "", "A"),
        (2023, "33.74", "INDEX", "1,00", "A"),
    )
    raised = {"Pemerintah Kota Magelang", "Pemerintah Kota Tegal"}
    rows = [
        {**row, "index": "3,50"} if row["agency"] in raised or row["agency"].startswith("Pemerintah Kota S") else row
        for row in _REPORT
    ]
    assert [move.subject for move in counter.examine_one(_report(rows)).moves] == ["Kota Tegal", "Kota Magelang"]
    report = counter.report(_report(rows))
    assert "Kota Tegal: 4.50 -> 3.50 (-1.00)" in report
    assert "Kota Magelang: 3.40 -> 3.50 (+0.10)" in report
    # None is told of a table that nobody vouches for, or across a change of instrument.
    counter.know((2024, "33.71", "INDEX", "3,40", "A"), (2020, "33.71", "INDEX", "3,40", "A"))
    assert counter.examine_one(_table("Kota Magelang")).moves == ()
    rows = [row for row in _REPORT if "Kota Magelang" in row["agency"]]
    assert counter.examine_one(_report(rows, edition=2021)).moves == ()


def test_the_report_says_what_it_is_from_whom_and_what_is_or_would_be_done(counter):
    part = _report(decree_number="KEPMEN 13/2026", decree_date=date(2026, 1, 5), notes=("page 3 left out",))
    examined = counter.bring(part)
    lines = [line.strip() for line in render_examination(examined).splitlines()]
    assert lines[0].startswith("berkas.csv: a kind of document, ")
    assert lines[0].endswith(f"sha256 {examined.content.sha256[:12]}")
    for expected in (
        "Laporan SPBE 2025",
        "publisher    Kementerian Pendayagunaan Aparatur Negara dan Reformasi Birokrasi (KemenPANRB)",
        "year         2025  (evidence grade A, source spbe_annual_report)",
        "decree       KEPMEN 13/2026, 2026-01-05",
        f"rows         615  ({_BUNDLED_2024} has 615)",
        "tables       46",
        "matched      523 regions, 92 central bodies; 3,690 figures",
        "note         page 3 left out",
        f"-> archived as {_REPORT_2025}",
    ):
        assert expected in lines, expected
    # A dry run.
    assert counter.report(_report(), dry_run=True).endswith(f"-> would become {_REPORT_2025}")
    new_version = counter.report(_report(edition=2024), dry_run=True)
    assert f"-> would become version 2 of {_BUNDLED_2024}; the version before it is kept" in new_version
    assert f"({_BUNDLED_2024} has 615, 0 rows are new, changed or gone)" in new_version
    # Long lists are cut.
    agencies = [f"Jumlah {n}" for n in range(12)]
    report = counter.report(_table("Kota Magelang", *agencies))
    assert "not read     12:" in report
    assert report.count("names no region") == 8
    assert "... and 4 more" in report


# --- documents of a source without years ------------------------------------------------------------------

_TARGETS = read_source(BUNDLED / "targets")
_LINE = '  - {{target_id: {}, subject_code: 33.71, target_year: 2025, target_value: "3,80", instrument: SPBE-2020}}\n'


def _file(*targets):
    return "targets:\n" + "".join(_LINE.format(target) for target in targets)


def _really_read(content, _, source=None):
    """Read by the real readers, in this process."""
    reader, parts = recognise(content, [read_source(BUNDLED / source)] if source else read_sources())
    return from_json(as_json(Extract(reader.source, reader.version, reader.kind, parts)))


@pytest.fixture
def planner(tmp_path, background, monkeypatch):
    return Intake(tmp_path / "archive", background, monkeypatch, _really_read)


def _hand_in(planner, text):
    return planner.examine("targets.yml", text.encode())


def _take(planner, text):
    examined = _hand_in(planner, text)
    assert not examined.refused, render_examination(examined)
    return planner.keep(examined)


def test_a_file_is_a_new_document_beside_the_one_that_comes_with_the_project_and_may_grow(planner):
    (finding,) = _hand_in(planner, _file("a")).findings
    assert (finding.step, finding.document_id, finding.version) == ("new document", "planner-target-a", 1)
    assert (finding.grade, finding.compared_with, finding.rows_before, finding.problems) == ("D", None, None, ())
    (card,) = _take(planner, _file("a"))
    assert (card.edition, card.raw_table, card.source, card.reader) == (None, "targets", "targets", "targets")
    assert planner.held("targets") == {"project-targets": 1, "planner-target-a": 1}
    assert held_years(_TARGETS, planner.archive) == set()
    # A file that has grown is the next version and may keep its own ids.
    (finding,) = _hand_in(planner, _file("a", "b")).findings
    assert (finding.step, finding.version, finding.rows_before, len(finding.changes)) == ("new version", 2, 1, 1)
    (second,) = _take(planner, _file("a", "b"))
    planner.archive.withdraw(second, by="budi", on=date(2026, 2, 1), reason="wrong")
    assert planner.held("targets")["planner-target-a"] == 1


def test_a_target_id_that_is_taken_is_refused_with_who_has_it_until_that_is_withdrawn(planner):
    (card,) = _take(planner, _file("a"))
    for target, document in (("a", "planner-target-a"), ("kota-magelang-2025", "project-targets")):
        examined = _hand_in(planner, _file("b", target))
        assert examined.refused
        (problem,) = examined.findings[0].problems
        assert f"target 2 ({target}): {document} has a target of that target_id" in problem
        assert "Remedy: " in problem
    planner.archive.withdraw(card, by="budi", on=date(2026, 2, 1), reason="wrong")
    assert not _hand_in(planner, _file("b", "a")).refused


_PRESS = read_source(BUNDLED / "spbe_press")
_TARGET_PART = Part("targets", None, "target a", "Target", "statements", ({"target_id": "a"},))


def test_a_source_with_years_wants_one_and_a_source_without_refuses_it():
    for source, edition, problem in (
        (_TARGETS, None, None),
        (_PRESS, 2025, None),
        (_PRESS, None, "its reader gives it no year"),
        (_TARGETS, 2025, "targets has no years"),
    ):
        found = list(edition_problems(replace(_TARGET_PART, edition=edition), source))
        assert [problem in each and "Remedy: " in each for each in found] == [True] * (problem is not None)
