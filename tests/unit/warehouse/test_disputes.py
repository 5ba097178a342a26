"""Of several statements of one cell one wins, the others stay, and what rounding does not explain is listed."""

from datetime import date
from decimal import Decimal
from itertools import pairwise, permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import costly

_CELL = (2024, "11.71", "INDEX")
_DERIVED = {"status": "derived", "value_lo": Decimal("4.2"), "value_hi": Decimal("4.7"), "status_reason_en": "x"}
_CORRECTED = {"status": "corrected", "status_reason_en": "x"}


def _pair(stated, one, other, measure="INDEX"):
    """Two documents about one cell; the first, of grade A, wins."""
    stated.say("report", one, measure=measure)
    stated.say("page", other, measure=measure, grade="D")
    return stated.conflicts()


# --- which differs ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ("2,62", "2.6", False),
        ("2.6", "2,62", False),
        ("2,66", "2.6", True),
        ("2,6", "2.66", True),
        ("2,65", "2.6", False),
        ("2,65", "2.7", False),
        ("3,43", "3.4275", False),
        ("3,42", "3.4275", True),
        ("3,43", "3.4249999999", True),
        ("3,43", "3.4250000000", False),
        ("3,43", "3.430", False),
        ("3,43", "3,44", True),
        ("3", "3,49", False),
        ("3", "3,51", True),
        ("0,30", "3,30", True),
    ],
)
def test_figures_differ_when_rounding_to_the_coarser_print_does_not_explain_it(stated, one, other, differ):
    listed = _pair(stated, one, other)
    assert [(r["winning_value"], r["other_value"]) for r in listed] == [(one, other)] * differ


