"""mart.rank_intervals: for every ranked region of a year the ranks and indices that 90% of the draws give it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from warehouse.computed import simulation
from warehouse.computed.simulation import ASSUMPTIONS, HUNDREDTH, Assumptions, Basis, Tree, Weights
from warehouse.connection import Connection

READS = (
    "core.evaluation_years",
    "core.instrument_nodes",
    "core.instruments",
    "core.regions",
    "core.speaking_scores",
    "core.year_pairs",
)

#: The regions that mart.region_ranking ranks, numbered in each year; the same rules as there.
_RANKED = """
    SELECT
        y.evaluation_year,
        y.instrument,
        r.region_code,
        r.kind,
        r.current_code,
        CAST(100 * s.score AS INTEGER) AS hundredths,
        row_number() OVER (PARTITION BY y.evaluation_year ORDER BY r.region_code) - 1 AS position
    FROM core.evaluation_years AS y
    INNER JOIN core.regions AS r
        ON
            r.autonomous
            AND coalesce(r.valid_from_year, y.evaluation_year) <= y.evaluation_year
            AND coalesce(r.valid_to_year, y.evaluation_year) >= y.evaluation_year
    INNER JOIN core.speaking_scores AS s
        ON
            s.subject_type = 'region'
            AND y.evaluation_year = s.evaluation_year
            AND r.region_code = s.subject_code
            AND s.measure = 'INDEX'
    WHERE y.nationally_complete AND s.score IS NOT NULL
"""

_FIGURES = f"""
    WITH ranked AS (SELECT * FROM ({_RANKED}) WHERE evaluation_year = $year),

    nodes AS (
        SELECT node_code, row_number() OVER (ORDER BY node_code) - 1 AS node
        FROM core.instrument_nodes
        WHERE instrument = $instrument
    )

    SELECT r.position, n.node, CAST(100 * s.score AS INTEGER) AS hundredths
    FROM core.speaking_scores AS s
    INNER JOIN ranked AS r ON s.subject_type = 'region' AND s.subject_code = r.region_code
    INNER JOIN nodes AS n ON s.measure = n.node_code
    WHERE s.evaluation_year = $year AND s.score IS NOT NULL
"""

#: Changes are taken for so many regions at a time, so that a large country needs no third matrix of draws.
_REGIONS_AT_ONCE = 1000

_COLUMNS = (
    ("evaluation_year", pa.int32()),
    ("region_code", pa.string()),
    ("interval_basis", pa.string()),
    ("draws", pa.int32()),
    ("rank_lo", pa.int32()),
    ("rank_hi", pa.int32()),
    ("index_lo", pa.decimal128(6, 4)),
    ("index_hi", pa.decimal128(6, 4)),
    ("change_lo", pa.decimal128(6, 4)),
    ("change_hi", pa.decimal128(6, 4)),
)


@dataclass(frozen=True)
class DrawnYear:
    """One year's ranked regions in the order of their codes, and their index in every draw.

    Args:
        year: the evaluation year.
        instrument: its instrument.
        codes: region codes of that year.
        current_codes: the same regions' codes in today's register.
        kinds: provinsi, kabupaten or kota.
        official: printed indices in micro-points.
        bases: what is known of each region: levels, domains or index.
        points: perturbed indices in micro-points, one row per region, one column per draw.
    """

    year: int
    instrument: str
    codes: list[str]
    current_codes: list[str]
    kinds: NDArray[Any]
    official: NDArray[Any]
    bases: list[Basis]
    points: NDArray[Any]


def compute(connection: Connection) -> pa.Table:
    """The table under the project's assumptions."""
    return intervals(connection, ASSUMPTIONS)


def intervals(connection: Connection, assumptions: Assumptions) -> pa.Table:
    """The table under other assumptions."""
    trees = read_trees(connection)
    comparable = set(
        connection.execute(
            "SELECT evaluation_year, previous_year FROM core.year_pairs WHERE ranks_comparable"
        ).fetchall()
    )
    schema = pa.schema(_COLUMNS)
    tables = [schema.empty_table()]
    weights: Weights | None = None
    before: DrawnYear | None = None
    for year, instrument in connection.execute(
        f"SELECT DISTINCT evaluation_year, instrument FROM ({_RANKED}) ORDER BY evaluation_year"
    ).fetchall():
        if weights is None or weights.tree.instrument != instrument:
            weights = simulation.draw_weights(trees[instrument], assumptions)
        drawn = draw_year(connection, year, weights)
        compared = before if before is not None and (drawn.year, before.year) in comparable else None
        tables.append(pa.Table.from_pydict(_rows(drawn, compared, assumptions), schema=schema))
        before = drawn
    return pa.concat_tables(tables).combine_chunks()


def read_trees(connection: Connection) -> dict[str, Tree]:
    """Every instrument by its name; one whose indicators are not known yet has no parts."""
    scales = {
        name: None if lowest is None or highest is None else (lowest, highest)
        for name, lowest, highest in connection.execute(
            "SELECT instrument, level_min, level_max FROM core.instruments"
        ).fetchall()
    }
    parts: dict[str, dict[str, float]] = {name: {} for name in scales}
    leaves: dict[str, dict[str, tuple[str, float]]] = {name: {} for name in scales}
    for instrument, code, part, weight, is_leaf in connection.execute(
        "SELECT instrument, node_code, part_code, weight_percent, is_leaf FROM core.instrument_nodes "
        "WHERE part_code IS NOT NULL ORDER BY ALL"
    ).fetchall():
        if code == part:
            parts[instrument][code] = float(weight)
        if is_leaf:
            leaves[instrument][code] = (part, float(weight))
    return {name: _tree(name, parts[name], leaves[name], scales[name]) for name in scales}


