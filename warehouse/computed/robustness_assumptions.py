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
        ("assessor_interval", None, None, "inference_for_ranks"),
        ("weights_interval", round(100 * given.weight_range), "percent", "composite_indicators"),
        ("official_index_is_the_centre", None, None, "this_project"),
        ("interval", 100 - 2 * given.tail_percent, "percent", "this_project"),
        ("assessor_step", given.level_step, "probability", "not_published"),
        ("rounding", given.rounding, "index_points", "regulation"),
        ("domain_weight_range", given.weight_range, "share_of_weight", "composite_indicator_weights"),
        ("draws", given.draws, "count", "composite_indicators"),
        ("clearly_ahead", given.clear_percent, "percent", "inference_for_ranks"),
        ("seed", given.seed, "integer", "this_project"),
    )
