"""What must be true of the tables of warehouse/tables/movement.py: parts sum, margins agree, nobody is left out."""

from __future__ import annotations

from expectations.rules import Rule, no_rows_in_file, structural
from warehouse.tables import TABLES

_T = {name.removeprefix("mart."): table for name, table in TABLES.items() if name.startswith("mart.")}
_MODEL = "the model is wrong: see warehouse/sql/mart"

RULES: dict[str, tuple[Rule, ...]] = {
    "mart.rank_change": (
        *structural(_T["rank_change"]),
        no_rows_in_file(
            _T["rank_change"],
            "parts_sum_to_the_change",
            "The parts account for every place, or there is a reason why not.",
            remedy=_MODEL,
        ),
        no_rows_in_file(
            _T["rank_change"],
            "changes_are_those_of_the_ranking",
            "One change of rank is published, not two.",
            remedy=_MODEL,
        ),
        no_rows_in_file(_T["rank_change"], "no_change_across_instruments", "Instruments do not mix.", remedy=_MODEL),
    ),
    "mart.grade_distribution": (
        *structural(_T["grade_distribution"]),
        no_rows_in_file(
            _T["grade_distribution"],
            "grades_add_up_to_the_register",
            "Every region has a grade or is counted as having none.",
            remedy=_MODEL,
        ),
    ),
    # A single complete year has no pair to compare.
    "mart.grade_transitions": (
        *structural(_T["grade_transitions"], may_be_empty=True),
        no_rows_in_file(
            _T["grade_transitions"],
            "margins_are_the_distribution",
            "Whoever had a grade before went somewhere, whoever has one now came from somewhere.",
            remedy=_MODEL,
        ),
    ),
    "mart.movers": (
        *structural(_T["movers"], may_be_empty=True),
        no_rows_in_file(
            _T["movers"],
            "nobody_else_moved_as_far",
            "A list of the largest changes leaves out none as large.",
            remedy=_MODEL,
        ),
    ),
}
