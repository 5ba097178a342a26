"""Small countries made up for tests of the marts: core tables with just what the marts read, and their marts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from graphlib import TopologicalSorter
from typing import Any

import duckdb

from expectations.suites import SUITES
from sources.declaration.declared import BUNDLED, read_source
from sources.declaration.snapshot_table import read_rows
from warehouse import models, schema, writer
from warehouse.tables import TABLES

DOCUMENT = "made-up"
#: The core tables that a country does not state itself, but that are made from what it states.
_MADE = {
    "core.year_pairs", "core.observation_flags", "core.speaking_scores", "core.claims", "core.targets",
    "core.indicator_costs",
}  # fmt: skip


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
    document: str = DOCUMENT
    deviation: str | None = None


@dataclass
class Country:
    """Core tables in memory."""

    regions: Sequence[Region]
    scores: Sequence[Score]
    complete_years: Iterable[int] = (2023, 2024)
    instruments: dict[int, str] = field(
        default_factory=lambda: {y: "SPBE-2018" if y < 2021 else "SPBE-2020" for y in range(2018, 2026)}
    )
    #: Lines as typed of raw.claims, raw.targets (besides the national targets of every region), raw.indicator_costs.
    lists: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    #: An instrument of which the name alone is known: no scale, no indicators, no grades.
    unknown: str = ""

    def build(self) -> duckdb.DuckDBPyConnection:
        """A connection to a new database in memory with every core table; marts are not made yet."""
        connection = duckdb.connect()
        for table in TABLES.values():
            schema.create(connection, table)
        self._reference(connection)
        put(connection, "core.regions", [self._region(region) for region in self.regions])
        put(connection, "core.spbe_scores", [self._score(score) for score in self.scores])
        return connection

    def derived(self, *marts: str) -> dict[str, list[dict[str, Any]]]:
        """The rows of these marts, by name without the layer."""
        with self.build() as connection:
            derive_marts(connection, [f"mart.{name}" for name in marts])
            return {name: writer.records(connection, TABLES[f"mart.{name}"]) for name in marts}

    def _reference(self, connection: duckdb.DuckDBPyConnection) -> None:
        document = {
            "source": "spbe_annual_report", "document_title": "Made up",
            "document_type": "annual_report", "publisher_id": "Tests", "publisher_en": "Tests", "evidence_grade": "A",
            "retrieved_from": "nowhere", "retrieved_on": date(2026, 1, 1), "licence": "press",
            "transcription": "made up", "copy_kind": "transcription",
            "file_name": "none", "file_sha256": "0" * 64, "file_bytes": 1,
            "file_rows": 1, "document_version": 1,
        }  # fmt: skip
        put(connection, "core.documents", [document])
        years = [
            {
                "evaluation_year": year,
                "instrument": instrument,
                "verification": "verified",
                "nationally_complete": year in set(self.complete_years),
            }
            for year, instrument in self.instruments.items()
        ]
        put(connection, "core.evaluation_years", years)
        # A made-up country is evaluated by the real rules, and held to the real targets of every region.
        for name in ("instruments", "instrument_nodes", "predikat_bands"):
            lines = _bundled("instruments", name)
            if name == "instruments":
                blank = dict.fromkeys(("level_min", "level_max", "level_step"), "")
                lines = [{**line, **blank} if line["instrument"] == self.unknown else line for line in lines]
            else:
                lines = [line for line in lines if line["instrument"] != self.unknown]
            put_lines(connection, f"raw.{name}", lines)
            writer.derive(connection, TABLES[f"core.{name}"])
        national = [line for line in _bundled("targets", "targets") if line["scope"] == "every_region"]
        for name, lines in {"raw.targets": [], **self.lists}.items():
            put_lines(connection, name, [*national, *lines] if name == "raw.targets" else lines)

    @staticmethod
    def _region(region: Region) -> dict[str, Any]:
        return {
            "region_code": region.code, "version": 1, "region_name": region.name, "kind": region.kind,
            "province_code": region.province_code, "province_name": region.province_name, "autonomous": True,
            "valid_from_year": region.valid_from_year, "valid_to_year": region.valid_to_year,
            "current_code": region.current_code or region.code, "population": region.population,
            "area_km2": region.area_km2, "latitude": Decimal("-7"), "longitude": Decimal("110"),
        }  # fmt: skip

    def _score(self, score: Score) -> dict[str, Any]:
        word = isinstance(score.value, str)
        return {
            "evaluation_year": score.year, "region_code": score.region, "measure": score.measure,
            "instrument": self.instruments[score.year], "score": None if word else score.value,
            "printed_value": str(score.value), "status": "published", "evidence_grade": score.grade,
            "statement_count": 1, "document_id": score.document, "deviation_reason_id": score.deviation,
            "deviation_reason_en": score.deviation,
            "observation_id": f"{DOCUMENT}#{score.year}.{score.region}.{score.measure}",
        }  # fmt: skip


def put(connection: duckdb.DuckDBPyConnection, name: str, records: Iterable[dict[str, Any]]) -> None:
    """Rows in place of all that are stored; what they do not state is NULL."""
    table = TABLES[name]
    stated = {"document_id": DOCUMENT, "locator": "-"}
    blank = {column: stated.get(column) for column in table.column_names}
    writer.replace(connection, table, [{**blank, **record} for record in records])


def put_lines(connection: duckdb.DuckDBPyConnection, name: str, lines: Iterable[dict[str, str]]) -> None:
    """Lines as typed in place of all that are stored; the first is line 2, after the names of the columns."""
    typed = [column for column in TABLES[name].column_names if column not in {"document_id", "document_version"}]
    put(
        connection,
        name,
        [
            {**dict.fromkeys(typed, ""), "document_version": 1, "line_no": number, "locator": f"line {number}", **line}
            for number, line in enumerate(lines, start=2)
        ],
    )


def _bundled(source: str, name: str) -> list[dict[str, str]]:
    snapshots = read_source(BUNDLED / source).snapshots_of(name)
    return [row.cells for one in snapshots for row in read_rows(one.path, one.read_bytes())]


def offending(connection: duckdb.DuckDBPyConnection, rule: str) -> list[tuple[Any, ...]]:
    """The rows that a rule, named as table/rule, selects from what is stored."""
    table, name = rule.split("/")
    (found,) = [one for one in SUITES[table].rules if one.name == name]
    return connection.execute(str(found.query)).fetchall()


def derive_marts(connection: duckdb.DuckDBPyConnection, only: Iterable[str] | None = None) -> None:
    """Run every mart's model on what is stored, each after those that it reads.

    Args:
        connection: a database with the core tables.
        only: these tables and what they need of the others; None for all.
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
