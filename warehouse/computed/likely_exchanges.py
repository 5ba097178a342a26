"""audit.likely_exchanges: pairs of rows whose figures fit each other's history better than their own.

Some such pairs are there by chance. How much better the exchange fits is the gain; the rules say from which gain on it
is no chance: few pairs stand in one table or share a name, very many in a document.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from warehouse.computed import histories
from warehouse.computed.histories import History, read_histories
from warehouse.connection import Connection

READS = histories.READS

#: Below these gains a pair is nobody's suspicion; the strongest pair of each document is given whatever its gain.
_LEAST_GAIN_OF_ONE_NAME, _LEAST_GAIN_IN_ONE_TABLE, _LEAST_GAIN = 0.5, 2.5, 7.0


def compute(connection: Connection) -> list[dict[str, Any]]:
    """One record per suspected pair, and per document the strongest."""
    return [record for history in read_histories(connection) for record in _pairs(history)]


def _pairs(history: History) -> list[dict[str, Any]]:
    unlike = np.nansum(history.unlike(history.values[:, None], history.previous[None, :]), axis=2)
    known: NDArray[np.bool_] = np.asarray(~np.isnan(history.values - history.previous).any(axis=1))
    own = np.diag(unlike)
    gains = own[:, None] + own[None, :] - unlike - unlike.T
    tables = np.array([row.printed_table for row in history.rows])
    names = np.array([row.bare_name for row in history.rows])
    same_table, same_name = tables[:, None] == tables[None, :], names[:, None] == names[None, :]
    pairs = np.triu(known[:, None] & known[None, :], k=1)
    if not pairs.any():
        return []
    least = np.where(same_table, _LEAST_GAIN_IN_ONE_TABLE, _LEAST_GAIN)
    suspected = pairs & (gains >= np.where(same_name, _LEAST_GAIN_OF_ONE_NAME, least))
    strongest = np.unravel_index(np.argmax(np.where(pairs, gains, -np.inf)), gains.shape)
    suspected[strongest] = True
    return [
        {
            "document_id": history.document_id,
            "reference_year": history.reference_year,
            "subject_code": history.rows[one].subject_code,
            "other_subject_code": history.rows[other].subject_code,
            "printed_name": history.rows[one].printed_name,
            "other_name": history.rows[other].printed_name,
            "exchange_gain": Decimal(f"{gains[one, other]:.3f}"),
            "in_one_table": bool(same_table[one, other]),
            "of_one_name": bool(same_name[one, other]),
            "locator": history.rows[one].locator,
            "other_locator": history.rows[other].locator,
        }
        for one, other in np.argwhere(suspected)
    ]