def _tree(
    instrument: str,
    parts: dict[str, float],
    leaves: dict[str, tuple[str, float]],
    scale: tuple[int, int] | None,
) -> Tree:
    of_all = sum(parts.values())
    of_part = {part: sum(weight for of, weight in leaves.values() if of == part) for part in parts}
    return Tree(
        instrument=instrument,
        parts=tuple(parts),
        part_shares=tuple(weight / of_all for weight in parts.values()),
        leaves=tuple(leaves),
        leaf_parts=tuple(list(parts).index(part) for part, _ in leaves.values()),
        leaf_shares=tuple(weight / of_part[part] for part, weight in leaves.values()),
        scale=scale,
    )


def draw_year(connection: Connection, year: int, weights: Weights) -> DrawnYear:
    """One nationally complete year, drawn under its instrument's weights."""
    tree = weights.tree
    rows = connection.execute(
        f"SELECT region_code, current_code, kind, hundredths FROM ({_RANKED}) WHERE evaluation_year = $year "
        "ORDER BY position",
        {"year": year},
    ).fetchall()
    codes, current_codes, kinds, hundredths = (list(column) for column in zip(*rows, strict=True))
    levels, parts = _figures(connection, year, tree, len(rows))
    points = np.empty((len(rows), weights.assumptions.draws), dtype=np.int32)
    complete: dict[Basis, NDArray[Any]] = {
        "levels": _complete(levels) & (tree.scale is not None),
        "domains": _complete(parts),
        "index": np.ones(len(rows), dtype=bool),
    }
    bases = [next(basis for basis in complete if complete[basis][row]) for row in range(len(rows))]
    for row, (code, index, basis) in enumerate(zip(codes, hundredths, bases, strict=True)):
        figures = levels[row] if basis == "levels" else parts[row]
        points[row] = simulation.perturb(weights, (str(year), code), index, basis, figures)
    return DrawnYear(
        year=year,
        instrument=tree.instrument,
        codes=codes,
        current_codes=current_codes,
        kinds=np.array(kinds),
        official=np.array(hundredths, dtype=np.int32) * HUNDREDTH,
        bases=bases,
        points=points,
    )


def _complete(figures: NDArray[Any]) -> NDArray[Any]:
    """Which rows have a figure in every column, of which there is one at least."""
    known: NDArray[Any] = ~np.isnan(figures).any(axis=1) & (figures.shape[1] > 0)
    return known


def _figures(connection: Connection, year: int, tree: Tree, regions: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """Levels of all leaves and scores of all parts, one row per region; NaN where there is none."""
    nodes = [
        code
        for (code,) in connection.execute(
            "SELECT node_code FROM core.instrument_nodes WHERE instrument = $instrument ORDER BY node_code",
            {"instrument": tree.instrument},
        ).fetchall()
    ]
    found = connection.execute(_FIGURES, {"year": year, "instrument": tree.instrument}).fetchnumpy()
    scores = np.full((regions, len(nodes)), np.nan)
    scores[found["position"], found["node"]] = np.asarray(found["hundredths"]) / 100
    place = {code: position for position, code in enumerate(nodes)}
    return scores[:, [place[leaf] for leaf in tree.leaves]], scores[:, [place[part] for part in tree.parts]]


def _rows(drawn: DrawnYear, before: DrawnYear | None, assumptions: Assumptions) -> dict[str, list[Any]]:
    count = len(drawn.codes)
    rank_lo, rank_hi = np.empty(count, dtype=np.int32), np.empty(count, dtype=np.int32)
    for kind in np.unique(drawn.kinds):
        members = np.flatnonzero(drawn.kinds == kind)
        official = simulation.ranks_among(drawn.official[:, None], members)[:, 0]
        ranks = simulation.ranks_among(drawn.points, members)
        rank_lo[members], rank_hi[members] = simulation.interval(ranks, official, assumptions)
    index = simulation.interval(drawn.points, drawn.official, assumptions)
    change_lo: list[Decimal | None] = [None] * count
    change_hi: list[Decimal | None] = [None] * count
    if before is not None:
        then = {code: row for row, code in enumerate(before.current_codes)}
        now_rows = [row for row, code in enumerate(drawn.current_codes) if code in then]
        then_rows = [then[drawn.current_codes[row]] for row in now_rows]
        for first in range(0, len(now_rows), _REGIONS_AT_ONCE):
            now, past = now_rows[first : first + _REGIONS_AT_ONCE], then_rows[first : first + _REGIONS_AT_ONCE]
            change = simulation.interval(
                drawn.points[now] - before.points[past], drawn.official[now] - before.official[past], assumptions
            )
            for row, low, high in zip(now, *_outwards(*change), strict=True):
                change_lo[row], change_hi[row] = low, high
    index_lo, index_hi = _outwards(*index)
    return {
        "evaluation_year": [drawn.year] * count,
        "region_code": drawn.codes,
        "interval_basis": drawn.bases,
        "draws": [assumptions.draws] * count,
        "rank_lo": rank_lo.tolist(),
        "rank_hi": rank_hi.tolist(),
        "index_lo": index_lo,
        "index_hi": index_hi,
        "change_lo": change_lo,
        "change_hi": change_hi,
    }


def _outwards(low: NDArray[Any], high: NDArray[Any]) -> tuple[list[Decimal], list[Decimal]]:
    """Ends of intervals in micro-points as four decimals, rounded away from each other."""
    unit = HUNDREDTH // 100
    return (
        [Decimal(value).scaleb(-4) for value in (low // unit).tolist()],
        [Decimal(value).scaleb(-4) for value in (-(-high // unit)).tolist()],
    )
