"""Core assets that need Python: names become codes, printed figures decimals, and what cannot be read is set apart."""

# No postponed annotations here: Dagster reads the annotations of assets and checks as objects.

from collections.abc import Callable, Iterator
from typing import Any

import dagster as dg

from assets.described import key, key_of, print_of_model, shown, stored_metadata, table_asset
from assets.loads import record_stage
from assets.workspace import Workspace
from sources.archive.holdings import loaded_holdings, row_count
from sources.archive.store import Archive
from sources.declaration.declared import Bilingual, Source, text_columns
from sources.regions.register import all_aliases, region_names, register_versions
from sources.statements.corrections import read_corrections
from sources.statements.readers import STATEMENT_READERS
from sources.statements.statements import AppliedCorrection, Document, Statements
from warehouse import writer
from warehouse.connection import Connection
from warehouse.spec import Table
from warehouse.tables import TABLES
from warehouse.words.catalogue import read_catalogue

_DOCUMENTS = TABLES["core.documents"]
_REGIONS = TABLES["core.regions"]
_ALIASES = TABLES["core.region_aliases"]
_NAMES = TABLES["core.region_names"]
_OBSERVATIONS = TABLES["core.observations"]
_QUARANTINE = TABLES["audit.quarantine"]
_CORRECTIONS = TABLES["audit.corrections_applied"]


def build_core_assets() -> list[dg.AssetsDefinition]:
    """The core tables that need Python: names, codes and printed figures are read there."""
    return [documents, codes, regions, region_aliases, region_keys, observations]


def _replaced(
    workspace: Workspace, table: Table, make: Callable[[Connection], list[dict[str, Any]]]
) -> dg.MaterializeResult:  # type: ignore[type-arg]
    with workspace.working() as connection:
        writer.replace(connection, table, make(connection))
        return dg.MaterializeResult(metadata=stored_metadata(connection, table))


# Which documents are loaded, the raw tables say: so they come first.
@table_asset(_DOCUMENTS, kind="yaml", deps=[key(table) for table in TABLES.values() if table.layer == "raw"])
def documents(workspace: Workspace) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """Every document that a figure can come from, with its grade and the sha256 of its bytes."""
    sources = workspace.sources()

    def make(connection: Connection) -> list[dict[str, Any]]:
        return _document_records(sources, workspace.archive, _loaded(connection))

    made = _replaced(workspace, _DOCUMENTS, make)
    record_stage(workspace.data_path, "cleaned", after="loaded")
    return made


@table_asset(TABLES["core.codes"], kind="yaml")
def codes(workspace: Workspace) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """Every code list with its labels and sentences in Indonesian and English."""
    return _replaced(workspace, TABLES["core.codes"], lambda _: list(read_catalogue().records()))


@table_asset(_REGIONS, kind="python", deps=[key_of("raw.regions"), key_of("raw.region_changes")])
def regions(workspace: Workspace) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """Every region in every version that it has had."""

    def make(connection: Connection) -> list[dict[str, Any]]:
        return register_versions(_raw(connection, "raw.regions"), _raw(connection, "raw.region_changes"))

    return _replaced(workspace, _REGIONS, make)


@table_asset(_ALIASES, kind="python", deps=[key_of("raw.region_aliases")])
def region_aliases(workspace: Workspace) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """Spellings of region names, and which of them may be used."""

    def make(connection: Connection) -> list[dict[str, Any]]:
        return all_aliases(_raw(connection, "raw.region_aliases"), workspace.sources_path)

    return _replaced(workspace, _ALIASES, make)


@table_asset(_NAMES, kind="python", deps=[key(_REGIONS), key(_ALIASES)])
def region_keys(workspace: Workspace) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """Which region a name names, for the macros that take names as people write them."""

    def make(connection: Connection) -> list[dict[str, Any]]:
        names = region_names(writer.records(connection, _REGIONS), writer.records(connection, _ALIASES))
        return names.records()

    return _replaced(workspace, _NAMES, make)


