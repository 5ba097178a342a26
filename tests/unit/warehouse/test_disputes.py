"""Of several statements of one cell one wins, the others stay, and what rounding does not explain is listed."""

from datetime import date
from decimal import Decimal
from itertools import pairwise, permutations, product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import costly

_CELL = (2024, "11.71", "INDEX")
_DERIVED = {"status": "derived", "value_lo": Decimal("4.2"), "value_hi": Decimal("4.7"), "status_reason_en": "x"}
_CORRECTED = {"status": "corrected", "status_reason_en": "x"}
_DROPPED = {"status": "dropped", "status_reason_en": "x"}


def _pair(stated, one, other, code="11.71", **said):
    """Two documents about one cell; the first, of grade A, wins."""
    stated.say("report", one, code=code, **said)
    stated.say("page", other, code=code, grade="D", measure=said.get("measure", "INDEX"))


# --- which differs ---------------------------------------------------------------------------------------

_WORD = {"measure": "PREDIKAT"}
_UNPRINTED = {"value": "4.30", **_DERIVED}  # an empty cell has no decimals; its derived value 4.30 has two
_MISPRINT = {"value": "4.60", **_CORRECTED}
#: Two prints, what is said of the first, and whether they differ.
_PRINTS = [
    ("2,62", "2.6", {}, False),
    ("2.6", "2,62", {}, False),
    ("2,66", "2.6", {}, True),
    ("2,6", "2.66", {}, True),
    ("2,65", "2.6", {}, False),
    ("2,65", "2.7", {}, False),
    ("3,43", "3.4275", {}, False),
    ("3,42", "3.4275", {}, True),
    ("3,43", "3.4249999999", {}, True),
    ("3,43", "3.4250000000", {}, False),
    ("3,43", "3.430", {}, False),
    ("3,43", "3,44", {}, True),
    ("3", "3,49", {}, False),
    ("3", "3,51", {}, True),
    ("0,30", "3,30", {}, True),
    ("Baik", "Baik", _WORD, False),
    ("Baik", "Cukup", _WORD, True),
    # A value that a person has set is compared by itself and not by the broken print.
    ("", "4,30", _UNPRINTED, False),
    ("", "4.3", _UNPRINTED, False),
    ("", "3,90", _UNPRINTED, True),
    ("", "4,5", _UNPRINTED, True),
    ("0,60", "4,60", _MISPRINT, False),
    ("0,60", "4.6", _MISPRINT, False),
]


def test_statements_differ_when_rounding_to_the_coarser_print_does_not_explain_it(stated):
    for number, (one, other, said, _) in enumerate(_PRINTS):
        _pair(stated, one, other, str(number), **said)
    listed = {int(row["subject_code"]): (row["winning_value"], row["other_value"]) for row in stated.conflicts()}
    assert listed == {n: (one, other) for n, (one, other, _, differ) in enumerate(_PRINTS) if differ}


