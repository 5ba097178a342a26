"""Small countries made up for tests of the marts: core tables with just what the marts read.

Belongs here: building core tables from a few plain records, and running all models on them in their order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from graphlib import TopologicalSorter
from typing import Any

import duckdb

from sources.declaration.declared import BUNDLED, read_source
from sources.declaration.snapshot_table import read_rows
from warehouse import models, schema, writer
from warehouse.tables import TABLES

DOCUMENT = "made-up"
#: The core tables that a country does not state itself, but that are made from what it states.
_MADE = {"core.year_pairs", "core.speaking_scores", "core.claims", "core.targets", "core.indicator_costs"}


@dataclass(frozen=True)
class Region:
    """One region; figures may be left to the defaults."""

    code: str
    name: str
    kind: str = "kota"
    province_code: str = "01"
    province_name: str = "Satu"
    population: int | None = 100_000
    area_km2: Decimal | None = Decimal("100.000")
    current_code: str | None = None
    valid_from_year: int | None = None
    valid_to_year: int | None = None


@dataclass(frozen=True)
class Score:
    """One winning score of one region and year: INDEX, D1..D4, A1..A8, I01..I47; or PREDIKAT with its word."""

    year: int
    region: str
    measure: str
    value: Decimal | str
    grade: str = "A"


@dataclass
class Country:
    """Core tables in memory."""

    regions: Sequence[Region]
    scores: Sequence[Score]
    complete_years: Iterable[int] = (2023, 2024)
    instruments: dict[int, str] = field(
        default_factory=lambda: {y: "SPBE-2018" if y < 2021 else "SPBE-2020" for y in range(2018, 2026)}
    )

    def build(self) -> duckdb.DuckDBPyConnection:
        """A connection to a new database in memory with every core table; marts are not made yet."""
        connection = duckdb.connect()
        # As the working database: exact sums, no parallel surprises.
        for table in TABLES.values():
            schema.create(connection, table)
        self._reference(connection)
        _put(connection, "core.regions", [self._region(region) for region in self.regions])
        _put(connection, "core.spbe_scores", [self._score(score) for score in self.scores])
        return connection

    def _reference(self, connection: duckdb.DuckDBPyConnection) -> None:
        _put(
            connection,
            "core.documents",
            [
                {
                    **_blank("core.documents"),
                    "document_id": DOCUMENT, "source": "spbe_annual_report", "document_title": "Made up",
                    "document_type": "annual_report", "publisher_id": "Tests", "publisher_en": "Tests",
                    "evidence_grade": "A",
                    "retrieved_from": "nowhere", "retrieved_on": date(2026, 1, 1), "licence": "none", "terms": "none",
                    "transcription": "made up", "file_name": "none", "file_sha256": "0" * 64, "file_bytes": 1,
                    "file_rows": 1, "document_version": 1,
                }
            ],
        )  # fmt: skip
        _put(
            connection,
            "core.evaluation_years",
            [
                {
                    **_blank("core.evaluation_years"),
                    "evaluation_year": year, "instrument": instrument, "verification": "verified",
                    "nationally_complete": year in set(self.complete_years), "document_id": DOCUMENT, "locator": "-",
                }
                for year, instrument in self.instruments.items()
            ],
        )  # fmt: skip
        for name in ("instruments", "instrument_nodes", "predikat_bands"):
            _put_snapshot(connection, name)

    @staticmethod
    def _region(region: Region) -> dict[str, Any]:
        return {
            **_blank("core.regions"),
            "region_code": region.code, "version": 1, "region_name": region.name, "kind": region.kind,
            "province_code": region.province_code, "province_name": region.province_name, "autonomous": True,
            "valid_from_year": region.valid_from_year, "valid_to_year": region.valid_to_year,
            "current_code": region.current_code or region.code, "population": region.population,
            "area_km2": region.area_km2, "latitude": Decimal("-7"), "longitude": Decimal("110"),
            "document_id": DOCUMENT, "locator": "line 1",
        }  # fmt: skip

    def _score(self, score: Score) -> dict[str, Any]:
        word = isinstance(score.value, str)
        return {
            **_blank("core.spbe_scores"),
            "evaluation_year": score.year, "region_code": score.region, "measure": score.measure,
            "instrument": self.instruments[score.year], "score": None if word else score.value,
            "printed_value": str(score.value), "status": "published", "evidence_grade": score.grade,
            "statement_count": 1, "document_id": DOCUMENT,
            "observation_id": f"{DOCUMENT}#{score.year}.{score.region}.{score.measure}",
        }  # fmt: skip


def _blank(name: str) -> dict[str, Any]:
    return dict.fromkeys(TABLES[name].column_names)


def _put(connection: duckdb.DuckDBPyConnection, name: str, records: Sequence[dict[str, Any]]) -> None:
    writer.replace(connection, TABLES[name], records)


def _put_snapshot(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """The real instruments: a made-up country is evaluated by the real rules."""
    source = read_source(BUNDLED / "instruments")
    raw = TABLES[f"raw.{name}"]
    records = [
        {
            **dict.fromkeys(raw.column_names),
            "document_id": snapshot.sidecar.document_id,
            "document_version": 1,
            "line_no": row.line_no,
            "locator": f"line {row.line_no}",
            **row.cells,
        }
        for snapshot in source.snapshots_of(name)
        for row in read_rows(snapshot.path, snapshot.read_bytes())
    ]
    writer.replace(connection, raw, records)
    writer.derive(connection, TABLES[f"core.{name}"])


def derive_core(connection: duckdb.DuckDBPyConnection) -> None:
    """Run the core models that the marts read and that a made-up country does not state itself."""
    for name in ("core.year_pairs", "core.speaking_scores"):
        writer.derive(connection, TABLES[name])


def derive_marts(connection: duckdb.DuckDBPyConnection, only: Iterable[str] | None = None) -> None:
    """Run every mart's model on what is stored, each after those that it reads.

    Args:
        connection: a database with the core tables.
        only: these marts and what they need of the others; None for all.
    """
    made = {name: table for name, table in TABLES.items() if table.layer == "mart" or name in _MADE}
    needs = {name: set(models.reads(made[name])) & made.keys() - {name} for name in made}
    wanted = set(made) if only is None else _closure(set(only), needs)
    for name in TopologicalSorter({name: needs[name] for name in sorted(wanted)}).static_order():
        models.make(connection, made[name])


def _closure(names: set[str], needs: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    while names:
        name = names.pop()
        if name not in found:
            found.add(name)
            names |= needs[name]
    return found
