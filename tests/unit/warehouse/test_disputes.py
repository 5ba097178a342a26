"""Of several statements of one cell one wins, the others stay, and what rounding does not explain is listed."""

from datetime import date
from decimal import Decimal
from itertools import pairwise, permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

_CELL = (2024, "11.71", "INDEX")


def _pair(stated, one, other, **values):
    """Two documents about one cell; the first, of grade A, wins."""
    stated.document("report", "A")
    stated.document("page", "D")
    stated.say("report", one, **values)
    stated.say("page", other, **values)
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
        ("3,43", "3,43", False),
        ("3,43", "3.430", False),
        ("3,43", "3,44", True),
        ("3", "3,49", False),
        ("3", "3,51", True),
        ("2,60", "3,60", True),
        ("0,30", "3,30", True),
    ],
)
def test_figures_differ_when_rounding_to_the_coarser_print_does_not_explain_it(stated, one, other, differ):
    listed = _pair(stated, one, other)
    assert [(r["winning_value"], r["other_value"]) for r in listed] == [(one, other)] * differ


def test_a_conflict_names_both_documents_their_grades_and_the_difference(stated):
    (conflict,) = _pair(stated, "2,62", "2.66")
    assert (conflict["winning_document_id"], conflict["evidence_grade"]) == ("report", "A")
    assert (conflict["other_document_id"], conflict["other_grade"]) == ("page", "D")
    assert conflict["difference"] == Decimal("0.04")


def test_a_figure_against_a_lost_one_is_listed_and_two_lost_ones_are_not(stated):
    stated.document("report", "A")
    stated.document("page", "D")
    for document, printed in (("report", ",60"), ("page", "")):
        stated.say(document, printed, None, measure="D1", status="lost_in_transcription")
    stated.say("report", ",60", None, measure="D2", status="lost_in_transcription")
    stated.say("page", "2,60", measure="D2")
    assert [(r["measure"], r["other_value"], r["difference"]) for r in stated.conflicts()] == [("D2", "2,60", None)]


def test_grades_differ_by_their_words(stated):
    stated.document("report", "A")
    stated.document("page", "D")
    for year, word in ((2023, "Baik"), (2024, "Cukup")):
        stated.say("report", "Baik", measure="PREDIKAT", year=year)
        stated.say("page", word, measure="PREDIKAT", year=year)
    assert [(r["evaluation_year"], r["other_value"]) for r in stated.conflicts()] == [(2024, "Cukup")]


def test_every_voice_that_differs_is_listed(stated):
    stated.document("report", "A")
    stated.document("page", "D")
    for document, printed in (("report", "3,50"), ("page", "3.5"), ("page", "3.1"), ("page", "3.50"), ("page", "2.9")):
        stated.say(document, printed)
    assert sorted(r["other_value"] for r in stated.conflicts()) == ["2.9", "3.1"]


@pytest.mark.parametrize(("printed", "differ"), [("4,30", False), ("4.3", False), ("3,90", True), ("4,5", True)])
def test_a_value_that_a_person_has_set_is_compared_by_itself_and_not_by_the_broken_print(stated, printed, differ):
    """An empty cell has no decimals; its derived value 4.30 has two."""
    stated.document("report", "A")
    stated.document("page", "D")
    bounds = {"value_lo": Decimal("4.2007"), "value_hi": Decimal("4.3447"), "status_reason_en": "x"}
    stated.say("report", "", "4.30", measure="D1", status="derived", **bounds)
    stated.say("page", printed, measure="D1")
    assert bool(stated.conflicts()) == differ


@pytest.mark.parametrize("other", ["4,60", "4.6"])
def test_a_statement_that_agrees_with_a_corrected_cell_is_no_conflict(stated, other):
    stated.document("report", "A")
    stated.document("page", "D")
    stated.say("report", "0,60", "4.60", status="corrected", status_reason_en="x")
    stated.say("page", other)
    assert stated.conflicts() == []


_DIGITS = st.integers(0, 499)


