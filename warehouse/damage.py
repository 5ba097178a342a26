"""Files that can be made again are set aside where they cannot be read: the working database above all."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import duckdb

from warehouse.connection import WarehouseBusy, open_working, quoted

#: What programs keep beside a database and write into it again.
_BESIDE = ("", ".wal", "-wal", "-shm", "-journal")


def set_aside_if_damaged(database: Path) -> str | None:
    """Set a DuckDB file aside that cannot be read whole.

    Returns:
        What was done, in a sentence; None when the file is sound, is not there, or another process holds it.
    """
    problem = _damage_of(database) if database.exists() else None
    return None if problem is None else set_aside(database, problem)


def set_aside(file: Path, problem: str) -> str:
    """Rename a damaged file, with what belongs to it. Returns what was done and why, in a sentence."""
    name = f"{file.name}.damaged-{datetime.now(UTC):%Y%m%d}"
    free = next(aside for number in count(1) if not (aside := file.with_name(f"{name}-{number}")).exists())
    for beside in _BESIDE:
        part = file.with_name(file.name + beside)
        if part.exists():
            part.rename(free.with_name(free.name + beside))
    return f"{file.name} was damaged ({problem}). It is set aside as {free.name}, and made again."


def _damage_of(database: Path) -> str | None:
    """Why a database cannot be read whole: every block is verified as it is read."""
    try:
        with open_working(database, wait_seconds=0) as connection:
            for schema, table in connection.execute("SELECT schema_name, table_name FROM duckdb_tables()").fetchall():
                connection.execute(f"SELECT bit_xor(hash(t)) FROM {quoted(f'{schema}.{table}')} AS t").fetchall()
    except WarehouseBusy:
        return None
    except (duckdb.OutOfMemoryException, duckdb.InterruptException, duckdb.PermissionException):
        raise  # nothing is wrong with the file
    except duckdb.Error as error:  # of many classes, which differ between releases of DuckDB
        if not os.access(database, os.R_OK | os.W_OK):
            raise  # nor here: it may not be written to
        return str(error).splitlines()[0]
    return None
