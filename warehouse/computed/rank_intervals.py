"""mart.rank_intervals: how sure the rank of every ranked region of a year is.

Two intervals of the rank: if each indicator had been assessed slightly off, and if the domains weighed otherwise. The
first also says the interval of the index and of its change, and who is clearly ahead of whom.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from warehouse.computed import simulation
from warehouse.computed.simulation import ASSUMPTIONS, CELL, HUNDREDTH, Assumptions, Basis, Errors, Integers, Tree
from warehouse.connection import Connection

READS = (
    "core.evaluation_years",
    "core.instrument_nodes",
    "core.instruments",
    "core.regions",
    "core.spbe_scores",
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

#: Regions with a figure that is printed off the scale: what it did to the index no error of an assessor tells.
_OFF_SCALE = """
    SELECT DISTINCT region_code
    FROM core.spbe_scores
    WHERE evaluation_year = $year AND deviation_reason_en IS NOT NULL
"""

_COLUMNS = (
    ("evaluation_year", pa.int32()),
    ("region_code", pa.string()),
    ("interval_basis", pa.string()),
    ("draws", pa.int32()),
    ("rank_lo", pa.int32()),
    ("rank_hi", pa.int32()),
    ("weights_rank_lo", pa.int32()),
    ("weights_rank_hi", pa.int32()),
    ("clearly_ahead_of", pa.int32()),
    ("clearly_behind", pa.int32()),
    ("index_lo", pa.decimal128(6, 4)),
    ("index_hi", pa.decimal128(6, 4)),
    ("change_lo", pa.decimal128(6, 4)),
    ("change_hi", pa.decimal128(6, 4)),
)


@dataclass(frozen=True)
class Instrument:
    """An instrument under the assumptions: what its years share, computed once.

    Args:
        tree: its parts and leaves.
        assumptions: what is perturbed, and how far.
        shifts: perturbed minus official weights of the parts, one column per draw.
    """

    tree: Tree
    assumptions: Assumptions
    shifts: NDArray[Any]
    _errors: dict[bytes, Errors] = field(default_factory=dict)
    _differences: dict[tuple[int, int], Errors] = field(default_factory=dict)
    _ends: dict[int, tuple[int, int]] = field(default_factory=dict)

    def errors_of(self, levels: NDArray[Any] | None) -> Errors:
        """The errors of a region's index; the very same object for all of whom no levels are known."""
        key = b"" if levels is None else levels.tobytes()
        if key not in self._errors:
            self._errors[key] = simulation.errors_of(self.tree, self.assumptions, levels)
        return self._errors[key]

    def difference(self, one: Errors, other: Errors) -> Errors:
        """The difference of two independent errors."""
        key = (id(one), id(other))
        if key not in self._differences:
            self._differences[key] = one.minus(other)
        return self._differences[key]

    def ends(self, errors: Errors) -> tuple[int, int]:
        """The ends of the interval of errors that are kept here, in cells; no error at all always lies inside."""
        if id(errors) not in self._ends:
            low, high = errors.interval(self.assumptions.tail_percent)
            self._ends[id(errors)] = (min(low, 0), max(high, 0))
        return self._ends[id(errors)]


