"""audit.lattice_figures: how far printed figures are from what whole levels can make.

A domain or an aspect is the weighted mean of levels, which are whole; the index is that of its parts as they are before
they are printed. So both lie on a lattice that follows from the instrument's tree, and a digit that was misread hardly
ever does. An instrument whose levels are decimals has no lattice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from typing import Any

from warehouse.computed.lattice import WHOLE, Domain, whole_weights
from warehouse.connection import Connection, records_of

READS = ("core.instrument_nodes", "core.instruments", "core.observations")

_INDEX = "INDEX"
_HUNDREDTH, _PLACES = Decimal("0.01"), Decimal("0.00001")
#: What rounding to two decimals moves a figure by.
_ROUNDING = Decimal("0.005")

#: Every node with the weights of the levels below it.
_NODES = """
    WITH RECURSIVE below AS (
        SELECT instrument, node_code AS top, node_code, weight_percent, is_leaf
        FROM core.instrument_nodes
        UNION ALL
        SELECT b.instrument, b.top, n.node_code, n.weight_percent, n.is_leaf
        FROM below AS b
        INNER JOIN core.instrument_nodes AS n ON b.instrument = n.instrument AND b.node_code = n.parent_code
    )

    SELECT
        b.instrument,
        b.top AS measure,
        t.node_code = t.part_code AS is_part,
        i.level_min,
        i.level_max,
        list(b.weight_percent ORDER BY b.node_code) AS weights
    FROM below AS b
    INNER JOIN core.instruments AS i ON b.instrument = i.instrument
    INNER JOIN core.instrument_nodes AS t ON b.instrument = t.instrument AND b.top = t.node_code
    WHERE b.is_leaf AND NOT t.is_leaf AND i.level_step = 1
    GROUP BY ALL
"""

#: What official documents state, row by row; a figure of more than two decimals is not a printed one.
_FIGURES = """
    SELECT
        o.document_id,
        o.evaluation_year,
        o.subject_code,
        o.instrument,
        o.measure,
        o.observation_id,
        o.value,
        CASE
            WHEN o.status = 'corrected' THEN o.status_reason_en
            WHEN o.status = 'published' THEN o.flag_reason_en
        END AS decided_because
    FROM core.observations AS o
    WHERE
        o.subject_type IN ('region', 'central_agency')
        AND o.evidence_grade IN ('A', 'B')
        AND o.value = round(o.value, 2)
    ORDER BY o.document_id, o.evaluation_year, o.subject_code, o.measure
"""


@dataclass(frozen=True)
class _Instrument:
    """The lattice of an instrument: that of every node above its levels, and which of them are parts of the index."""

    nodes: Mapping[str, Domain]
    parts: frozenset[str]
    highest: int


def compute(connection: Connection) -> list[dict[str, Any]]:
    """One record per figure that could be judged."""
    instruments = _instruments(connection)
    figures = [row for row in records_of(connection, _FIGURES) if row["instrument"] in instruments]
    rows = groupby(figures, key=lambda row: (row["document_id"], row["evaluation_year"], row["subject_code"]))
    return [record for _, row in rows for record in _judged(list(row), instruments)]


def _instruments(connection: Connection) -> dict[str, _Instrument]:
    found = sorted(records_of(connection, _NODES), key=lambda node: str(node["instrument"]))
    instruments = {}
    for instrument, rows in groupby(found, key=lambda node: node["instrument"]):
        nodes = [node for node in rows if node["measure"] != _INDEX]
        instruments[instrument] = _Instrument(
            {n["measure"]: Domain(whole_weights(n["weights"]), n["level_min"], n["level_max"]) for n in nodes},
            frozenset(node["measure"] for node in nodes if node["is_part"]),
            nodes[0]["level_max"],
        )
    return instruments


def _judged(row: list[dict[str, Any]], instruments: Mapping[str, _Instrument]) -> Iterator[dict[str, Any]]:
    instrument = instruments[row[0]["instrument"]]
    figures = {figure["measure"]: figure for figure in row}
    for measure, domain in instrument.nodes.items():
        if measure in figures:
            yield _of_a_mean(figures[measure], domain)
    if figures.keys() >= {_INDEX, *instrument.parts}:
        # What the parts may still hold, in every way in which they are printed so.
        sums = {0}
        for part in sorted(instrument.parts):
            held = instrument.nodes[part].held(figures[part]["value"])
            sums = {one + other for one in sums for other in held}
        if sums:
            concerned = [figures[measure] for measure in (_INDEX, *sorted(instrument.parts))]
            yield _of_the_index(concerned, instrument.highest, sums)


def _of_a_mean(figure: dict[str, Any], domain: Domain) -> dict[str, Any]:
    return _record(figure, domain.neighbours(figure["value"]), figure["decided_because"])


def _of_the_index(concerned: list[dict[str, Any]], highest: int, sums: set[int]) -> dict[str, Any]:
    reasons = dict.fromkeys(figure["decided_because"] for figure in concerned if figure["decided_because"])
    return _record(concerned[0], [highest - Decimal(held) / WHOLE for held in sums], "; ".join(reasons) or None)


def _record(figure: dict[str, Any], exact: Sequence[Decimal], decided_because: str | None) -> dict[str, Any]:
    value = figure["value"]
    distance = min(abs(one - value) for one in exact)
    printed_so = [one.quantize(_PLACES) for one in exact if abs(one - value) <= max(distance, _ROUNDING)]
    return {
        "observation_id": figure["observation_id"],
        "lattice_distance": distance.quantize(_PLACES),
        "exact_lo": min(printed_so),
        "exact_hi": max(printed_so),
        "possible_values": "; ".join(dict.fromkeys(_printed(one) for one in sorted(exact))),
        "decided_because": decided_because,
    }


def _printed(exact: Decimal) -> str:
    return str(exact.quantize(_HUNDREDTH, ROUND_HALF_UP)).replace(".", ",")
