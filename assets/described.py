"""What the Dagster UI shows of a table: its columns, its rows, a preview, its documents."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable, Mapping, Sequence, Set
from typing import Any

import dagster as dg

from assets.groups import group_of
from assets.made import Made
from reports.markdown import markdown_table
from sources.declaration.declared import Source
from sources.declaration.visible import visible
from sources.reading.readers import reader_of
from warehouse import models, schema, writer
from warehouse.connection import Connection, quoted
from warehouse.derivations import derivations, read_lineage
from warehouse.spec import Table

OWNERS = ["team:data-engineering"]
_PREVIEW_ROWS = 8
#: A table of forty columns tells nobody anything at a glance; declarations begin with what identifies a row.
_PREVIEW_COLUMNS = 10


def key(table: Table) -> dg.AssetKey:
    """The asset key of a table: ``[layer, table]``."""
    return dg.AssetKey([table.layer, table.name])


def key_of(full_name: str) -> dg.AssetKey:
    """The asset key of ``layer.table``."""
    return dg.AssetKey(full_name.split("."))


def definition_metadata(table: Table) -> dict[str, Any]:
    """What is known of a table before it is ever made."""
    return {
        "dagster/column_schema": dg.TableSchema(
            columns=[
                dg.TableColumn(
                    name=column.name,
                    type=column.type,
                    description=schema.column_comment(column),
                    constraints=dg.TableColumnConstraints(
                        nullable=column.name not in table.required_columns, unique=table.key == (column.name,)
                    ),
                )
                for column in table.columns
            ]
        ),
        "dagster/table_name": table.full_name,
        "key": ", ".join(table.key),
        "grain": schema.bilingual(table.grain),
    }


def description(table: Table) -> str:
    """A table's description for a planner: title, grain, warnings."""
    lines = [
        f"{table.title.id}. *{table.title.en}.*",
        f"Satu baris: {table.grain.id}. *One row: {table.grain.en}.*",
    ]
    lines += [f"**Perhatian:** {warning.id} *{warning.en}*" for warning in table.warnings]
    return "\n\n".join(lines)


def documents_metadata(source: Source) -> dict[str, Any]:
    """Which documents fill a raw table, with links where the publisher has an address."""
    documents = [
        (card.title, card.evidence_grade, snapshot.path.name, card.url or "tidak diketahui / not known")
        for snapshot in source.snapshots
        for card in [snapshot.sidecar]
    ]
    found: dict[str, Any] = {
        # The UI makes a link of an address that stands there as such.
        "documents": dg.MetadataValue.md(inert_table(("dokumen", "mutu", "berkas", "alamat"), documents)),
        "source": f"{source.title.id} | {source.title.en}",
        "publisher": " | ".join(dict.fromkeys((source.publisher.id, source.publisher.en))),
    }
    if source.home_page:
        found["home_page"] = dg.MetadataValue.url(source.home_page)
    return found


def data_version(made: Made, table: Table) -> dg.DataVersion:
    """What Dagster tells rows by, to say what is made from older ones."""
    return dg.DataVersion(hashlib.sha256(made.print_of_rows(table).encode()).hexdigest()[:16])


def stored_metadata(connection: Connection, table: Table, *, is_new: bool) -> dict[str, Any]:
    """What a step has left stored: the number of rows, whether it was made, and a corner of the table."""
    names = table.column_names[:_PREVIEW_COLUMNS]
    columns = ", ".join(quoted(name) for name in names)
    # Fetched before anything else is asked: a connection has one result, and a second query ends the first one's.
    rows = connection.execute(f"SELECT {columns} FROM {quoted(table.full_name)} LIMIT {_PREVIEW_ROWS}").fetchall()
    lineage = _column_lineage(table)
    return {
        "dagster/row_count": writer.count(connection, table),
        "made": "yes" if is_new else "no: nothing that it is made from has changed",
        "preview": dg.MetadataValue.md(inert_table(names, rows)),
        **({"dagster/column_lineage": dg.TableColumnLineage(lineage)} if lineage else {}),
    }


def _column_lineage(table: Table) -> dict[str, list[dg.TableColumnDep]]:
    """From which columns each column of a mart takes its values: as its SQL says, or its declaration."""
    from_sql = read_lineage().get(table.full_name)
    if from_sql is not None:
        inputs = {column: found["value"].split() for column, found in from_sql.items()}
    else:
        declared = (one for one in derivations() if one.table == table.full_name)
        inputs = {one.figure: [f"{made_of.table}.{made_of.column}" for made_of in one.inputs] for one in declared}
    return {
        column: [
            dg.TableColumnDep(key_of(upstream), name)
            for upstream, name in (one.rsplit(".", maxsplit=1) for one in dict.fromkeys(names))
        ]
        for column, names in inputs.items()
    }


def inert_table(names: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Rows as a Markdown table for the UI, in which nothing acts that a document prints."""
    return visible(markdown_table(names, rows))


def kinds_of_source(source: Source) -> set[str]:
    """What feeds a raw table: the types of the files that its source has bundled, reads, or asks for."""
    reader = reader_of(source)
    return {
        *({"csv"} if source.snapshots else set()),
        *(reader.media if reader else set()),
        *({"api"} if source.fetch else set()),
    }


def print_of_source(source: Source, table: Table) -> str:
    """The code version of a raw table: its columns, and the modules of the source that reads it."""
    modules = [file.read_text(encoding="utf-8") for file in sorted(source.folder.glob("*.py"))]
    return _print_of([repr(table.columns), *modules])


def print_of_model(table: Table, *functions: Callable[..., object]) -> str:
    """The code version of a derived table: its columns, and what makes it."""
    made_by = [inspect.getsource(function) for function in functions] or [models.source_text(table)]
    return _print_of([repr(table.columns), *made_by])


def _print_of(texts: Sequence[str]) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:8]


def reads_of(table: Table) -> list[dg.AssetKey]:
    """The upstream assets of a table's model."""
    return [key_of(name) for name in models.reads(table)]


def shown(
    table: Table,
    *,
    kinds: Set[str],
    code_version: str,
    group: str = "",
    tags: Mapping[str, str] | None = None,
    more: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """What every asset of a declared table says of itself, as arguments of `dg.asset` and `dg.AssetSpec`."""
    return {
        "description": description(table),
        "group_name": group or group_of(table),
        "owners": OWNERS,
        "kinds": {*kinds, "duckdb"},
        "tags": {"layer": table.layer, **(tags or {})},
        "metadata": {**definition_metadata(table), **(more or {})},
        "code_version": code_version,
    }


def table_asset(
    table: Table, *, kind: str, deps: Sequence[dg.AssetKey] = (), group: str = ""
) -> Callable[[Callable[..., dg.MaterializeResult]], dg.AssetsDefinition]:  # type: ignore[type-arg]
    """dg.asset for a declared table: all that the UI shows of it comes from its specification."""

    def make(function: Callable[..., dg.MaterializeResult]) -> dg.AssetsDefinition:  # type: ignore[type-arg]
        made_by = [] if models.has_model(table) else [function]
        known = shown(table, kinds={kind}, code_version=print_of_model(table, *made_by), group=group)
        made: dg.AssetsDefinition = dg.asset(key=key(table), deps=deps, **known)(function)
        return made

    return make
