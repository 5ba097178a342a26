"""Raw assets: one per raw table of each source, partitioned by the years that the source declares."""

# No postponed annotations here: Dagster reads the annotations of assets and checks as objects.

import warnings

import dagster as dg

from assets.described import (
    OWNERS,
    definition_metadata,
    description,
    documents_metadata,
    key,
    stored_metadata,
)
from assets.workspace import Workspace
from expectations import runner
from sources.archive.holdings import held_years, holding_records, holdings
from sources.declaration.declared import Source, read_sources
from warehouse import writer
from warehouse.spec import Table
from warehouse.tables import TABLES

# Run as one run over many years is what this project wants of Dagster; that it is marked beta is known.
warnings.filterwarnings("ignore", message=".*backfill_policy.*", category=dg.BetaWarning)


class NothingArrived(dg.Failure):
    """A declared year was asked for, of which no document has come in."""


#: Columns that the pipeline adds to what is printed.
_PLACE = {"edition", "document_id", "document_version", "line_no", "locator"}


def years_of(source: Source) -> dg.StaticPartitionsDefinition | None:
    """The source's declared years as partitions; None for a reference source, which is loaded whole."""
    return None if source.years is None else dg.StaticPartitionsDefinition([str(year) for year in source.years])


def build_raw_assets(sources: tuple[Source, ...]) -> list[dg.AssetsDefinition]:
    """One asset per raw table that a source fills."""
    return [_raw_asset(source, TABLES[f"raw.{name}"]) for source in sources for name in source.raw_tables]


def _raw_asset(source: Source, table: Table) -> dg.AssetsDefinition:
    folder = source.folder.name
    printed = [name for name in table.column_names if name not in _PLACE]
    partitions = years_of(source)

    @dg.asset(
        key=key(table),
        description=f"{description(table)}\n\nSumber: {source.title.id}. *Source: {source.title.en}.*",
        group_name=source.source,
        owners=OWNERS,
        kinds={"csv", "duckdb"},
        tags={"layer": "raw", "source": source.source},
        metadata={**definition_metadata(table), **documents_metadata(source)},
        partitions_def=partitions,
        backfill_policy=dg.BackfillPolicy.single_run() if partitions else None,
    )
    def load_snapshots(context: dg.AssetExecutionContext, workspace: Workspace) -> dg.MaterializeResult:  # type: ignore[type-arg]
        runner.warm_up()
        declared = {source.source: source for source in read_sources(workspace.sources_path)}
        years = [int(year) for year in context.partition_keys] if partitions else None
        wanted = [
            holding
            for holding in holdings(declared[folder], workspace.archive)
            if holding.raw_table == table.name and (years is None or holding.sidecar.edition in years)
        ]
        with workspace.working() as connection:
            stored_years = set() if years is None else writer.partitions(connection, table)
        if years is not None and not wanted and not stored_years & set(years):
            raise NothingArrived(
                f"No document of {folder} for {', '.join(map(str, years))} has arrived yet. When it is out: "
                f"`spbe add FILE`, or put it into the inbox ({workspace.data_path.name}/inbox)."
            )
        records = [
            record
            for holding in wanted
            for record in holding_records(
                holding, printed, workspace.archive, declared, by_edition=table.partition is not None
            )
        ]
        with workspace.working() as connection:
            if years is None:
                writer.replace(connection, table, records)
            else:
                writer.replace_partitions(connection, table, records, years)
                writer.keep_partitions(connection, table, sorted(held_years(declared[folder], workspace.archive)))
            stored = stored_metadata(connection, table)
        if years is not None:
            for year in years:
                rows = sum(record["edition"] == year for record in records)
                context.add_asset_metadata({"dagster/partition_row_count": rows}, key(table), str(year))
        return dg.MaterializeResult(metadata=stored)

    return load_snapshots
