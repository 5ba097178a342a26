"""The instrument in force in the newest complete year, as the calculator needs it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from warehouse.connection import Connection, records_of
from warehouse.words.catalogue import read_catalogue


@dataclass(frozen=True)
class Node:
    """An indicator, an aspect or a domain.

    Args:
        code: as the instrument has it.
        name: in Indonesian.
        parent: the code of the aspect of an indicator, of the domain of an aspect.
        domain: the code of the domain that it belongs to.
        weight: percent of the index.
    """

    code: str
    name: str
    parent: str
    domain: str
    weight: Decimal


@dataclass(frozen=True)
class Instrument:
    """How levels become an index and a grade.

    Args:
        code: of the instrument.
        regulation: that sets it.
        lowest: level.
        highest: level.
        whole_levels: whether levels are whole numbers; elsewhere they are decimals.
        indicators: in their order.
        aspects: in their order.
        domains: in their order; none where aspects lie right below the index.
        bands: the grades from the lowest on, each with the index at which it begins; the lowest begins with the scale.
    """

    code: str
    regulation: str
    lowest: int
    highest: int
    whole_levels: bool
    indicators: Sequence[Node]
    aspects: Sequence[Node]
    domains: Sequence[Node]
    bands: Sequence[tuple[str, Decimal]]

    @property
    def parts(self) -> Sequence[Node]:
        """What the index is the weighted mean of: its domains, or its aspects."""
        return self.domains or self.aspects

    def called(self, what: str) -> str:
        """The index or its parts in Indonesian: a list of warehouse/words/interface/instruments.yml."""
        return read_catalogue().label(what, self.code, "id")


_NODES_SQL = """
SELECT n.* FROM core.instrument_nodes AS n INNER JOIN core.evaluation_years AS y ON y.instrument = n.instrument
WHERE y.evaluation_year = ? ORDER BY n.node_type, n.number
"""
_BANDS_SQL = """
SELECT b.predikat, coalesce(b.lower_inclusive, i.level_min) AS begins, i.instrument, i.regulation, i.level_min,
  i.level_max, i.level_step
FROM core.predikat_bands AS b
INNER JOIN core.evaluation_years AS y ON y.instrument = b.instrument
INNER JOIN core.instruments AS i ON i.instrument = b.instrument
WHERE y.evaluation_year = ? ORDER BY begins
"""


def read_instrument(database: Connection, year: int) -> Instrument | None:
    """The instrument of that year; None while its weights, levels or grades are not known.

    Args:
        database: a release.
        year: of the evaluation.
    """
    nodes = _records(database, _NODES_SQL, year)
    bands = _records(database, _BANDS_SQL, year)

    def of_type(node_type: str) -> list[Node]:
        return [
            Node(node["node_code"], node["name_id"], node["parent_code"], node["part_code"], node["weight_percent"])
            for node in nodes
            if node["node_type"] == node_type
        ]

    indicators = of_type("indicator")
    known = [*(node.weight for node in indicators), *(band[name] for band in bands for name in ("level_min", "begins"))]
    if not indicators or not bands or None in known:
        return None
    return Instrument(
        code=bands[0]["instrument"],
        regulation=bands[0]["regulation"],
        lowest=bands[0]["level_min"],
        highest=bands[0]["level_max"],
        whole_levels=bands[0]["level_step"] is not None,
        indicators=indicators,
        aspects=of_type("aspect"),
        domains=of_type("domain"),
        bands=[(band["predikat"], band["begins"]) for band in bands],
    )


def index_heading(database: Connection, year: int) -> str:
    """What the index of that year is called, in Indonesian, as a heading.

    Args:
        database: a release.
        year: of the evaluation.
    """
    (found,) = _records(database, "SELECT instrument FROM core.evaluation_years WHERE evaluation_year = ?", year)
    return read_catalogue().label("index_heading", found["instrument"], "id")


def _records(database: Connection, query: str, year: int) -> list[dict[str, Any]]:
    return records_of(database, query.replace("?", str(year)))
