"""What must be true of the tables of warehouse/tables/way_up.py: targets well formed, ways that reach the edge."""

from __future__ import annotations

from expectations.rules import Rule, no_rows_in_file, one_of, structural, unique
from warehouse.tables import TABLES

_MODEL = "the model is wrong: see warehouse/sql/mart and warehouse/computed"
_TARGETS = (
    "correct the line in sources/targets/snapshots and seal the file, or in the file that was added, and add it again "
    "(see sources/targets/README.md)"
)
_BECAUSE = (
    "other_instrument",
    "no_result",
    "low_coverage",
    "press_only",
    "target_year_past",
    "undated",
    "target_year_other_instrument",
    "first_year",
)

RULES: dict[str, tuple[Rule, ...]] = {
    "raw.targets": (
        *structural(TABLES["raw.targets"]),
        unique(["target_id"], "target_once", "A target has one line.", remedy=_TARGETS),
        no_rows_in_file(
            TABLES["raw.targets"],
            "cells_have_their_form",
            "A scope, horizon or grade that is none, a figure, year or date of another form would be misread or lost.",
            remedy=_TARGETS,
        ),
    ),
    "raw.indicator_costs": (
        *structural(TABLES["raw.indicator_costs"], may_be_empty=True),
        no_rows_in_file(
            TABLES["raw.indicator_costs"],
            "cost_is_above_zero",
            "A step that costs nothing would be taken for nothing.",
            remedy=_TARGETS,
        ),
    ),
    "core.targets": (
        *structural(TABLES["core.targets"]),
        no_rows_in_file(
            TABLES["core.targets"], "subject_is_in_the_register", "A target of no region is nobody's.", remedy=_TARGETS
        ),
        no_rows_in_file(
            TABLES["core.targets"],
            "target_is_well_formed",
            "A target has a year or none as its horizon says, and a measure and value of its instrument.",
            remedy=_TARGETS,
        ),
    ),
    "core.indicator_costs": (
        *structural(TABLES["core.indicator_costs"], may_be_empty=True),
        no_rows_in_file(
            TABLES["core.indicator_costs"],
            "cost_is_of_an_indicator_and_a_region",
            "A cost of no indicator would be ignored in silence.",
            remedy=_TARGETS,
        ),
    ),
    "mart.next_predikat_steps": (*structural(TABLES["mart.next_predikat_steps"], may_be_empty=True),),
    "mart.next_predikat": (
        *structural(TABLES["mart.next_predikat"]),
        one_of("way_basis", ("levels", "domains"), "The way is reckoned from levels or from domains.", remedy=_MODEL),
        no_rows_in_file(
            TABLES["mart.next_predikat"],
            "every_ranked_region_is_there",
            "Every region that has a rank has a way up, or is at the top.",
            remedy=_MODEL,
        ),
        no_rows_in_file(
            TABLES["mart.next_predikat"],
            "rises_close_the_gap",
            "A rise that falls short, or is more than needed, is not the one asked for.",
            remedy=_MODEL,
        ),
        no_rows_in_file(
            TABLES["mart.next_predikat"],
            "rank_after_lies_in_its_interval",
            "A region that rises alone loses no place.",
            remedy=_MODEL,
        ),
        # Of the steps, but the edge stands here, and a rule reads nothing that is built on its own table.
        no_rows_in_file(
            TABLES["mart.next_predikat"],
            "sets_reach_the_edge_and_no_step_is_superfluous",
            "A set that falls short, or has a step too many, is not the smallest.",
            remedy=_MODEL,
        ),
    ),
    "mart.target_progress": (
        *structural(TABLES["mart.target_progress"]),
        one_of("target_status", ("reached", "on_track", "behind", "not_assessable"), "There are four.", remedy=_MODEL),
        one_of("not_assessable_because", _BECAUSE, "Each reason has its name.", remedy=_MODEL),
        no_rows_in_file(
            TABLES["mart.target_progress"],
            "verdicts_keep_to_their_instrument",
            "A target of one instrument says nothing of another.",
            remedy=_MODEL,
        ),
        no_rows_in_file(
            TABLES["mart.target_progress"],
            "what_is_not_assessed_has_a_reason",
            "Missing is a status with a reason, and a verdict rests on a result.",
            remedy=_MODEL,
        ),
    ),
}
