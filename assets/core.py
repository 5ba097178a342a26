"""Core assets that need Python: names become codes, printed figures decimals, and what cannot be read is set apart."""

# No postponed annotations here: Dagster reads the annotations of assets and checks as objects.

from collections.abc import Iterator
from functools import partial

import dagster as dg

from assets.described import data_version, key, key_of, print_of_model, shown, stored_metadata
from assets.loading import loaded_documents
from assets.loads import record_stage
from assets.making import MAKERS, Given, Maker
from assets.workspace import Workspace
from warehouse.tables import TABLES


def build_core_assets() -> list[dg.AssetsDefinition]:
    """The tables of core and audit that no model makes: see making.py."""
    return [_core_assets(maker) for maker in MAKERS]


def _core_assets(maker: Maker) -> dg.AssetsDefinition:
    @dg.multi_asset(
        specs=[
            dg.AssetSpec(
                key(table),
                deps=[key_of(name) for name in maker.reads],
                **shown(table, kinds={maker.kind}, code_version=print_of_model(table, maker.make)),
            )
            for table in maker.makes
        ],
        name=maker.makes[0].name,
    )
    def make_tables(workspace: Workspace) -> Iterator[dg.MaterializeResult]:  # type: ignore[type-arg]
        with workspace.working() as connection:
            given = Given(
                workspace.sources(),
                workspace.archive,
                partial(loaded_documents, connection, workspace.sources(), workspace.archive),
                workspace.standing,
                workspace.held_back,
            )
            made = workspace.made(connection)
            is_new = made.make(
                maker.makes, partial(maker.write, connection, given), reads=maker.reads, made_by=[workspace.state()]
            )
            for table in maker.makes:
                yield dg.MaterializeResult(
                    asset_key=key(table),
                    metadata=stored_metadata(connection, table, is_new=is_new),
                    data_version=data_version(made, table),
                )
        if TABLES["core.documents"] in maker.makes:
            record_stage(workspace.data_path, "cleaned", after="loaded")

    return make_tables
