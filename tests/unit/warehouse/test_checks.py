"""What the SQL checks find and what they leave alone, on made-up statements: weak evidence fails no official rule."""

from decimal import Decimal

import pytest

from expectations.suites import SUITES
from warehouse import models, writer
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


#: What an index may differ from the mean of its levels: nothing of whole ones, a hundredth of decimals.
@pytest.mark.parametrize(("step", "wrong"), [(Decimal(1), ["11.72", "11.74"]), (None, ["11.72"])])
def test_an_official_figure_is_held_to_the_levels_of_its_report_and_not_to_those_that_somebody_typed(
    memory, stated, filled, step, wrong
):
    tree = [("INDEX", None, "index", 100), ("I01", "INDEX", "indicator", 50), ("I02", "INDEX", "indicator", 50)]
    nodes = [
        filled("core.instrument_nodes", instrument="SPBE-2020", node_code=code, parent_code=parent, node_type=kind,
               weight_percent=Decimal(weight))
        for code, parent, kind, weight in tree
    ]  # fmt: skip
    cases = [("11.71", "3,00", "B", "24"), ("11.72", "3,00", "B", "22"), ("11.73", "3,00", "D", "22"),
             ("11.74", "3,01", "B", "24")]  # fmt: skip
    for code, index, grade, levels in cases:
        stated.say("report", index, code=code)
        for measure, level in zip(("I01", "I02"), levels, strict=True):
            stated.say(f"levels of {code}", level, code=code, measure=measure, grade=grade)
    _scores(stated)
    instrument = filled("core.instruments", instrument="SPBE-2020", level_step=step)
    try:
        writer.replace(memory, TABLES["core.instruments"], [instrument])
        writer.replace(memory, TABLES["core.instrument_nodes"], nodes)
        found = stated.violations("core/winning_statements/figures_follow_from_levels")
    finally:
        for name in ("core.instruments", "core.instrument_nodes"):
            writer.replace(memory, TABLES[name], [])
    assert sorted(row["subject_code"] for row in found) == wrong


#: Of two halves of an index that print 2,00 and 4,00: what the index prints, what a person has decided, and whether the
#: rules about means then find it.
_DECIDED = [
    ("3,00", {}, False),
    ("3,02", {}, True),
    # The misprint is replaced by the right figure, or by one that does not fit: a person has decided so.
    ("3,20", {"value": Decimal("3.00"), "status": "corrected", "status_reason_en": "erratum"}, False),
    ("3,00", {"value": Decimal("3.20"), "status": "corrected", "status_reason_en": "erratum"}, False),
    ("3,20", {"flag_reason_en": "the publisher was asked"}, False),
    # What is derived from the other figures must follow from them.
    ("", {"value": Decimal("3.20"), "status": "derived", "status_reason_en": "lost", **_BOUNDS}, True),
]


def test_a_figure_that_a_person_has_decided_about_is_known_to_the_rules_about_means(memory, stated, filled):
    tree = [
        ("INDEX", None, "index", 100, None),
        ("D1", "INDEX", "domain", 50, "D1"),
        ("D2", "INDEX", "domain", 50, "D2"),
    ]
    leaves = [("I01", "D1", "indicator", 50, "D1"), ("I02", "D2", "indicator", 50, "D2")]
    nodes = [
        filled("core.instrument_nodes", instrument="SPBE-2020", node_code=code, parent_code=parent, node_type=kind,
               weight_percent=Decimal(weight), part_code=part, is_leaf=kind == "indicator")
        for code, parent, kind, weight, part in (*tree, *leaves)
    ]  # fmt: skip
    instrument = filled(
        "core.instruments", instrument="SPBE-2020", level_min=Decimal(1), level_max=Decimal(5), level_step=Decimal(1)
    )
    for number, (printed, decided, _) in enumerate(_DECIDED):
        code = f"11.{71 + number}"
        values = {"value": printed.replace(",", "."), **decided}
        stated.say("report", printed, code=code, printed_name=f"case {number}", **values)
        for measure, figure in (("D1", "2,00"), ("D2", "4,00")):
            stated.say("report", figure, code=code, measure=measure, printed_name=f"case {number}")
    try:
        writer.replace(memory, TABLES["core.instruments"], [instrument])
        writer.replace(memory, TABLES["core.instrument_nodes"], nodes)
        stated.derive("core.winning_statements")
        models.make(memory, TABLES["audit.lattice_figures"])
        expected = {f"case {number}" for number, (*_, broken) in enumerate(_DECIDED) if broken}
        for rule in (
            "core/winning_statements/index_follows_from_domains",
            "audit/lattice_figures/figures_lie_on_the_lattice",
        ):
            assert {row["printed_name"] for row in stated.violations(rule)} == expected, rule
    finally:
        for name in ("core.instruments", "core.instrument_nodes"):
            writer.replace(memory, TABLES[name], [])


