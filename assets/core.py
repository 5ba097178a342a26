"""Core assets that need Python: names become codes, printed figures decimals, and what cannot be read is set apart.

Belongs here: the shells around the reading in sources/. Does not belong here: tables that are one SQL statement
(models.py).
"""

# No postponed annotations here: Dagster reads the annotations of assets and checks as objects.

from collections.abc import Callable
from typing import Any

import dagster as dg

from assets.described import OWNERS, definition_metadata, description, key, key_of, stored_metadata, table_asset
from assets.workspace import Workspace
from sources.declared import Source, read_sources
from sources.region_names import Alias, RegionNames, RegionVersion
from sources.regions.register import register_versions, usable_aliases
from sources.spbe_agency_report import statements as agency_report
from sources.spbe_annual_report import statements as annual_report
from sources.spbe_printed_means import statements as printed_means
from sources.spbe_statements import Document, Statements
from warehouse import writer
from warehouse.connection import Connection
from warehouse.spec import Table
from warehouse.tables import TABLES

_DOCUMENTS = TABLES["core.documents"]
_REGIONS = TABLES["core.regions"]
_ALIASES = TABLES["core.region_aliases"]
_OBSERVATIONS = TABLES["core.observations"]
_QUARANTINE = TABLES["audit.quarantine"]


def build_core_assets() -> list[dg.AssetsDefinition]:
    """The core tables that need Python: names, codes and printed figures are read there."""
    return [documents, regions, region_aliases, observations]


def _replaced(
    workspace: Workspace, table: Table, make: Callable[[Connection], list[dict[str, Any]]]
) -> dg.MaterializeResult:  # type: ignore[type-arg]
    with workspace.working() as connection:
        writer.replace(connection, table, make(connection))
        return dg.MaterializeResult(metadata=stored_metadata(connection, table))


@table_asset(_DOCUMENTS, "reference", kind="yaml")
def documents(workspace: Workspace) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """Every document that a figure can come from, with its grade and the sha256 of its bytes."""
    return _replaced(workspace, _DOCUMENTS, lambda _: _document_records(read_sources(workspace.sources_path)))


@table_asset(_REGIONS, "reference", kind="python", deps=[key_of("raw.regions"), key_of("raw.region_changes")])
def regions(workspace: Workspace) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """Every region in every version that it has had."""

    def make(connection: Connection) -> list[dict[str, Any]]:
        return register_versions(_raw(connection, "raw.regions"), _raw(connection, "raw.region_changes"))

    return _replaced(workspace, _REGIONS, make)


@table_asset(_ALIASES, "reference", kind="python", deps=[key_of("raw.region_aliases")])
def region_aliases(workspace: Workspace) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """Spellings of region names, and which of them may be used."""

    def make(connection: Connection) -> list[dict[str, Any]]:
        records = usable_aliases(_raw(connection, "raw.region_aliases"))
        known = {(record["alias_key"], record["kind"], record["current_code"]): record for record in records}
        for alias, printed in annual_report.read_aliases(workspace.sources_path / "spbe_annual_report"):
            known[alias.alias_key, alias.kind, alias.current_code] = {
                "alias_key": alias.alias_key,
                "kind": alias.kind,
                "current_code": alias.current_code,
                "alias": printed,
                "usable": True,
                "unusable_reason": None,
                "document_id": None,
            }
        return list(known.values())

    return _replaced(workspace, _ALIASES, make)


