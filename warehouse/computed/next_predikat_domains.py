"""mart.next_predikat_domains: what each domain of a region could bring on the way to the next grade.

Grain: one evaluation year, one region with a next grade, one part of the index of the year's instrument: a domain, or
an aspect where there are no domains.

* The reference are the ten of its kind that have made it by least: of those whose grade is the next one or a better
  one, the ten of the lowest index; all that tie with the tenth are in it. Where fewer have it, all of them.
* Steps are of one indicator by one level, counted on the lattice (lattice.py) from the printed score; where a score
  has several states, for the worst of them, and whichever indicators are raised. To the edge they make up the missing
  points and 0.005 in reserve, since the index is printed rounded. A domain that does not hold as many is not enough
  alone: then `steps_to_edge` says how many of its lightest indicators it would take.
* Where scores are decimals there are no steps to count. `rise_to_edge` says under any instrument by how much the score
  itself would have to rise, with the same reserve, and `rise_left` what is left to the top of the scale.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import ROUND_CEILING, Decimal
from typing import Any

import numpy as np
import pyarrow as pa

from warehouse.computed.lattice import HALF_A_HUNDREDTH, Domain, State, whole_weights
from warehouse.connection import Connection, records_of
from warehouse.tables import TABLES

READS = (
    "core.instrument_nodes",
    "core.instruments",
    "core.speaking_scores",
    "mart.next_predikat",
)

REFERENCE_WANTED = 10

_DOMAINS = """
    SELECT n.instrument, n.part_code, i.level_min, i.level_max, list(n.weight_percent) AS weights
    FROM core.instrument_nodes AS n
    INNER JOIN core.instruments AS i ON n.instrument = i.instrument
    WHERE n.is_leaf AND n.part_code IS NOT NULL AND i.level_step = 1
    GROUP BY n.instrument, n.part_code, i.level_min, i.level_max
"""
_HUNDREDTH = Decimal("0.01")
#: What the missing points may be more, since the index is printed rounded.
_RESERVE = Decimal("0.005")

#: What the answers depend on: many regions share a score, what is missing, and a reference.
_OF_EDGE = (
    "r.instrument", "n.node_code", "n.weight_percent", "s.score", "i.level_max", "i.level_step", "r.points_missing",
)  # fmt: skip
_OF_REFERENCE = ("r.instrument", "n.node_code", "n.weight_percent", "s.score", "p.reference_median")

_ROWS = f"""
    WITH edges AS (
        SELECT DISTINCT evaluation_year, instrument, kind, next_edge
        FROM mart.next_predikat
        WHERE next_edge IS NOT NULL
    ),

    -- Whose own next edge lies above this one, or who is at the top, has the grade that begins here, or a better one.
    reference AS (
        SELECT e.evaluation_year, e.instrument, e.kind, e.next_edge, q.region_code, q.spbe_index
        FROM edges AS e
        INNER JOIN mart.next_predikat AS q
            ON
                e.evaluation_year = q.evaluation_year
                AND e.instrument = q.instrument
                AND e.kind = q.kind
                AND (q.next_edge > e.next_edge OR q.way_note = 'highest_grade')
        WHERE q.rank_in_kind IS NOT NULL
        QUALIFY
            rank() OVER (PARTITION BY e.evaluation_year, e.kind, e.next_edge ORDER BY q.spbe_index)
            <= {REFERENCE_WANTED}
    ),

    profiles AS (
        SELECT
            f.evaluation_year,
            f.kind,
            f.next_edge,
            s.measure,
            count(*) AS reference_count,
            min(f.spbe_index) AS reference_from,
            max(f.spbe_index) AS reference_to,
            CAST(median(CAST(s.score AS DECIMAL(6, 4))) AS DECIMAL(6, 4)) AS reference_median,
            CAST(sum(s.score) / count(*) AS DECIMAL(6, 4)) AS reference_mean
        FROM reference AS f
        INNER JOIN core.speaking_scores AS s
            ON f.evaluation_year = s.evaluation_year AND f.region_code = s.subject_code AND s.subject_type = 'region'
        WHERE s.score IS NOT NULL
        GROUP BY f.evaluation_year, f.kind, f.next_edge, s.measure
    )

    SELECT
        r.evaluation_year, r.instrument, r.region_code, r.region_name, r.kind, r.province_code, r.province_name,
        n.node_code AS measure, n.name_id, n.name_en, n.weight_percent, s.score, i.level_max, i.level_step,
        r.next_predikat, r.next_edge, r.points_missing,
        CAST(coalesce(p.reference_count, 0) AS INTEGER) AS reference_count,
        p.reference_from, p.reference_to, p.reference_median, p.reference_mean,
        CAST({REFERENCE_WANTED} AS INTEGER) AS reference_wanted,
        dense_rank() OVER (ORDER BY {", ".join(_OF_EDGE)}) AS question_of_edge,
        dense_rank() OVER (ORDER BY {", ".join(_OF_REFERENCE)}) AS question_of_reference
    FROM mart.next_predikat AS r
    INNER JOIN core.instruments AS i ON r.instrument = i.instrument
    INNER JOIN core.instrument_nodes AS n ON r.instrument = n.instrument AND n.node_code = n.part_code
    LEFT JOIN core.speaking_scores AS s
        ON
            s.subject_type = 'region'
            AND r.evaluation_year = s.evaluation_year
            AND r.region_code = s.subject_code
            AND n.node_code = s.measure
    LEFT JOIN profiles AS p
        ON
            r.evaluation_year = p.evaluation_year
            AND r.kind = p.kind
            AND r.next_edge = p.next_edge
            AND n.node_code = p.measure
    WHERE r.next_edge IS NOT NULL
    ORDER BY r.evaluation_year, r.region_code, n.node_code
