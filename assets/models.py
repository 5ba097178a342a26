"""Assets that one model makes each: the rest of core, the conflicts, and all marts."""

# No postponed annotations here: Dagster reads the annotations of assets and checks as objects.

from collections.abc import Set
from functools import partial

import dagster as dg

from assets.checks import broken_rules
from assets.described import data_version, key, reads_of, stored_metadata, table_asset
from assets.made import model_of
from assets.workspace import Workspace
from warehouse import models
from warehouse.computed import module_of
from warehouse.connection import SqlError
from warehouse.derivations import derivations
from warehouse.spec import DeclarationError, Table
from warehouse.tables import TABLES
from warehouse.tables.reading import file_of


class NotMade(dg.Failure):
    """A table cannot be made from what is wrong."""


def build_model_assets(made_elsewhere: Set[dg.AssetKey]) -> list[dg.AssetsDefinition]:
    """One asset per declared table that no other asset makes; what it reads, its model says.

    Raises:
        DeclarationError: when nothing makes a table, a statement makes or reads one that is not declared, or a figure
            of a mart has no derivation that fits its model.
    """
    tables = [
        table
        for table in TABLES.values()
        if table.layer != "raw" and not table.story and key(table) not in made_elsewhere
    ]
    for table in tables:
        if not models.has_model(table):
            raise DeclarationError(
                f"{table.full_name} is declared, and nothing makes it: write "
                f"warehouse/sql/{table.layer}/{table.name}.sql or warehouse/computed/{table.name}.py."
            )
        if unknown := set(models.reads(table)) - TABLES.keys():
            raise DeclarationError(f"The model of {table.full_name} reads {sorted(unknown)}, which is not declared.")
    if strays := models.statements() - {table.full_name for table in tables}:
        raise DeclarationError(f"warehouse/sql makes {sorted(strays)}: write {file_of(min(strays))}, or remove it.")
    derivations()
    return [_model_asset(table) for table in tables]


def _model_asset(table: Table) -> dg.AssetsDefinition:
    @table_asset(table, kind="sql" if module_of(table) is None else "python", deps=reads_of(table))
    def run_model(workspace: Workspace) -> dg.MaterializeResult:  # type: ignore[type-arg]
        with workspace.working() as connection:
            try:
                made = workspace.made(connection)
                is_new = made.make(
                    [table],
                    partial(models.make, connection, table, workspace.spark),
                    reads=models.reads(table),
                    made_by=model_of(table),
                )
            except SqlError as error:
                # Rows that break the rules of what it reads are told there, in their own words.
                broken = broken_rules(connection, models.reads(table))
                if broken:
                    raise NotMade(f"not made from tables with broken rules: {', '.join(broken)}") from error
                raise
            return dg.MaterializeResult(
                metadata=stored_metadata(connection, table, is_new=is_new), data_version=data_version(made, table)
            )

    return run_model
