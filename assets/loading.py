"""What the raw tables of the working database hold: the documents that stand, and nothing of what is not declared."""

from __future__ import annotations

import json
from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from assets.loads import documents_by_edition, forget_load, of_years, record_gone, record_load
from assets.made import Made
from assets.making import raw_records
from sources.archive.holdings import Holding, loaded_holdings, print_of_bytes
from sources.archive.store import Archive
from sources.declaration.declared import Source
from warehouse import schema, writer
from warehouse.connection import Connection, quoted
from warehouse.spec import Table
from warehouse.tables import TABLES


@dataclass(frozen=True)
class Store:
    """Where documents are loaded from, and where what is loaded is noted.

    Args:
        data_dir: the data folder.
        archive: the archive.
        sources: all sources.
    """

    data_dir: Path
    archive: Archive
    sources: Sequence[Source]


def load_all(connection: Connection, store: Store, made: Made, table: Table, held: Sequence[Holding]) -> bool:
    """Load every document of a raw table, unless it holds just these. Returns whether they were loaded. See load.

    Bytes that are not those that were loaded are loaded, too: that says what is wrong with them.
    """
    documents = json.dumps(documents_by_edition(held), sort_keys=True)
    found = [print_of_bytes(holding, store.archive) for holding in held]
    is_new = made.make([table], partial(load, connection, store, table, held), made_by=[documents, *found])
    if not is_new:
        record_load(store.data_dir, held)  # the note may have been lost
    return is_new


def load(
    connection: Connection, store: Store, table: Table, held: Sequence[Holding], chosen: Set[int] | None = None
) -> None:
    """Let a raw table hold these documents and no others.

    Args:
        connection: the working database.
        store: where the documents are.
        table: the raw table.
        held: every document that stands for it.
        chosen: load only the documents of these years; those of other years that are held stay as they are.

    Raises:
        SourceError: when a document's bytes are not the ones described, or cannot be read.
    """
    records = raw_records(table, of_years(held, chosen), store.archive, store.sources)
    forget_load(store.data_dir, table.name, held, chosen)
    if chosen is None:
        writer.replace(connection, table, records)
    else:
        writer.replace_partitions(connection, table, records, sorted(chosen))
        writer.keep_partitions(connection, table, sorted({h.sidecar.edition for h in held if h.sidecar.edition}))
    record_load(store.data_dir, held, chosen)


def prepare_raw_tables(connection: Connection, data_dir: Path, sources: Sequence[Source]) -> None:
    """Remove the raw tables that no source fills, and make those that are missing.

    A source of which nothing has come in yet has an empty raw table, not none.
    """
    filled = {name for source in sources for name in source.raw_tables}
    for name in schema.stored_tables(connection):
        layer, _, table = name.partition(".")
        if layer == "raw" and table not in filled:
            connection.execute(f"DROP TABLE {quoted(name)}")
    record_gone(data_dir, filled)
    schema.create_missing(connection, [table for table in TABLES.values() if table.layer == "raw"])


def loaded_documents(connection: Connection, sources: Sequence[Source], archive: Archive) -> list[Holding]:
    """The documents whose rows are loaded, in the versions that are."""
    loaded = {
        (str(document), int(version))
        for table in TABLES.values()
        if table.layer == "raw"
        for document, version in writer.distinct(connection, table, ("document_id", "document_version"))
    }
    return [holding for source in sources for holding in loaded_holdings(source, archive, loaded)]
