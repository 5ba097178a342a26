"""Raw assets: one per raw table of each source; those with years share one set of yearly partitions."""

# No postponed annotations here: Dagster reads the annotations of assets and checks as objects.

import warnings
from datetime import datetime

import dagster as dg
from dagster._core.definitions.source_asset import SYSTEM_METADATA_KEY_SOURCE_ASSET_OBSERVATION as _REPORTED_HERE

from assets.described import (
    data_version,
    documents_metadata,
    key,
    kinds_of_source,
    print_of_source,
    shown,
    stored_metadata,
)
from assets.groups import group_of_source
from assets.loading import Store, load, load_all
from assets.season import freshness_of, judge_overdue, overdue_check
from assets.workspace import Workspace
from sources.declaration.declared import Source
from sources.declaration.errors import SourceError
from warehouse import writer
from warehouse.spec import Table
from warehouse.tables import TABLES

# Run as one run over many years is what this project wants of Dagster; that it is marked beta is known.
warnings.filterwarnings("ignore", message=".*backfill_policy.*", category=dg.BetaWarning)


class NothingArrived(dg.Failure):
    """A declared year was asked for, of which no document has come in."""


def build_raw_assets(sources: tuple[Source, ...]) -> list[dg.AssetsDefinition]:
    """One asset per raw table that a source fills.

    Dagster lets assets run together that share their partitions: so the years of one source are those of all.
    """
    years = sorted({year for source in sources for year in source.years or []})
    partitions = dg.StaticPartitionsDefinition([str(year) for year in years])
    return [
        _raw_asset(source, _declared_table(source, name), partitions if source.years is not None else None)
        for source in sources
        for name in source.raw_tables
    ]


def _declared_table(source: Source, name: str) -> Table:
    table = TABLES.get(f"raw.{name}")
    if table is None:
        raise SourceError(
            source.folder / "source.yml",
            f"its table raw.{name} is not declared.",
            f"declare its columns in warehouse/tables/raw/{name}.yml, or correct `raw_tables`.",
        )
    return table


def _raw_asset(source: Source, table: Table, partitions: dg.PartitionsDefinition[str] | None) -> dg.AssetsDefinition:
    folder = source.folder.name

    def load_documents(context: dg.AssetExecutionContext, workspace: Workspace) -> dg.MaterializeResult:  # type: ignore[type-arg]
        held = [holding for holding in workspace.standing() if holding.raw_table == table.name]
        chosen = _chosen_years(context)
        years = {holding.sidecar.edition for holding in held if holding.sidecar.edition is not None}
        with workspace.working() as connection:
            # Of many years at once, as "Materialize all" chooses them, what is held is loaded.
            if chosen and len(chosen) == 1 and not chosen & (years | writer.partitions(connection, table)):
                raise NothingArrived(
                    f"No document of {folder} for {min(chosen)} has arrived yet. When it "
                    f"is out: `spbe add FILE`, or put it into the inbox ({workspace.data_path.name}/inbox)."
                )
            store = Store(workspace.data_path, workspace.archive, workspace.sources())
            made = workspace.made(connection)
            is_new = True
            if chosen is None:
                is_new = load_all(connection, store, made, table, held)
            else:
                load(connection, store, table, held, chosen)
                made.forget(table)
            stored = stored_metadata(connection, table, is_new=is_new)
            rows = {} if table.partition is None else writer.counts(connection, table)
        if partitions is None:
            return dg.MaterializeResult(metadata=stored, data_version=data_version(made, table))
        for year in sorted(years if chosen is None else years & chosen):
            of_year = {**stored, "dagster/partition_row_count": rows.get(year, 0)}
            context.log_event(dg.AssetMaterialization(key(table), partition=str(year), metadata=of_year))
        # Dagster itself would report every year of the run for every source, also those that nobody has published.
        return dg.MaterializeResult(
            metadata={_REPORTED_HERE: True},
            check_results=[judge_overdue(source, years, datetime.now().date())] if source.refresh else None,
        )

    definition: dg.AssetsDefinition = dg.asset(
        key=key(table),
        **shown(
            table,
            tags={"source": source.source},
            kinds=kinds_of_source(source),
            code_version=print_of_source(source, table),
            group=group_of_source(source),
            more=documents_metadata(source),
        ),
        partitions_def=partitions,
        backfill_policy=dg.BackfillPolicy.single_run() if partitions else None,
        freshness_policy=freshness_of(source),
        check_specs=[spec] if (spec := overdue_check(source, table)) else None,
    )(load_documents)
    return definition


def _chosen_years(context: dg.AssetExecutionContext) -> set[int] | None:
    """The years that a person has chosen; None when all that are held are wanted."""
    if not context.has_partition_key and not context.has_partition_key_range:
        return None
    return {int(year) for year in context.partition_keys}
