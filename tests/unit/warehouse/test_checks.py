"""What the SQL checks find and what they leave alone, on made-up statements: weak evidence fails no official rule."""

from decimal import Decimal

from expectations.suites import SUITES
from warehouse import writer
from warehouse.tables import TABLES

_BOUNDS = {"value_lo": Decimal("4.5"), "value_hi": Decimal("4.7")}


#: Of the grade and the print, the rule that they break.
_ON_THE_SCALE = {
    ("A", "5,00"): None,
    ("A", "5,01"): "value_on_the_scale",
    ("B", "0,99"): "value_on_the_scale",
    ("C", "5,01"): "weak_statement_on_the_scale",
    ("D", "0,30"): "weak_statement_on_the_scale",
    ("D", "3,30"): None,
}


def test_a_figure_off_the_scale_is_an_error_of_an_official_document_and_a_warning_of_a_weak_one(stated, memory, filled):
    instrument = filled("core.instruments", instrument="SPBE-2020", level_min=Decimal(1), level_max=Decimal(5))
    writer.replace(memory, TABLES["core.instruments"], [instrument])
    for grade, printed in _ON_THE_SCALE:
        stated.say(f"{grade} {printed}", printed, grade=grade)
    stated.write()
    for rule in ("value_on_the_scale", "weak_statement_on_the_scale"):
        found = {row["document_id"] for row in stated.violations(f"core/observations/{rule}")}
        assert found == {f"{grade} {printed}" for (grade, printed), broken in _ON_THE_SCALE.items() if broken == rule}


#: Value, what is said beside it, and whether that lacks something.
_GIVEN = [
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
    ("published", None, {"measure": "PREDIKAT"}, False),  # a word needs no value
]


def test_whatever_is_not_plainly_printed_needs_its_reason_and_a_derived_value_its_interval(stated):
    for number, (status, value, more, _) in enumerate(_GIVEN):
        stated.say(f"case {number}", "x", value, status=status, **more)
    stated.write()
    found = {row["document_id"] for row in stated.violations("core/observations/missing_has_a_reason")}
    assert found == {f"case {number}" for number, (*_, lacking) in enumerate(_GIVEN) if lacking}


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


def test_a_report_that_does_not_say_how_many_bodies_it_has_is_warned_of_and_compared_with_nothing(stated):
    counts = {"stated_agencies": 1, "stated_regional": 1, "stated_central": 0}
    for known in (3, 1, 0):
        said = {name: count if number < known else None for number, (name, count) in enumerate(counts.items())}
        stated.document(f"{known} known", source="spbe_annual_report", first_table=None, last_table=None, **said)
        stated.say(f"{known} known", "3,50")
    _scores(stated)
    warned = {row["document_id"] for row in stated.violations("core/documents/its_own_count_is_known")}
    assert warned == {"1 known", "0 known"}
    assert stated.violations("core/observations/all_bodies_of_the_report_are_there") == []


def test_a_region_that_only_weak_statements_know_is_not_evaluated(stated):
    stated.years = {2024: True}
    for code in ("11", "11.71", "11.72"):
        stated.say("report", "3,50", code=code)
    stated.say("page", "3,50", code="11.73", grade="D")
    _scores(stated)
    assert [row["region_code"] for row in stated.violations("core/spbe_scores/every_region_is_evaluated")] == ["11.73"]


def test_an_official_figure_is_held_to_the_levels_of_its_report_and_not_to_those_that_somebody_typed(
    memory, stated, filled
):
    tree = [("INDEX", None, "index", 100), ("I01", "INDEX", "indicator", 50), ("I02", "INDEX", "indicator", 50)]
    nodes = [
        filled("core.instrument_nodes", instrument="SPBE-2020", node_code=code, parent_code=parent, node_type=kind,
               weight_percent=Decimal(weight))
        for code, parent, kind, weight in tree
    ]  # fmt: skip
    for code, grade, levels in (("11.71", "B", "24"), ("11.72", "B", "22"), ("11.73", "D", "22")):
        stated.say("report", "3,00", code=code)
        for measure, level in zip(("I01", "I02"), levels, strict=True):
            stated.say(f"levels of {code}", level, code=code, measure=measure, grade=grade)
    _scores(stated)
    try:
        writer.replace(memory, TABLES["core.instrument_nodes"], nodes)
        found = stated.violations("core/winning_statements/figures_follow_from_levels")
    finally:
        writer.replace(memory, TABLES["core.instrument_nodes"], [])
    assert [(row["subject_code"], row["printed_value"]) for row in found] == [("11.72", "3,00")]


# --- the cross-check of the World Bank -------------------------------------------------------------------


def test_a_repeated_figure_that_differs_or_cannot_be_read_is_told(memory, filled):
    agrees = {"0.79910": True, "0.79915": True, "0.7993": False, "": False, "n/a": False}
    un = filled("core.un_egdi", survey_year=2024, iso3="IDN", egdi=Decimal("0.79910"))
    repeated = [
        filled("raw.un_data360", iso3="IDN", survey_year="2024", indicator="UN_EGDI_EGDI", value=value, line_no=number)
        for number, value in enumerate(agrees)
    ]
    writer.replace(memory, TABLES["core.un_egdi"], [un])
    writer.replace(memory, TABLES["raw.un_data360"], repeated)
    query = SUITES["core.un_egdi"].rule("data360_agrees").query
    found = memory.execute(f"SELECT data360 FROM ({query})").fetchall()
    assert {value for (value,) in found} == {value for value, as_the_un in agrees.items() if not as_the_un}