"""


_EDGE = pa.schema(
    {
        "steps_to_edge": pa.int32(),
        "steps_left": pa.int32(),
        "rise_to_edge": pa.decimal128(6, 2),
        "rise_left": pa.decimal128(4, 2),
        "domain_note": pa.string(),
    }
)
_REFERENCE = pa.schema(
    {
        "reference_gap": pa.decimal128(6, 4),
        "reference_points": pa.decimal128(6, 4),
        "steps_to_reference": pa.int32(),
    }
)


def compute(connection: Connection) -> pa.Table:
    """The domains of every region with a next grade, in the published order."""
    domains = {
        (row["instrument"], row["part_code"]): Domain(whole_weights(row["weights"]), row["level_min"], row["level_max"])
        for row in records_of(connection, _DOMAINS)
    }
    rows = connection.execute(_ROWS).to_arrow_table()
    edge = _answered(rows, "question_of_edge", _EDGE, lambda row: {**_rises(row), **_to_edge(row, domains)})
    reference = _answered(
        rows, "question_of_reference", _REFERENCE, lambda row: {**_compared(row), **_to_reference(row, domains)}
    )
    columns = {name: part[name] for part in (rows, edge, reference) for name in part.column_names}
    return pa.table({name: columns[name] for name in TABLES["mart.next_predikat_domains"].column_names})


def _answered(
    rows: pa.Table, question: str, schema: pa.Schema, answer: Callable[[dict[str, Any]], dict[str, Any]]
) -> pa.Table:
    """The answer to each row's question, found once for all who ask the same."""
    _, first, of_row = np.unique(rows[question].to_numpy(), return_index=True, return_inverse=True)
    answers = [answer(row) for row in rows.take(first).to_pylist()]
    return pa.Table.from_pylist(answers, schema).take(of_row)


def _compared(row: dict[str, Any]) -> dict[str, Any]:
    """The gap to the reference, and the points of the index that closing it would bring."""
    if row["score"] is None or row["reference_median"] is None:
        return {"reference_gap": None, "reference_points": None}
    gap = row["score"] - row["reference_median"]
    points = max(-gap, Decimal(0)) * row["weight_percent"] / 100
    return {"reference_gap": gap, "reference_points": points.quantize(Decimal("0.0001"))}


def _rises(row: dict[str, Any]) -> dict[str, Any]:
    """By how much the part would have to rise alone, and by how much it can."""
    if row["score"] is None:
        return {"rise_to_edge": None, "rise_left": None}
    rise = (row["points_missing"] + _RESERVE) * 100 / row["weight_percent"]
    return {
        "rise_to_edge": rise.quantize(_HUNDREDTH, ROUND_CEILING),
        "rise_left": None if row["level_max"] is None else max(row["level_max"] - row["score"], Decimal(0)),
    }


def _states(row: dict[str, Any], domains: dict[tuple[str, str], Domain]) -> tuple[Domain, Sequence[State]] | None:
    """The domain and its states of that score; None where steps cannot be counted."""
    domain = domains.get((row["instrument"], row["measure"]))
    states = domain.states(row["score"]) if domain and row["score"] is not None else []
    return (domain, states) if domain and states else None


def _to_reference(row: dict[str, Any], domains: dict[tuple[str, str], Domain]) -> dict[str, Any]:
    found, reference = _states(row, domains), row["reference_median"]
    if found is None or reference is None:
        return {"steps_to_reference": None}
    domain, states = found
    return {"steps_to_reference": domain.steps_to_score(states, reference.quantize(_HUNDREDTH, ROUND_CEILING))}


def _to_edge(row: dict[str, Any], domains: dict[tuple[str, str], Domain]) -> dict[str, Any]:
    unknown = {"steps_to_edge": None, "steps_left": None}
    if row["score"] is None:
        return {**unknown, "domain_note": "no_score"}
    if row["level_step"] is None and row["level_max"] is not None:
        rises = _rises(row)
        enough_alone = rises["rise_to_edge"] <= rises["rise_left"]
        return {**unknown, "domain_note": "decimal_enough_alone" if enough_alone else "decimal_not_enough_alone"}
    if (found := _states(row, domains)) is None:
        return {**unknown, "domain_note": "no_such_score"}
    domain, states = found
    left = max(map(sum, states))
    points = 2 * int(100 * row["points_missing"]) * HALF_A_HUNDREDTH + HALF_A_HUNDREDTH
    enough = domain.steps_to_gain(states, points)
    return {
        "steps_to_edge": max(-(-points // domain.gains[0]), left + 1) if enough is None else enough,
        "steps_left": left,
        "domain_note": "not_enough_alone" if enough is None else "enough_alone",
    }