#: An index at an edge, what its domains make it before it is rounded, its grade, and whether that can be.
_AT_THE_EDGE = [
    ("2,60", "2.5985", "2.6010", "Baik", False),
    ("2,60", "2.5985", "2.5985", "Cukup", False),
    ("2,60", "2.6000", "2.6045", "Cukup", True),
    ("2,60", None, None, "Cukup", False),
    ("2,61", "2.6060", "2.6060", "Cukup", True),
    # In 2023 some were graded on the printed index.
    ("2,60", "2.5960", "2.5985", "Baik", False),
]


def test_edges_that_were_not_read_in_the_regulation_only_warn(memory, stated, filled):
    for number, (index, grade) in enumerate([("2,50", "Baik"), ("2,50", "Cukup"), ("2,60", "Cukup")]):
        stated.say("report", index, code=f"11.{71 + number}")
        stated.say("report", grade, code=f"11.{71 + number}", measure="PREDIKAT")
    edges = {"Cukup": ("1.5", "2.5"), "Baik": ("2.5", "3.5")}
    writer.replace(
        memory,
        TABLES["core.predikat_bands"],
        [
            filled("core.predikat_bands", instrument="SPBE-2020", predikat=name, lower_inclusive=Decimal(lower),
                   upper_bound=Decimal(upper), upper_inclusive=False, verification="secondary")
            for name, (lower, upper) in edges.items()
        ],
    )  # fmt: skip
    stated.derive("core.winning_statements")
    assert stated.violations("core/winning_statements/predikat_fits_its_band") == []
    (found,) = stated.violations("core/winning_statements/predikat_fits_a_band_of_a_second_source")
    assert (found["printed_value"], found["predikat"]) == ("2,60", "Cukup")


def test_a_grade_at_an_edge_is_one_that_the_index_may_have_had_before_rounding(memory, stated, filled):
    bands = [("Cukup", "1.8", "2.6", False), ("Baik", "2.6", "3.5", False)]
    lattice = []
    for number, (index, low, high, grade, _) in enumerate(_AT_THE_EDGE):
        stated.say("report", index, code=f"11.{71 + number}", printed_name=f"case {number}")
        if low is not None:
            lattice.append(
                filled("audit.lattice_figures", observation_id=stated.observations[-1]["observation_id"],
                       lattice_distance=Decimal(0), exact_lo=Decimal(low), exact_hi=Decimal(high))
            )  # fmt: skip
        stated.say("report", grade, code=f"11.{71 + number}", measure="PREDIKAT")
    writer.replace(
        memory,
        TABLES["core.predikat_bands"],
        [
            filled("core.predikat_bands", instrument="SPBE-2020", predikat=name, lower_inclusive=Decimal(lower),
                   upper_bound=Decimal(upper), upper_inclusive=closed, verification="verified")
            for name, lower, upper, closed in bands
        ],
    )  # fmt: skip
    stated.derive("core.winning_statements")
    writer.replace(memory, TABLES["audit.lattice_figures"], lattice)
    found = {row["printed_name"] for row in stated.violations("core/winning_statements/predikat_fits_its_band")}
    writer.replace(memory, TABLES["audit.lattice_figures"], [])
    assert found == {f"case {number}" for number, (*_, wrong) in enumerate(_AT_THE_EDGE) if wrong}


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
