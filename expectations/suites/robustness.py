"""What must be true of the tables of warehouse/tables/robustness.py, and of the ranking's intervals and words."""

from __future__ import annotations

from expectations.rules import Rule, no_rows_in_file, one_of, structural
from expectations.suites import mart
from warehouse.tables import TABLES

_INTERVALS = TABLES["mart.rank_intervals"]
_ASSUMPTIONS = TABLES["mart.robustness_assumptions"]
_RANKING = TABLES["mart.region_ranking"]
_DRAWN = "the simulation is wrong: see warehouse/computed/rank_intervals.py"
_MODEL = "the model is wrong: see warehouse/sql/mart"

RULES: dict[str, tuple[Rule, ...]] = {
    # Without a nationally complete year nothing is ranked.
    "mart.rank_intervals": (
        *structural(_INTERVALS, may_be_empty=True),
        one_of(
            "interval_basis",
            ("levels", "domains", "index"),
            "A reader is told what an interval accounts for.",
            remedy=_DRAWN,
        ),
        no_rows_in_file(
            _INTERVALS,
            "intervals_hold_the_official_figures",
            "The official figure stands: no interval leaves it outside.",
            remedy=_DRAWN,
        ),
    ),
    "mart.robustness_assumptions": (
        *structural(_ASSUMPTIONS),
        no_rows_in_file(
            _ASSUMPTIONS,
            "intervals_rest_on_them",
            "Published assumptions are those that were used.",
            remedy="build both tables anew (`make refresh ARGS=--force`)",
        ),
    ),
    # The ranking's other rules, and with them those of what it says of its intervals.
    "mart.region_ranking": (
        *mart.RULES["mart.region_ranking"],
        no_rows_in_file(
            _RANKING,
            "every_rank_has_its_interval",
            "A rank without an interval says more than is known.",
            remedy=_MODEL,
        ),
        no_rows_in_file(
            _RANKING,
            "words_agree_between_regions",
            "Whoever is clearly ahead has somebody clearly behind, and equals are never told apart.",
            remedy=_MODEL,
        ),
    ),
}
