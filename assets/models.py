"""Assets that are one SQL statement each: the rest of core, the conflicts, and all marts.

Belongs here: which models there are, and the group that the UI shows them in. Does not belong here: the SQL
(warehouse/sql/).
"""

# No postponed annotations here: Dagster reads the annotations of assets and checks as objects.

import dagster as dg

from assets.described import reads_of, stored_metadata, table_asset
from assets.workspace import Workspace
from warehouse import models
from warehouse.computed import module_of
from warehouse.spec import Table
from warehouse.tables import TABLES, THEMES

_MODELS = {
    "reference": (
        "core.instruments",
        "core.instrument_nodes",
        "core.predikat_bands",
        "core.evaluation_years",
        "core.year_pairs",
    ),
    "spbe": (
        "core.winning_statements",
        "core.spbe_scores",
        "core.central_scores",
        "core.group_means",
        "core.speaking_scores",
        "audit.conflicts",
    ),
    "un_egdi": ("core.un_editions", "core.un_egdi", "core.country_groups"),
    "benchmark": (
        "mart.region_ranking",
        "mart.province_summary",
        "mart.egdi_ranking",
        "mart.national_context",
        "mart.figure_provenance",
        "mart.figure_derivations",
    ),
}


def build_model_assets() -> list[dg.AssetsDefinition]:
    """One asset per model; what it reads, its SQL says."""
    by_group = {
        **_MODELS,
        **{
            theme: tuple(table.full_name for table in tables if table.layer != "raw")
            for theme, tables in THEMES.items()
        },
    }
    return [_model_asset(TABLES[name], group) for group, names in by_group.items() for name in names]


def _model_asset(table: Table, group: str) -> dg.AssetsDefinition:
    @table_asset(table, group, kind="sql" if module_of(table) is None else "python", deps=reads_of(table))
    def run_model(workspace: Workspace) -> dg.MaterializeResult:  # type: ignore[type-arg]
        with workspace.working() as connection:
            models.make(connection, table)
            return dg.MaterializeResult(metadata=stored_metadata(connection, table))

    return run_model