@dg.multi_asset(
    specs=[
        dg.AssetSpec(
            key(table),
            deps=[
                key_of(name)
                for name in (
                    *(f"raw.{name}" for name in STATEMENT_READERS),
                    "raw.spbe_known_deviations",
                    "core.documents",
                    "core.evaluation_years",
                    "core.regions",
                    "core.region_aliases",
                )
            ],
            **shown(table, kinds={"python"}, code_version=print_of_model(table, Statements)),
        )
        for table in (_OBSERVATIONS, _QUARANTINE, _CORRECTIONS)
    ],
    name="observations",
)
def observations(workspace: Workspace) -> Iterator[dg.MaterializeResult]:  # type: ignore[type-arg]
    """Every statement of an SPBE score; beside it the rows that could not be read, and what was corrected."""
    sources = workspace.sources()
    with workspace.working() as connection:
        statements = Statements(
            _documents(connection),
            _instruments(connection),
            _deviations(connection),
            {source.source: read_corrections(source.folder) for source in sources},
        )
        names = region_names(writer.records(connection, _REGIONS), writer.records(connection, _ALIASES))
        for name, read_statements in STATEMENT_READERS.items():
            read_statements(_raw(connection, f"raw.{name}"), names, statements)
        writer.replace(connection, _OBSERVATIONS, statements.accepted)
        writer.replace(connection, _QUARANTINE, statements.refused)
        writer.replace(connection, _CORRECTIONS, [_correction_record(applied) for applied in statements.corrections])
        for table in (_OBSERVATIONS, _QUARANTINE, _CORRECTIONS):
            yield dg.MaterializeResult(asset_key=key(table), metadata=stored_metadata(connection, table))


def _correction_record(applied: AppliedCorrection) -> dict[str, Any]:
    declared = applied.correction
    return {
        "correction_id": f"{declared.document_id}#{declared.locator}.{declared.measure}",
        "source": applied.source,
        "document_id": declared.document_id,
        "locator": declared.locator,
        "printed_name": declared.agency,
        "measure": declared.measure,
        "action": declared.action,
        "expected_printed": declared.expect,
        "found_printed": applied.found_printed,
        "value": declared.value,
        "value_lo": declared.value_lo,
        "value_hi": declared.value_hi,
        "derived": declared.derived,
        "correction_outcome": applied.outcome,
        **text_columns("correction_reason", declared.reason),
        "decided_by": declared.decided_by,
        "decided_on": declared.decided_on,
    }


def _raw(connection: Connection, name: str) -> list[dict[str, Any]]:
    return writer.records(connection, TABLES[name])


def _loaded(connection: Connection) -> set[tuple[str, int]]:
    """(document id, version) of every document whose rows are loaded."""
    return {
        (str(document), int(version))
        for table in TABLES.values()
        if table.layer == "raw"
        for document, version in writer.distinct(connection, table, ("document_id", "document_version"))
    }


def _document_records(
    sources: tuple[Source, ...], archive: Archive, loaded: set[tuple[str, int]]
) -> list[dict[str, Any]]:
    declared = {source.source: source for source in sources}
    return [
        {
            "document_id": card.document_id,
            "source": source.source,
            "document_title": card.title,
            "document_type": card.document_type,
            **text_columns("publisher", card.publisher),
            "document_number": card.document_number,
            "document_date": card.document_date,
            "decree_number": card.decree_number,
            "decree_date": card.decree_date,
            "edition": card.edition,
            "evidence_grade": card.evidence_grade,
            "url": card.url,
            "retrieved_from": card.retrieved_from,
            "retrieved_on": card.retrieved_on,
            # Of a document that came in, what its source declares today: the copy on its card is of that day.
            "licence": source.licence if holding.card else card.licence,
            "transcription": card.transcription,
            "copy_kind": card.held_copy.kind,
            "copy_sha256": card.held_copy.sha256,
            "copies_compared": "; ".join(
                f"{other.copy_at}: {other.rows_equal}/{other.rows}" for other in card.held_copy.compared_with
            )
            or None,
            "stated_agencies": card.states.get("agencies"),
            "stated_central": card.states.get("central"),
            "stated_regional": card.states.get("regional"),
            "first_table": card.states.get("first_table"),
            "last_table": card.states.get("last_table"),
            "file_name": holding.file_name,
            "file_sha256": card.sha256,
            "file_bytes": card.bytes,
            "file_rows": row_count(holding, archive, declared),
            "document_version": holding.version,
            "original_name": holding.card.original_name if holding.card else None,
            "retrieved_at": holding.card.retrieved_at.isoformat(timespec="seconds") if holding.card else None,
        }
        for source in sources
        for holding in loaded_holdings(source, archive, loaded)
        for card in (holding.sidecar,)
    ]


def _documents(connection: Connection) -> dict[str, Document]:
    rows = writer.records(connection, _DOCUMENTS)
    return {row["document_id"]: Document(row["document_id"], row["file_name"], row["evidence_grade"]) for row in rows}


def _instruments(connection: Connection) -> dict[int, str]:
    rows = writer.records(connection, TABLES["core.evaluation_years"])
    return {row["evaluation_year"]: row["instrument"] for row in rows}


def _deviations(connection: Connection) -> dict[tuple[int, str, str], Bilingual]:
    """Why a figure off the scale stands; deviations from other rules say nothing of the figure itself."""
    return {
        (int(row["evaluation_year"]), row["agency"], row["measure"]): Bilingual(
            id=row["reason_id"], en=row["reason_en"]
        )
        for row in _raw(connection, "raw.spbe_known_deviations")
        if row["rule"] == "value_on_the_scale"
    }
