"""mart.robustness_assumptions: what the rank intervals rest on, one row per assumption; its words are in the catalogue.

The numbers are read from where they are used (simulation.py), so that the table and the simulation cannot differ.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from warehouse.computed.simulation import ASSUMPTIONS, Assumptions
from warehouse.connection import Connection

#: The assumptions are the code's own; nothing in the database changes them.
READS: tuple[str, ...] = ()


def compute(connection: Connection) -> list[dict[str, Any]]:
    """The project's assumptions; nothing is read from the database."""
    del connection
    return [
        {
            "assumption_no": number,
            "assumption": assumption,
            "assumed_value": None if value is None else Decimal(str(value)),
            "assumed_unit": unit,
            "assumption_source": source,
        }
        for number, (assumption, value, unit, source) in enumerate(_stated(ASSUMPTIONS), start=1)
    ]


def _stated(given: Assumptions) -> tuple[tuple[str, float | None, str | None, str], ...]:
    """Each assumption, its number and unit, and where it comes from, in the order in which they are read."""
    return (
        ("what_is_drawn", None, None, "this_project"),
        ("official_index_is_the_centre", None, None, "this_project"),
        ("draws", given.draws, "count", "composite_indicators"),
        ("interval", 100 - 2 * given.tail_percent, "percent", "this_project"),
        ("domain_weight_range", given.weight_range, "share_of_weight", "composite_indicator_weights"),
        ("indicator_weight_range", given.weight_range, "share_of_weight", "composite_indicator_weights"),
        ("same_weights_for_all", None, None, "this_project"),
        ("rounding", given.rounding, "index_points", "regulation"),
        ("assessor_step", given.level_step, "probability", "not_published"),
        ("scale", None, None, "this_project"),
        ("less_known_is_not_more_certain", None, None, "this_project"),
        ("clearly_ahead", None, None, "inference_for_ranks"),
        ("seed", given.seed, "integer", "this_project"),
    )
