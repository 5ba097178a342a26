"""How far a release has jumped from the one before it, and whether that is within expectations/bounds.yml.

A build can be right by every rule and still have lost a tenth of its figures: rules look at rows that are there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import yaml

_FILE = Path(__file__).with_suffix(".yml")
_RANKING = "mart.region_ranking"


@dataclass(frozen=True)
class Jump:
    """A measure beyond one of its bounds.

    Args:
        measure: its name in bounds.yml.
        of: the table or the year.
        before: what it is in the release in force.
        now: what it is in the new one.
        stops: whether it is not published without a reason.
    """

    measure: str
    of: str
    before: str
    now: str
    stops: bool

    def __str__(self) -> str:
        return f"{self.measure} of {self.of}: {self.before} -> {self.now}"


def jumps(old: Mapping[str, pa.Table], new: Mapping[str, pa.Table]) -> list[Jump]:
    """The measures that are beyond a bound.

    Args:
        old: the tables of the release in force.
        new: those of the new one.
    """
    bounds = _bounds()
    found = []
    for measure, of, before, now, value in _measures(old, new, bounds["tables"].split()):
        stops = _beyond(value, bounds[measure], "stop")
        if stops or _beyond(value, bounds[measure], "warn"):
            found.append(Jump(measure, of, before, now, stops))
    return found


def _beyond(value: Decimal, bound: Mapping[str, float], what: str) -> bool:
    below, above = bound.get(f"{what}_below"), bound.get(f"{what}_above")
    return (below is not None and value < Decimal(str(below))) or (above is not None and value > Decimal(str(above)))


def _measures(
    old: Mapping[str, pa.Table], new: Mapping[str, pa.Table], tables: list[str]
) -> Iterator[tuple[str, str, str, str, Decimal]]:
    """Every measure: its name, of what, before, now, and what is held against the bounds."""
    for name in tables:
        before, now = (some[name].num_rows if name in some else 0 for some in (old, new))
        if before:
            yield "rows", name, f"{before} rows", f"{now} rows", Decimal(now) / before
    was, is_now = _ranked(old[_RANKING]), _ranked(new[_RANKING])
    for year, before in was.items():
        now = is_now.get(year, {})
        yield "ranked_regions", str(year), f"{len(before)}", f"{len(now)}", Decimal(len(now)) / len(before)
        both = before.keys() & now.keys()
        if not both:
            continue
        means = [sum((row[0] for row in rows.values()), Decimal(0)) / len(rows) for rows in (before, now)]
        yield "mean_index", str(year), f"{means[0]:.3f}", f"{means[1]:.3f}", abs(means[0] - means[1])
        moved = sum(before[code][1] != now[code][1] for code in both)
        yield "moved_ranks", str(year), "0", f"{moved} of {len(both)} regions", Decimal(moved) / len(both)


def _ranked(ranking: pa.Table) -> dict[int, dict[str, tuple[Decimal, int]]]:
    """Index and rank of every ranked region, by year."""
    found: dict[int, dict[str, tuple[Decimal, int]]] = defaultdict(dict)
    names = ("evaluation_year", "region_code", "spbe_index", "rank_in_kind")
    for year, code, index, rank in zip(*(ranking[name].to_pylist() for name in names), strict=True):
        if rank is not None:
            found[year][code] = index, rank
    return dict(found)


@cache
def _bounds() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return read
