"""The instrument of an evaluation year, from the bundled lists: its scale, its nodes and their weights."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from sources.declaration.declared import BUNDLED


@dataclass(frozen=True)
class YearInstrument:
    """What results of a year consist of.

    Args:
        name: "SPBE-2020".
        level_min: the lowest level.
        level_max: the highest level.
        whole_levels: whether levels are whole numbers; elsewhere they are decimals, and some may be not yet scored.
        parts: the nodes right below the index, each with its weight in percent.
        leaves: the codes of what is given a level, in order: indicators, or the services that make one.
        nodes: the codes of all that has a score: the index, its parts, and so on down to the leaves.
    """

    name: str
    level_min: int
    level_max: int
    whole_levels: bool
    parts: Mapping[str, Decimal]
    leaves: tuple[str, ...]
    nodes: frozenset[str]


@cache
def instrument_of(year: int) -> YearInstrument | None:
    """The instrument of an evaluation year; None when none is listed, or its regulation has not been read."""
    for row in bundled_rows("instruments.csv"):
        if row["level_min"] and int(row["first_year"]) <= year <= int(row["last_year"] or year):
            nodes = [node for node in bundled_rows("instrument_nodes_*.csv") if node["instrument"] == row["instrument"]]
            parents = {node["parent_code"] for node in nodes}
            return YearInstrument(
                row["instrument"],
                int(row["level_min"]),
                int(row["level_max"]),
                bool(row["level_step"]),
                {n["node_code"]: Decimal(n["weight_percent"]) for n in nodes if n["parent_code"] == "INDEX"},
                tuple(n["node_code"] for n in nodes if n["node_code"] not in parents),
                frozenset(n["node_code"] for n in nodes),
            )
    return None


def bundled_rows(pattern: str) -> Iterator[dict[str, str]]:
    """The rows of the bundled lists whose file names fit a pattern."""
    for file in sorted((BUNDLED / "instruments" / "snapshots").glob(pattern)):
        with file.open(encoding="utf-8", newline="") as stream:
            yield from csv.DictReader(stream)