@dg.multi_asset(
    specs=[
        dg.AssetSpec(
            key(table),
            deps=[
                key_of(name)
                for name in (
                    "raw.spbe_annual_report",
                    "raw.spbe_printed_means",
                    "raw.spbe_agency_report",
                    "raw.spbe_known_deviations",
                    "core.documents",
                    "core.evaluation_years",
                    "core.regions",
                    "core.region_aliases",
                )
            ],
            description=description(table),
            group_name="spbe",
            owners=OWNERS,
            kinds={"python", "duckdb"},
            tags={"layer": table.layer},
            metadata=definition_metadata(table),
        )
        for table in (_OBSERVATIONS, _QUARANTINE)
    ],
    name="observations",
)
def observations(workspace: Workspace) -> tuple[dg.MaterializeResult, dg.MaterializeResult]:  # type: ignore[type-arg]
    """Every statement of an SPBE score, and beside it the rows that could not be read."""
    with workspace.working() as connection:
        statements = Statements(_documents(connection), _instruments(connection), _deviations(connection))
        names = _region_names(connection)
        annual_report.read_statements(_raw(connection, "raw.spbe_annual_report"), names, statements)
        agency_report.read_statements(_raw(connection, "raw.spbe_agency_report"), names, statements)
        printed_means.read_statements(_raw(connection, "raw.spbe_printed_means"), statements)
        writer.replace(connection, _OBSERVATIONS, statements.accepted)
        writer.replace(connection, _QUARANTINE, statements.refused)
        return (
            dg.MaterializeResult(asset_key=key(_OBSERVATIONS), metadata=stored_metadata(connection, _OBSERVATIONS)),
            dg.MaterializeResult(asset_key=key(_QUARANTINE), metadata=stored_metadata(connection, _QUARANTINE)),
        )


def _raw(connection: Connection, name: str) -> list[dict[str, Any]]:
    return writer.records(connection, TABLES[name])


def _document_records(sources: tuple[Source, ...]) -> list[dict[str, Any]]:
    return [
        {
            "document_id": card.document_id,
            "source": source.source,
            "document_title": card.title,
            "document_type": card.document_type,
            "publisher": card.publisher,
            "document_number": card.document_number,
            "document_date": card.document_date,
            "decree_number": card.decree_number,
            "decree_date": card.decree_date,
            "edition": card.edition,
            "evidence_grade": card.evidence_grade,
            "url": card.url,
            "retrieved_from": card.retrieved_from,
            "retrieved_on": card.retrieved_on,
            "licence": card.licence,
            "terms": card.terms,
            "transcription": card.transcription,
            "stated_agencies": card.states.get("agencies"),
            "stated_central": card.states.get("central"),
            "stated_regional": card.states.get("regional"),
            "first_table": card.states.get("first_table"),
            "last_table": card.states.get("last_table"),
            "file_name": f"{source.source}/snapshots/{card.file}",
            "file_sha256": card.sha256,
            "file_bytes": card.bytes,
            "file_rows": card.rows,
        }
        for source in sources
        for card in (snapshot.sidecar for snapshot in source.snapshots)
    ]


def _documents(connection: Connection) -> dict[str, Document]:
    rows = writer.records(connection, _DOCUMENTS)
    return {row["document_id"]: Document(row["document_id"], row["file_name"], row["evidence_grade"]) for row in rows}


def _instruments(connection: Connection) -> dict[int, str]:
    rows = writer.records(connection, TABLES["core.evaluation_years"])
    return {row["evaluation_year"]: row["instrument"] for row in rows}


def _deviations(connection: Connection) -> dict[tuple[int, str, str], str]:
    rows = _raw(connection, "raw.spbe_known_deviations")
    return {(int(row["evaluation_year"]), row["agency"], row["measure"]): row["reason"] for row in rows}


def _region_names(connection: Connection) -> RegionNames:
    versions = [
        RegionVersion(
            region_code=row["region_code"],
            region_name=row["region_name"],
            kind=row["kind"],
            province_code=row["province_code"],
            autonomous=row["autonomous"],
            valid_from_year=row["valid_from_year"],
            valid_to_year=row["valid_to_year"],
            current_code=row["current_code"],
        )
        for row in writer.records(connection, _REGIONS)
    ]
    aliases = [
        Alias(row["alias_key"], row["kind"], row["current_code"])
        for row in writer.records(connection, _ALIASES)
        if row["usable"]
    ]
    return RegionNames(versions, aliases)