@dataclass(frozen=True)
class Year:
    """One year's ranked regions in the order of their codes.

    Args:
        year: the evaluation year.
        codes: region codes of that year.
        current_codes: the same regions' codes in today's register.
        kinds: provinsi, kabupaten or kota.
        official: printed indices in hundredths.
        scores: of the parts, one row per region; NaN where there is none.
        bases: what the errors of each region are of.
        errors: of each region.
        off_scale: the codes of those with a figure that is printed off the scale.
    """

    year: int
    codes: list[str]
    current_codes: list[str]
    kinds: NDArray[Any]
    official: Integers
    scores: NDArray[Any]
    bases: list[Basis]
    errors: list[Errors]
    off_scale: frozenset[str]


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
    instrument: Instrument | None = None
    before: Year | None = None
    for year, name in connection.execute(
        f"SELECT DISTINCT evaluation_year, instrument FROM ({_RANKED}) ORDER BY evaluation_year"
    ).fetchall():
        if instrument is None or instrument.tree.instrument != name:
            shifts = simulation.shift_weights(trees[name], assumptions)
            instrument = Instrument(trees[name], assumptions, shifts)
        now = read_year(connection, year, instrument)
        compared = before if before is not None and (now.year, before.year) in comparable else None
        tables.append(pa.Table.from_pydict(_rows(instrument, now, compared), schema=schema))
        before = now
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
    leaves: dict[str, dict[str, float]] = {name: {} for name in scales}
    for instrument, code, part, weight, is_leaf in connection.execute(
        "SELECT instrument, node_code, part_code, weight_percent, is_leaf FROM core.instrument_nodes "
        "WHERE part_code IS NOT NULL ORDER BY ALL"
    ).fetchall():
        if code == part:
            parts[instrument][code] = float(weight)
        if is_leaf:
            leaves[instrument][code] = float(weight)
    return {name: _tree(name, parts[name], leaves[name], scales[name]) for name in scales}


def _tree(name: str, parts: dict[str, float], leaves: dict[str, float], scale: tuple[int, int] | None) -> Tree:
    of_all = sum(parts.values())
    return Tree(
        instrument=name,
        parts=tuple(parts),
        part_shares=tuple(weight / of_all for weight in parts.values()),
        leaves=tuple(leaves),
        leaf_shares=tuple(weight / of_all for weight in leaves.values()),
        scale=scale,
    )


def read_year(connection: Connection, year: int, instrument: Instrument) -> Year:
    """One nationally complete year."""
    tree = instrument.tree
    rows = connection.execute(
        f"SELECT region_code, current_code, kind, hundredths FROM ({_RANKED}) WHERE evaluation_year = $year "
        "ORDER BY position",
        {"year": year},
    ).fetchall()
    codes, current_codes, kinds, hundredths = (list(column) for column in zip(*rows, strict=True))
    levels, parts = _figures(connection, year, tree, len(rows))
    has_levels = ~np.isnan(levels).any(axis=1) & (tree.scale is not None)
    unknown: Basis = "indicator_weights" if tree.leaves else "rounding"
    bases: list[Basis] = ["levels" if known and tree.leaves else unknown for known in has_levels]
    return Year(
        year=year,
        codes=codes,
        current_codes=current_codes,
        kinds=np.array(kinds),
        official=np.array(hundredths, dtype=np.int32),
        scores=parts,
        bases=bases,
        errors=[instrument.errors_of(levels[row] if basis == "levels" else None) for row, basis in enumerate(bases)],
        off_scale=frozenset(code for (code,) in connection.execute(_OFF_SCALE, {"year": year}).fetchall()),
    )


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


def _rows(instrument: Instrument, now: Year, before: Year | None) -> dict[str, list[Any]]:
    ranks = {name: np.zeros(len(now.codes), dtype=np.int32) for name in _COUNTS}
    for kind in np.unique(now.kinds):
        members = np.flatnonzero(now.kinds == kind)
        for name, found in zip(_COUNTS, _of_kind(instrument, now, members), strict=True):
            ranks[name][members] = found
    weighed = ~np.isnan(now.scores).any(axis=1) & bool(instrument.tree.parts)
    index = [_index_interval(instrument, *region) for region in zip(now.official.tolist(), now.errors, strict=True)]
    change = _change_intervals(instrument, now, before)
    return {
        "evaluation_year": [now.year] * len(now.codes),
        "region_code": now.codes,
        "interval_basis": now.bases,
        "draws": [instrument.assumptions.draws] * len(now.codes),
        **{name: found.tolist() for name, found in ranks.items()},
        # Without all its domains nobody knows what other weights would do to a region.
        **{
            name: [end if known else None for end, known in zip(ranks[name], weighed, strict=True)] for name in _WEIGHED
        },
        "index_lo": [low for low, _ in index],
        "index_hi": [high for _, high in index],
        "change_lo": [low for low, _ in change],
        "change_hi": [high for _, high in change],
    }


#: What is found among the regions of a kind.
_WEIGHED = ("weights_rank_lo", "weights_rank_hi")
_COUNTS = ("rank_lo", "rank_hi", *_WEIGHED, "clearly_ahead_of", "clearly_behind")


