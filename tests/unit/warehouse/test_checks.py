"""What the SQL checks find and what they leave alone, on made-up statements: weak evidence fails no official rule."""

from decimal import Decimal

import pytest

from expectations.suites import SUITES
from warehouse import writer
from warehouse.tables import TABLES

_BOUNDS = {"value_lo": Decimal("4.5"), "value_hi": Decimal("4.7")}


@pytest.fixture
def instruments(memory, filled):
    """One instrument, whose scale goes from 1 to 5."""
    record = filled("core.instruments", instrument="SPBE-2020", level_min=Decimal(1), level_max=Decimal(5))
    writer.replace(memory, TABLES["core.instruments"], [record])


@pytest.mark.usefixtures("instruments")
@pytest.mark.parametrize(
    ("grade", "printed", "official", "weak"),
    [
        ("A", "5,00", 0, 0),
        ("A", "5,01", 1, 0),
        ("B", "0,99", 1, 0),
        ("C", "5,01", 0, 1),
        ("D", "0,30", 0, 1),
        ("D", "3,30", 0, 0),
    ],
)
def test_a_figure_off_the_scale_is_an_error_of_an_official_document_and_a_warning_of_a_weak_one(
    stated, grade, printed, official, weak
):
    stated.say("one", printed, grade=grade)
    stated.write()
    assert len(stated.violations("core/observations/value_on_the_scale")) == official
    assert len(stated.violations("core/observations/weak_statement_on_the_scale")) == weak


@pytest.mark.parametrize(
    ("status", "value", "more", "wrong"),
    [
        ("published", "3.50", {}, False),
        ("published", None, {}, True),
        ("lost_in_transcription", None, {"status_reason_en": "lost"}, False),
        ("lost_in_transcription", None, {}, True),
        ("lost_in_transcription", "3.50", {"status_reason_en": "lost"}, True),
        ("dropped", None, {"status_reason_en": "wrong"}, False),
        ("dropped", "3.50", {"status_reason_en": "wrong"}, True),
        ("dropped", None, {}, True),
        ("corrected", "3.50", {"status_reason_en": "misprint"}, False),
        ("corrected", "3.50", {}, True),
        ("corrected", None, {"status_reason_en": "misprint"}, True),
        ("derived", "4.60", {"status_reason_en": "computed", **_BOUNDS}, False),
        ("derived", "4.60", {"status_reason_en": "computed"}, True),
        ("derived", "4.60", {"status_reason_en": "computed", **_BOUNDS, "value_hi": None}, True),
        ("derived", "4.71", {"status_reason_en": "computed", **_BOUNDS}, True),
        ("derived", None, {"status_reason_en": "computed", **_BOUNDS}, True),
        ("derived", "4.60", _BOUNDS, True),
    ],
)
def test_whatever_is_not_plainly_printed_needs_its_reason_and_a_derived_value_its_interval(
    stated, status, value, more, wrong
):
    stated.say("report", "x", value, status=status, **more)
    stated.write()
    assert bool(stated.violations("core/observations/missing_has_a_reason")) == wrong


def test_a_grade_is_a_word_and_needs_no_value(stated):
    stated.say("report", "Baik", None, measure="PREDIKAT")
    stated.write()
    assert stated.violations("core/observations/missing_has_a_reason") == []


# --- completeness ----------------------------------------------------------------------------------------


def _scores(stated):
    stated.derive("core.winning_statements", "core.spbe_scores")


def test_regions_that_only_weak_statements_know_neither_fill_a_report_up_nor_make_it_too_long(stated):
    stated.document("report", source="spbe_annual_report", stated_regional=2)
    stated.say("report", "3,50", code="11.71")
    stated.say("page", "3,50", code="11.72", grade="D")
    _scores(stated)
    (lacking,) = stated.violations("core/observations/all_bodies_of_the_report_are_there")
    assert (lacking["evaluation_year"], lacking["stated"], lacking["found"]) == (2024, 2, 1)
    stated.say("report", "3,10", code="11.73")
    _scores(stated)
    assert stated.violations("core/observations/all_bodies_of_the_report_are_there") == []


@pytest.mark.parametrize("known", [("stated_agencies", "stated_regional", "stated_central"), ("stated_agencies",), ()])
def test_a_report_that_does_not_say_how_many_bodies_it_has_is_warned_of_and_compared_with_nothing(stated, known):
    counts = dict.fromkeys(("stated_agencies", "stated_regional", "stated_central"))
    counts |= {name: int(name != "stated_central") for name in known}
    stated.document("report", source="spbe_annual_report", first_table=None, last_table=None, **counts)
    stated.say("report", "3,50")
    _scores(stated)
    assert bool(stated.violations("core/documents/its_own_count_is_known")) == (len(known) < 3)
    assert stated.violations("core/observations/all_bodies_of_the_report_are_there") == []


def test_a_region_that_only_weak_statements_know_is_not_evaluated(stated):
    stated.years = {2024: True}
    for code in ("11", "11.71", "11.72"):
        stated.say("report", "3,50", code=code)
    stated.say("page", "3,50", code="11.73", grade="D")
    _scores(stated)
    assert [row["region_code"] for row in stated.violations("core/spbe_scores/every_region_is_evaluated")] == ["11.73"]


# --- the cross-check of the World Bank -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "agrees"), [("0.79910", True), ("0.79915", True), ("0.7993", False), ("", False), ("n/a", False)]
)
def test_a_repeated_figure_that_differs_or_cannot_be_read_is_told(memory, filled, value, agrees):
    un = filled("core.un_egdi", survey_year=2024, iso3="IDN", egdi=Decimal("0.79910"))
    repeated = filled("raw.un_data360", iso3="IDN", survey_year="2024", indicator="UN_EGDI_EGDI", value=value)
    writer.replace(memory, TABLES["core.un_egdi"], [un])
    writer.replace(memory, TABLES["raw.un_data360"], [repeated])
    query = SUITES["core.un_egdi"].rule("data360_agrees").query
    assert (memory.execute(query).fetchall() == []) == agrees