@given(cents=st.integers(0, 499), tail=st.integers(0, 99))
@settings(costly(5), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_correctly_rounded_figure_is_never_a_conflict(stated, cents, tail):
    exact = (Decimal(cents) / 100 + Decimal(tail) / 10000).quantize(Decimal("0.0001"))
    rounded = exact.quantize(Decimal("0.01"))
    off = rounded + Decimal("0.02")
    for one, other, conflicts in ((rounded, exact, 0), (exact, rounded, 0), (off, exact, 1)):
        stated.observations.clear()
        assert len(_pair(stated, str(one).replace(".", ","), str(other))) == conflicts


def test_a_conflict_names_both_documents_their_grades_and_the_difference(stated):
    (conflict,) = _pair(stated, "2,62", "2.66")
    assert (conflict["winning_document_id"], conflict["evidence_grade"]) == ("report", "A")
    assert (conflict["other_document_id"], conflict["other_grade"]) == ("page", "D")
    assert conflict["difference"] == Decimal("0.04")


def test_a_figure_against_a_lost_one_is_listed_and_two_lost_ones_are_not(stated):
    for measure, other in (("D1", None), ("D2", "2.60")):
        stated.say("report", ",60", None, measure=measure, status="lost_in_transcription")
        status = "published" if other else "lost_in_transcription"
        stated.say("page", other or "", other, measure=measure, status=status, grade="D")
    assert [(r["measure"], r["other_value"], r["difference"]) for r in stated.conflicts()] == [("D2", "2.60", None)]


def test_grades_differ_by_their_words(stated):
    assert _pair(stated, "Baik", "Baik", "PREDIKAT") == []
    stated.observations.clear()
    assert [r["other_value"] for r in _pair(stated, "Baik", "Cukup", "PREDIKAT")] == ["Cukup"]


def test_every_voice_that_differs_is_listed(stated):
    for document, printed in (("report", "3,50"), ("page", "3.5"), ("page", "3.1"), ("page", "3.50"), ("page", "2.9")):
        stated.say(document, printed, grade="D" if document == "page" else "A")
    assert sorted(r["other_value"] for r in stated.conflicts()) == ["2.9", "3.1"]


@pytest.mark.parametrize(
    ("print_and_value", "status", "other", "differ"),
    [
        (("", "4.30"), _DERIVED, "4,30", False),
        (("", "4.30"), _DERIVED, "4.3", False),
        (("", "4.30"), _DERIVED, "3,90", True),
        (("", "4.30"), _DERIVED, "4,5", True),
        (("0,60", "4.60"), _CORRECTED, "4,60", False),
        (("0,60", "4.60"), _CORRECTED, "4.6", False),
    ],
)
def test_a_value_that_a_person_has_set_is_compared_by_itself_and_not_by_the_broken_print(
    stated, print_and_value, status, other, differ
):
    """An empty cell has no decimals; its derived value 4.30 has two."""
    stated.say("report", *print_and_value, **status)
    stated.say("page", other, grade="D")
    assert bool(stated.conflicts()) == differ


# --- which wins ------------------------------------------------------------------------------------------

_BEST_FIRST = [("published", "3.2", {}), ("derived", "3.2", _DERIVED), ("lost_in_transcription", None, {})]


@pytest.mark.parametrize(
    "order", list(permutations(_BEST_FIRST)), ids=lambda order: "-".join(each[0] for each in order)
)
def test_a_printed_figure_wins_over_a_derived_one_and_that_over_a_lost_one(stated, order):
    for number, (status, value, more) in enumerate(order):
        stated.say(f"document-{number}", "3,2", value, **{"status": status, **more})
    for status, value, more in _BEST_FIRST:
        won = stated.scores()[_CELL]
        assert (won["status"], won["score"]) == (status, None if value is None else Decimal(value))
        assert (won["score_lo"], won["score_hi"]) == (more.get("value_lo"), more.get("value_hi"))
        stated.observations = [o for o in stated.observations if o["status"] != status]


@pytest.mark.parametrize(("value", "status", "wins"), [("3.30", "corrected", "3.30"), (None, "dropped", "3.00")])
def test_a_corrected_figure_counts_as_printed_and_a_dropped_one_loses_against_any(stated, value, status, wins):
    stated.say("report", "0,30", value, status=status, status_reason_en="misprint")
    stated.say("letter", "3,00", grade="B")
    assert stated.scores()[_CELL]["score"] == Decimal(wins)


@pytest.mark.parametrize("names", [("aaa", "bbb"), ("bbb", "aaa")])
def test_the_better_grade_wins_then_the_document_of_the_year_then_the_newer_one(stated, names):
    better_first = [
        ("A", 2024, date(2025, 1, 9)),
        ("A", 2024, date(2025, 1, 8)),
        ("A", 2025, date(2026, 1, 9)),
        ("B", 2024, date(2025, 1, 9)),
        ("C", 2024, date(2025, 1, 9)),
        ("D", 2024, date(2025, 1, 9)),
    ]
    for better, worse in pairwise(better_first):
        stated.observations.clear()
        for name, (grade, edition, day), printed in zip(names, (better, worse), ("3,10", "3,90"), strict=True):
            stated.document(name, grade, edition, document_date=day)
            stated.say(name, printed)
        won = stated.scores()[_CELL]
        assert (won["score"], won["statement_count"]) == (Decimal("3.10"), 2), (better, worse)


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


@pytest.mark.parametrize(("measure", "grade"), [("INDEX", "C"), ("D1", "D")])
@pytest.mark.parametrize(
    ("value", "status"),
    [
        ("4.60", _DERIVED),
        (None, {"status": "dropped", "status_reason_en": "x"}),
        (None, {"status": "lost_in_transcription", "status_reason_en": "x"}),
    ],
    ids=["derived", "dropped", "lost"],
)
def test_a_weak_statement_does_not_take_an_official_cell_away_from_the_ranking(stated, grade, measure, value, status):
    """In a complete year weak statements do not speak: what the ministry's own cell says must stay to be seen."""
    stated.say("report", "Baik", measure="PREDIKAT")
    stated.say("report", ",60", value, measure=measure, **status)
    alone = stated.ranking()[2024, "11.71"]
    stated.say("page", "4,10", measure=measure, grade=grade)
    assert stated.ranking()[2024, "11.71"] == alone
    column = "spbe_index" if measure == "INDEX" else "d1"
    assert (alone[column], alone["figure_note_en"]) == (Decimal(value) if value else None, f"{measure}: x")
    assert measure != "INDEX" or alone["status"] == status["status"]


def test_a_printed_mean_that_was_dropped_is_no_mean_and_stops_nothing(stated):
    stated.say("report", "3,40", None, subject_type="agency_group", code="Kabupaten", status="dropped",
               status_reason_en="impossible")  # fmt: skip
    stated.say("report", "3,10", subject_type="agency_group", code="Nasional", flag_reason_en="doubted")
    rows = stated.derive("core.winning_statements", "core.group_means")
    assert [(r["agency_group"], r["score"], r["flag_reason_en"]) for r in rows if r["score"] is not None] == [
        ("Nasional", Decimal("3.10"), "doubted")
    ]