@given(cents=_DIGITS, tail=st.integers(0, 99))
@settings(deadline=None, max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_correctly_rounded_figure_is_never_a_conflict(stated, cents, tail):
    stated.observations.clear()
    exact = (Decimal(cents) / 100 + Decimal(tail) / 10000).quantize(Decimal("0.0001"))
    rounded = exact.quantize(Decimal("0.01"))
    assert _pair(stated, str(rounded), str(exact)) == []
    stated.observations.clear()
    assert _pair(stated, str(exact), str(rounded).replace(".", ",")) == []
    stated.observations.clear()
    off = str(rounded + Decimal("0.02"))
    assert len(_pair(stated, off, str(exact))) == 1


# --- which wins ------------------------------------------------------------------------------------------

_BEST_FIRST = [
    ("published", {}),
    ("derived", {"value_lo": Decimal("3.1"), "value_hi": Decimal("3.3"), "status_reason_en": "computed"}),
    ("lost_in_transcription", {"status_reason_en": "lost"}),
]


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_a_printed_figure_wins_over_a_derived_one_and_that_over_a_lost_one(stated, order):
    for rank, at in enumerate(order):
        status, more = _BEST_FIRST[at]
        stated.document(f"document-{rank}", "A")
        stated.say(f"document-{rank}", "3,2", None if at == 2 else "3.2", status=status, **more)
    assert stated.scores()[_CELL]["status"] == "published"
    stated.observations = [o for o in stated.observations if o["status"] != "published"]
    derived = stated.scores()[_CELL]
    assert (derived["status"], derived["score"]) == ("derived", Decimal("3.20"))
    assert (derived["score_lo"], derived["score_hi"]) == (Decimal("3.1"), Decimal("3.3"))
    stated.observations = [o for o in stated.observations if o["status"] != "derived"]
    assert stated.scores()[_CELL]["status"] == "lost_in_transcription"


def test_a_corrected_figure_counts_as_printed(stated):
    stated.document("report", "A")
    stated.document("page", "B")
    stated.say("report", "0,30", "3.30", status="corrected", status_reason_en="misprint")
    stated.say("page", "3,00")
    assert stated.scores()[_CELL]["score"] == Decimal("3.30")


def test_a_dropped_figure_loses_against_any_that_stands(stated):
    stated.document("report", "A")
    stated.document("letter", "B")
    stated.say("report", "0,30", None, status="dropped", status_reason_en="impossible")
    stated.say("letter", "3,00")
    assert stated.scores()[_CELL]["score"] == Decimal("3.00")


@pytest.mark.parametrize("first", [0, 1])
def test_the_better_grade_wins_then_the_document_of_the_year_then_the_newer_one(stated, first):
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
        names = ("aaa", "bbb") if first == 0 else ("bbb", "aaa")
        for name, (grade, edition, day), printed in zip(names, (better, worse), ("3,10", "3,90"), strict=True):
            stated.document(name, grade, edition, document_date=day)
            stated.say(name, printed)
        won = stated.scores()[_CELL]
        assert (won["score"], won["statement_count"]) == (Decimal("3.10"), 2), (better, worse)


@pytest.mark.parametrize("backwards", [False, True])
def test_of_two_statements_of_one_document_the_first_in_print_wins_and_the_other_is_a_conflict(stated, backwards):
    """Row 9 before row 10, though "#10" sorts before "#9" as text; in whatever order they are stored."""
    stated.document("list", "D")
    for _ in range(8):
        stated.say("list", "2,00", code="11.72", year=2022)
    stated.say("list", "1,60")
    stated.say("list", "1,03")
    if backwards:
        stated.observations.reverse()
    assert stated.scores()[_CELL]["score"] == Decimal("1.60")
    assert [(r["winning_value"], r["other_value"]) for r in stated.conflicts()] == [("1,60", "1,03")]


@pytest.mark.parametrize("grade", ["C", "D"])
@pytest.mark.parametrize("status", ["derived", "dropped", "lost_in_transcription"])
def test_a_weak_statement_does_not_take_an_official_cell_away_from_the_ranking(stated, grade, status):
    """In a complete year weak statements do not speak: what the ministry's own cell says must stay to be seen."""
    bounds = {"value_lo": Decimal("4.5"), "value_hi": Decimal("4.7")} if status == "derived" else {}
    stated.document("report", "A")
    stated.document("page", grade)
    stated.say("report", "3,50")
    stated.say("report", ",60", "4.60" if status == "derived" else None, measure="D1", status=status,
               status_reason_en="lost", **bounds)  # fmt: skip
    alone = stated.ranking()[2024, "11.71"]
    stated.say("page", "4,10", measure="D1")
    beside = stated.ranking()[2024, "11.71"]
    assert (beside["d1"], beside["figure_note_en"]) == (alone["d1"], alone["figure_note_en"])
    assert alone["d1"] == (Decimal("4.60") if status == "derived" else None)


@pytest.mark.parametrize("grade", ["C", "D"])
def test_a_weak_index_does_not_hide_why_the_official_one_is_missing(stated, grade):
    stated.document("report", "A")
    stated.document("page", grade)
    stated.say("report", "", None, status="lost_in_transcription", status_reason_id="sel kosong")
    stated.say("report", "Baik", measure="PREDIKAT")
    stated.say("page", "3,10")
    row = stated.ranking()[2024, "11.71"]
    assert (row["spbe_index"], row["rank_in_kind"]) == (None, None)
    assert (row["status"], row["figure_note_id"]) == ("lost_in_transcription", "INDEX: sel kosong")


def test_a_printed_mean_that_was_dropped_is_no_mean_and_stops_nothing(stated):
    stated.say("report", "3,40", None, subject_type="agency_group", code="Kabupaten", status="dropped",
               status_reason_en="impossible")  # fmt: skip
    stated.say("report", "3,10", subject_type="agency_group", code="Nasional", flag_reason_en="doubted")
    rows = stated.derive("core.winning_statements", "core.group_means")
    assert [(r["agency_group"], r["score"], r["flag_reason_en"]) for r in rows if r["score"] is not None] == [
        ("Nasional", Decimal("3.10"), "doubted")
    ]