@given(cents=st.integers(0, 499), tail=st.integers(0, 99))
@settings(costly(5), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_correctly_rounded_figure_is_never_a_conflict(stated, cents, tail):
    exact = (Decimal(cents) / 100 + Decimal(tail) / 10000).quantize(Decimal("0.0001"))
    rounded = exact.quantize(Decimal("0.01"))
    stated.observations.clear()
    for code, one, other in (("a", rounded, exact), ("b", exact, rounded), ("off", rounded + Decimal("0.02"), exact)):
        _pair(stated, str(one).replace(".", ","), str(other), code)
    assert [row["subject_code"] for row in stated.conflicts()] == ["off"]


def test_a_conflict_names_both_documents_their_grades_and_the_difference(stated):
    _pair(stated, "2,62", "2.66")
    (conflict,) = stated.conflicts()
    assert (conflict["winning_document_id"], conflict["evidence_grade"]) == ("report", "A")
    assert (conflict["other_document_id"], conflict["other_grade"]) == ("page", "D")
    assert conflict["difference"] == Decimal("0.04")


def test_a_figure_against_a_lost_one_is_listed_and_two_lost_ones_are_not(stated):
    for measure, other in (("D1", None), ("D2", "2.60")):
        stated.say("report", ",60", None, measure=measure, status="lost_in_transcription")
        status = "published" if other else "lost_in_transcription"
        stated.say("page", other or "", other, measure=measure, status=status, grade="D")
    assert [(r["measure"], r["other_value"], r["difference"]) for r in stated.conflicts()] == [("D2", "2.60", None)]


def test_every_voice_that_differs_is_listed(stated):
    for document, printed in (("report", "3,50"), ("page", "3.5"), ("page", "3.1"), ("page", "3.50"), ("page", "2.9")):
        stated.say(document, printed, grade="D" if document == "page" else "A")
    assert sorted(r["other_value"] for r in stated.conflicts()) == ["2.9", "3.1"]


# --- which wins ------------------------------------------------------------------------------------------


def test_a_printed_figure_wins_over_a_derived_one_and_that_over_a_lost_one(stated):
    best_first = [("published", "3.2", {}), ("derived", "3.2", _DERIVED), ("lost_in_transcription", None, {})]
    orders = dict(enumerate(permutations(best_first)))
    for code, order in orders.items():
        for number, (status, value, more) in enumerate(order):
            stated.say(f"document-{number}", "3,2", value, code=str(code), **{"status": status, **more})
    for status, value, more in best_first:
        won = stated.scores()
        for code, order in orders.items():
            row = won[2024, str(code), "INDEX"]
            assert (row["status"], row["score"]) == (status, None if value is None else Decimal(value)), order
            assert (row["score_lo"], row["score_hi"]) == (more.get("value_lo"), more.get("value_hi")), order
        stated.observations = [o for o in stated.observations if o["status"] != status]


@pytest.mark.parametrize(("value", "status", "wins"), [("3.30", "corrected", "3.30"), (None, "dropped", "3.00")])
def test_a_corrected_figure_counts_as_printed_and_a_dropped_one_loses_against_any(stated, value, status, wins):
    stated.say("report", "0,30", value, status=status, status_reason_en="misprint")
    stated.say("letter", "3,00", grade="B")
    assert stated.scores()[_CELL]["score"] == Decimal(wins)


def test_the_better_grade_wins_then_the_document_of_the_year_then_the_newer_one(stated):
    better_first = [
        ("A", 2024, date(2025, 1, 9)),
        ("A", 2024, date(2025, 1, 8)),
        ("A", 2025, date(2026, 1, 9)),
        ("B", 2024, date(2025, 1, 9)),
        ("C", 2024, date(2025, 1, 9)),
        ("D", 2024, date(2025, 1, 9)),
    ]
    for number, pair in enumerate(pairwise(better_first)):
        for names in ("ab", "ba"):  # whatever the documents are called
            code = f"{number}{names}"
            for name, (grade, edition, day), printed in zip(names, pair, ("3,10", "3,90"), strict=True):
                stated.document(f"{name} of {code}", grade, edition, document_date=day)
                stated.say(f"{name} of {code}", printed, code=code)
    won = stated.scores()
    assert len(won) == 10
    assert {(row["score"], row["statement_count"]) for row in won.values()} == {(Decimal("3.10"), 2)}


@pytest.mark.parametrize("backwards", [False, True])
def test_of_two_statements_of_one_document_the_first_in_print_wins_and_the_other_is_a_conflict(stated, backwards):
    """Row 9 before row 10, though "#10" sorts before "#9" as text; in whatever order they are stored."""
    for _ in range(8):
        stated.say("list", "2,00", code="11.72", year=2022, grade="D")
    stated.say("list", "1,60")
    stated.say("list", "1,03")
    if backwards:
        stated.observations.reverse()
    assert stated.scores()[_CELL]["score"] == Decimal("1.60")
    assert [(r["winning_value"], r["other_value"]) for r in stated.conflicts()] == [("1,60", "1,03")]


def test_a_weak_statement_does_not_take_an_official_cell_away_from_the_ranking(stated):
    """In a complete year weak statements do not speak: what the ministry's own cell says must stay to be seen."""
    set_by_a_person = [("4.60", _DERIVED), (None, _DROPPED), (None, {**_DROPPED, "status": "lost_in_transcription"})]
    weak = [("INDEX", "C", "spbe_index"), ("D1", "D", "d1")]
    cases = {f"11.7{number}": case for number, case in enumerate(product(set_by_a_person, weak), 1)}
    stated.regions = {"11": "provinsi", **dict.fromkeys(cases, "kota")}
    for code, ((value, status), (measure, _, _)) in cases.items():
        stated.say("report", "Baik", measure="PREDIKAT", code=code)
        stated.say("report", ",60", value, measure=measure, code=code, **status)
    alone = stated.ranking()
    for code, (_, (measure, grade, _)) in cases.items():
        stated.say(f"page {grade}", "4,10", measure=measure, grade=grade, code=code)
    assert stated.ranking() == alone
    for code, ((value, status), (measure, _, column)) in cases.items():
        row = alone[2024, code]
        assert (row[column], row["figure_note_en"]) == (Decimal(value) if value else None, f"{measure}: x")
        assert measure != "INDEX" or row["status"] == status["status"]


def test_a_printed_mean_that_was_dropped_is_no_mean_and_stops_nothing(stated):
    stated.say("report", "3,40", None, subject_type="agency_group", code="Kabupaten", status="dropped",
               status_reason_en="impossible")  # fmt: skip
    stated.say("report", "3,10", subject_type="agency_group", code="Nasional", flag_reason_en="doubted")
    rows = stated.derive("core.winning_statements", "core.group_means")
    assert [(r["agency_group"], r["score"], r["flag_reason_en"]) for r in rows if r["score"] is not None] == [
        ("Nasional", Decimal("3.10"), "doubted")
    ]


# --- which does not speak, and why -----------------------------------------------------------------------

_DAY = {"document_date": date(2025, 1, 9)}
#: In a year: what wins or would, what does not speak; (grade, edition, what is said of document and statement); why.
_SILENT = [
    (2024, ("A", 2024, {}, {}), ("D", 2024, {}, {}), "weak_beside_national_results"),
    (2022, ("D", 2022, {}, {}), ("A", 2022, {}, {"value": None, "status": "lost_in_transcription"}), "not_printed"),
    (2022, ("A", 2022, {}, {}), ("A", 2022, {}, {"value": "4.30", "status": "derived"}), "not_printed"),
    (2022, ("A", 2022, {}, {}), ("B", 2022, {}, {}), "weaker_evidence"),
    (2022, ("A", 2022, {}, {}), ("A", 2023, _DAY, {}), "looks_back"),
    (2022, ("A", 2022, _DAY, {}), ("A", 2022, {"document_date": date(2025, 1, 8)}, {}), "older_document"),
    (2022, ("A", 2022, _DAY, {}), ("A", 2022, {}, {}), "older_document"),
    (2022, ("A", 2022, {}, {}), ("A", 2022, {}, {}), "equal_standing"),
]


def test_what_does_not_speak_says_by_what_it_stands_behind(stated):
    cases = {f"11.{number}": case for number, case in enumerate(_SILENT, 71)}
    stated.regions = {"11": "provinsi", **dict.fromkeys(cases, "kota")}
    for code, (year, winner, silent, _) in cases.items():
        for name, (grade, edition, of_document, said) in (("one", winner), ("other", silent)):
            stated.document(f"{name} of {code}", grade, edition, **of_document)
            stated.say(f"{name} of {code}", "4,30", code=code, year=year, **said)
    stated.say("list", "2,00", code="11", year=2022, grade="D")
    stated.say("list", "2,10", code="11", year=2022)
    stated.say("page", "3,00", code="11", year=2023, grade="C")  # has won, and does not speak
    rows = stated.derive(*stated.SCORES, "audit.other_statements")
    found = {
        (row["evaluation_year"], row["subject_code"]): (row["silent_because"], row["winning_value"]) for row in rows
    }
    assert found == {
        **{(year, code): (why, "4,30") for code, (year, _, _, why) in cases.items()},
        (2022, "11"): ("stated_again", "2,00"),
        (2023, "11"): ("weak_beside_national_results", None),
    }
    assert {row["document_id"] for row in rows} == {*(f"other of {code}" for code in cases), "list", "page"}
