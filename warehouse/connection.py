"""Opening DuckDB files.

Two files, never mixed up: the working database, which only the pipeline opens and one process at a time may
write, and the published one, which the pipeline never opens for writing.
Does not belong here: what is written (writer.py), what is published (publish.py).
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

Connection = duckdb.DuckDBPyConnection
SqlError = duckdb.Error
NotThere = duckdb.CatalogException

#: No extension is ever fetched: what the release needs is built in, and a planner's machine may be offline.
_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}


class WarehouseBusy(RuntimeError):
    """Another process holds the working database."""


class NothingPublished(RuntimeError):
    """There is no release to read yet."""


@contextmanager
def open_working(path: Path, *, wait_seconds: float = 30.0, memory: str | None = None) -> Iterator[Connection]:
    """The working database, for this process alone, closed when the block ends.

    DuckDB refuses a second process at once; this waits, because runs take turns.

    Args:
        path: the database file; its folder is made when missing.
        wait_seconds: how long to wait for another process to let go.
        memory: the most that DuckDB may use, as it reads it (1GB); what needs more is set down beside the database
            meanwhile. None leaves it to DuckDB: four fifths of the machine's.

    Raises:
        WarehouseBusy: when it did not let go in time.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + wait_seconds
    while True:
        try:
            connection = duckdb.connect(
                str(path), config=_SETTINGS | ({} if memory is None else {"memory_limit": memory})
            )
            break
        except duckdb.IOException as error:
            if "could not set lock" not in str(error).lower():
                raise
            if time.monotonic() >= deadline:
                raise WarehouseBusy(
                    f"The working database {path.name} is held by another process: a second run, or a shell that "
                    f"has it open. Wait for that run, or close the shell (planners read data/current/spbe.duckdb). "
                    f"DuckDB says: {str(error).splitlines()[0]}"
                ) from error
            time.sleep(0.2)
    # DuckDB sets down here what does not fit into memory, and clears it away unless it is killed.
    shutil.rmtree(f"{path}.tmp", ignore_errors=True)
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def open_scratch() -> Iterator[Connection]:
    """A database in memory, gone when the block ends; of one thread, since more cost more than they bring here."""
    connection = duckdb.connect(config={**_SETTINGS, "threads": 1})
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def open_release(file: Path) -> Iterator[Connection]:
    """A published database file, read only, with its schemas first in the search path.

    The file is attached to an in-memory database: a second plain ``connect`` to the same path would be given
    the old content for as long as any earlier connection of this process lives.

    Raises:
        NothingPublished: when the file does not exist.
    """
    if not file.exists():
        raise NothingPublished(f"{file} does not exist: nothing has been published there. Run `make refresh` first.")
    connection = duckdb.connect(config=dict(_SETTINGS))
    try:
        connection.execute("SET enable_progress_bar = false")  # DuckDB takes a process without a script for a person's
        # The real path: `current` may be switched while this is open.
        connection.execute(f"ATTACH {literal(str(file.resolve()))} AS release (READ_ONLY)")
        connection.execute("USE release")
        yield connection
    finally:
        connection.close()


def restrict(connection: Connection) -> None:
    """Let an opened release answer whatever query a person types: no file but its own, 1 GB of memory, no way back."""
    for setting in (
        "memory_limit = '1GB'", "max_temp_directory_size = '0KiB'", "enable_external_access = false",
        "lock_configuration = true",
    ):  # fmt: skip
        connection.execute(f"SET {setting}")


def records_of(connection: Connection, query: str) -> list[dict[str, Any]]:
    """The rows of a query as Python records by column name; DECIMAL stays decimal.Decimal."""
    result = connection.execute(query)
    names = [column[0] for column in result.description or []]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def literal(text: str) -> str:
    """A SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def quoted(name: str) -> str:
    """A SQL identifier; ``layer.table`` becomes two."""
    return ".".join('"' + part.replace('"', '""') + '"' for part in name.split("."))