def _of_kind(instrument: Instrument, now: Year, members: NDArray[np.intp]) -> tuple[Integers, ...]:
    """For these regions, in this order, the figures named in _COUNTS."""
    tree, assumptions = instrument.tree, instrument.assumptions
    official, errors = now.official[members], [now.errors[row] for row in members]

    def by_assessor() -> tuple[Integers, Integers]:
        distinct = {id(one): one for one in errors}
        in_turn = {key: one.spread_evenly(assumptions.draws) for key, one in distinct.items()}
        labels, centres = [(str(now.year), now.codes[row]) for row in members], official * (HUNDREDTH // CELL)
        judged = simulation.judge_anew(tree, assumptions, labels, centres, [in_turn[id(one)] for one in errors])
        return simulation.rank_interval(judged, centres, assumptions)

    def by_weights() -> tuple[Integers, Integers]:
        centres = official * HUNDREDTH
        weighed = simulation.weigh_anew(instrument.shifts, centres, now.scores[members])
        return simulation.rank_interval(weighed, centres, assumptions)

    with ThreadPoolExecutor() as pool:
        judged, weighed = (pool.submit(work) for work in (by_assessor, by_weights))
        return (*judged.result(), *weighed.result(), *_clear_counts(instrument, official, errors))


def _clear_counts(instrument: Instrument, official: Integers, errors: list[Errors]) -> tuple[Integers, Integers]:
    """How many others each region is clearly ahead of, and clearly behind, by indices in hundredths.

    Ahead in so many of all cases as is asked for, and by more than one level of the heaviest indicator makes; where no
    indicator is known, nobody is.
    """
    ahead, behind = np.zeros(len(official), dtype=np.int32), np.zeros(len(official), dtype=np.int32)
    largest = instrument.tree.largest_step
    if largest is None:
        return ahead, behind
    more_than_one_level = 1 + int(round(largest * 100, 6))
    alike = np.array([id(one) for one in errors])
    groups = {key: np.flatnonzero(alike == key) for key in dict.fromkeys(alike.tolist())}
    for upper in groups.values():
        for lower in groups.values():
            difference = instrument.difference(errors[upper[0]], errors[lower[0]])
            lead = max(more_than_one_level, difference.hundredths_for(instrument.assumptions.clear_percent))
            ahead[upper] += np.searchsorted(np.sort(official[lower]), official[upper] - lead, side="right")
            behind[lower] += len(upper) - np.searchsorted(np.sort(official[upper]), official[lower] + lead)
    return ahead, behind


def _index_interval(instrument: Instrument, hundredths: int, errors: Errors) -> tuple[Decimal, Decimal]:
    """The interval of an index; it leaves the scale only where the official index does."""
    low, high = (hundredths * HUNDREDTH // CELL + cells for cells in instrument.ends(errors))
    if instrument.tree.scale is not None:
        lowest, highest = (points * 100 * HUNDREDTH // CELL for points in instrument.tree.scale)
        official = hundredths * HUNDREDTH // CELL
        low, high = max(low, min(lowest, official)), min(high, max(highest, official))
    return Decimal(low).scaleb(-4), Decimal(high).scaleb(-4)


def _change_intervals(instrument: Instrument, now: Year, before: Year | None) -> list[tuple[Decimal | None, ...]]:
    """The interval of each region's change since the year before; nothing where there is none to compare with, or a
    figure is off the scale.
    """
    then = {} if before is None else {code: row for row, code in enumerate(before.current_codes)}
    found: list[tuple[Decimal | None, ...]] = []
    for row, code in enumerate(now.current_codes):
        off_scale = now.codes[row] in now.off_scale
        if before is None or code not in then or off_scale or before.codes[then[code]] in before.off_scale:
            found.append((None, None))
            continue
        change = int(now.official[row] - before.official[then[code]]) * HUNDREDTH // CELL
        ends = instrument.ends(instrument.difference(now.errors[row], before.errors[then[code]]))
        found.append(tuple(Decimal(change + cells).scaleb(-4) for cells in ends))
    return found
