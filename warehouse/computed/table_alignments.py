"""audit.table_alignments: whether the figures of a printed table stand beside the right names.

They do where they lie nearer to the figures of the year before as printed than with the rows shifted by one, and than
to those of any other row. A shift that begins inside a table shows as a run of rows that fit the row above, or below,
better than their own: of all runs the one that gains most is given.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from warehouse.computed import histories
from warehouse.computed.histories import History, Numbers, Places, read_histories
from warehouse.connection import Connection

READS = histories.READS

#: Of fewer rows neither a neighbour nor a run can be told.
_FEWEST_ROWS = 3


def compute(connection: Connection) -> list[dict[str, Any]]:
    """One record per printed table with a year before."""
    records = []
    for history in read_histories(connection):
        for name, rows in history.tables():
            values, previous = history.values[rows], history.previous[rows]
            compared = ~np.isnan(values - previous).all(axis=1)
            if np.count_nonzero(compared) >= _FEWEST_ROWS:
                records.append(
                    {
                        "document_id": history.document_id,
                        "reference_year": history.reference_year,
                        "printed_table": name,
                        "bodies_compared": int(np.count_nonzero(compared)),
                        "spread_as_printed": _three(_spread(values - previous)),
                        "spread_with_row_below": _three(_spread(values[1:] - previous[:-1])),
                        "spread_with_row_above": _three(_spread(values[:-1] - previous[1:])),
                        "spread_with_any_row": _three(_spread_of_any(values[compared], previous[compared])),
                        **_run_of(history, rows),
                        "locator": history.rows[rows[0]].locator,
                    }
                )
    return records


def _three(number: float) -> Decimal:
    return Decimal(f"{number:.3f}")


def _spread(changes: Numbers) -> float:
    """The mean of |change - median change| over the rows, summed over the figures."""
    with_changes = changes[:, ~np.isnan(changes).all(axis=0)]
    return float(np.nanmean(np.abs(with_changes - np.nanmedian(with_changes, axis=0)), axis=0).sum())


def _spread_of_any(values: Numbers, previous: Numbers) -> float:
    """The same with the figures of every row beside those of the year before of every row."""
    return _spread((values[:, None] - previous[None, :]).reshape(-1, values.shape[1]))


@dataclass(frozen=True)
class _Run:
    gain: float
    first: int
    last: int


def _run_of(history: History, rows: Places) -> dict[str, Any]:
    """The run of rows whose figures gain most beside the name above, or below."""
    values, previous = history.values[rows], history.previous[rows]
    own = history.unlike(values, previous)
    above = _longest_gain(_gain(own[1:], history.unlike(values[1:], previous[:-1])), first_row=1)
    below = _longest_gain(_gain(own[:-1], history.unlike(values[:-1], previous[1:])), first_row=0)
    run, belongs_to = max((above, "above"), (below, "below"), key=lambda found: found[0].gain)
    first, last = history.rows[rows[run.first]], history.rows[rows[run.last]]
    return {
        "shift_gain": _three(run.gain),
        "shift_belongs_to": belongs_to,
        "shift_begins_at": first.locator,
        "shift_begins_with": first.printed_name,
        "shift_ends_at": last.locator,
        "shift_ends_with": last.printed_name,
    }


def _gain(own: Numbers, other: Numbers) -> Numbers:
    gain: Numbers = np.nansum(own - other, axis=1)
    return gain


def _longest_gain(gains: Numbers, first_row: int) -> _Run:
    """The run with the largest sum (Kadane)."""
    best, total, begin = _Run(0.0, 0, 0), 0.0, 0
    for number, gain in enumerate(gains):
        if total <= 0:
            total, begin = 0.0, number
        total += float(gain)
        if total > best.gain:
            best = _Run(total, begin + first_row, number + first_row)
    return best
