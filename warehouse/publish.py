"""Publishing: a release folder that is whole or not there, and one symlink that is switched."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

from warehouse import schema
from warehouse.connection import Connection, literal, quoted
from warehouse.spec import Table

DATABASE = "spbe.duckdb"
MANIFEST = "manifest.json"
_READ_ONLY = stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH
#: The oldest storage format: every DuckDB from 1.0 on, and the browser's, opens it.
_STORAGE_VERSION = "v1.0.0"


class PublishFailed(RuntimeError):
    """A release could not be made whole; nothing was switched."""


@dataclass(frozen=True)
class Release:
    """A published release.

    Args:
        release_id: newest evaluation year and a hash of the content: equal content, equal id.
        folder: ``data/releases/<release_id>``.
        is_new: False when this very content was published before.
        rows: number of rows per published table.
    """

    release_id: str
    folder: Path
    is_new: bool
    rows: dict[str, int]

    @property
    def database(self) -> Path:
        """The DuckDB file that planners open."""
        return self.folder / DATABASE


def publish(
    connection: Connection,
    tables: Sequence[Table],
    data_dir: Path,
    *,
    newest_year: int,
    facts: dict[str, Any],
    statements: Callable[[str, date], Sequence[str]] = lambda release_id, published_on: (),
) -> Release:
    """Make a release of these tables and switch ``data/current`` to it.

    Args:
        connection: the working database.
        tables: what is published.
        data_dir: the data folder; ``releases/`` and ``current`` lie in it.
        newest_year: newest nationally complete evaluation year; begins the release's id.
        facts: what else the manifest records.
        statements: the views and macros over these tables, as SQL, for a release id and a date; part of the content.

    Raises:
        PublishFailed: when a table does not arrive whole.
    """
    releases = data_dir / "releases"
    releases.mkdir(parents=True, exist_ok=True)
    staging = releases / f".staging-{os.getpid()}"
    _remove(staging)
    try:
        (staging / "parquet").mkdir(parents=True)
        hashes = {table.full_name: _write_parquet(connection, table, staging) for table in tables}
        listing = "".join(f"{name} {digest}\n" for name, digest in sorted(hashes.items()))
        listing += "".join(f"{statement}\n" for statement in statements("", date.min))
        release_id = f"{newest_year}-{hashlib.sha256(listing.encode()).hexdigest()[:12]}"
        rows = {table.full_name: _count(connection, table) for table in tables}
        before = _folders_of(releases, release_id)
        whole = next((folder for folder in before if is_whole(folder)), None)
        if whole is not None:
            _switch(data_dir, whole)
            return Release(release_id, whole, is_new=False, rows=rows)
        published_at = datetime.now(UTC)
        _write_database(connection, tables, staging / DATABASE, rows, statements(release_id, published_at.date()))
        manifest = {
            **facts,
            "release_id": release_id,
            "created_at": published_at.isoformat(timespec="seconds"),
            "database": {"file": DATABASE, "sha256": _sha256(staging / DATABASE)},
            "tables": {
                table.full_name: {
                    "file": f"parquet/{table.full_name}.parquet",
                    "rows": rows[table.full_name],
                    "sha256": hashes[table.full_name],
                }
                for table in tables
            },
        }
        (staging / MANIFEST).write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        for file in staging.rglob("*"):
            if file.is_file():
                _sync(file)
                file.chmod(_READ_ONLY)
        # Beside a damaged folder of the same content, never in its place: `current` may point there until the switch.
        names = (release_id, *(f"{release_id}.{number}" for number in range(2, len(before) + 2)))
        folder = next(releases / name for name in names if not (releases / name).exists())
        staging.rename(folder)
        _sync(releases)
        _switch(data_dir, folder)
        for damaged in before:
            _remove(damaged)
    finally:
        _remove(staging)
    return Release(release_id, folder, is_new=True, rows=rows)


def _folders_of(releases: Path, release_id: str) -> list[Path]:
    """Folders of this very content: one, and while a damaged one is replaced, two."""
    return sorted(folder for folder in releases.glob(f"{release_id}*") if folder.is_dir())


def _write_parquet(connection: Connection, table: Table, staging: Path) -> str:
    """One table as Parquet, sorted, so that equal rows are equal bytes. Returns the file's sha256."""
    file = staging / "parquet" / f"{table.full_name}.parquet"
    names = ", ".join(quoted(name) for name in table.column_names)
    order = ", ".join(quoted(name) for name in table.sorted_by)
    connection.execute(
        f"COPY (SELECT {names} FROM {quoted(table.full_name)} ORDER BY {order}) TO {literal(str(file))} "
        "(FORMAT parquet, COMPRESSION zstd)"
    )
    return _sha256(file)


def _write_database(
    connection: Connection, tables: Sequence[Table], file: Path, rows: dict[str, int], statements: Sequence[str]
) -> None:
    """The published DuckDB file: declared tables with comments, then views; verified and without a log beside it.

    Keys are enforced in the working database only: DuckDB 1.0 cannot open a file that holds an index written by a
    newer release, and the indexes are half of the file.
    """
    connection.execute(f"ATTACH {literal(str(file))} AS new_release (STORAGE_VERSION '{_STORAGE_VERSION}')")
    row = connection.execute("SELECT current_database()").fetchone()
    assert row is not None
    working = str(row[0])
    try:
        connection.execute("USE new_release")
        connection.execute("BEGIN TRANSACTION")  # one commit: hundreds of comments would each wait for the disk
        for table in tables:
            schema.create(connection, table, keyed=False)
            names = ", ".join(quoted(name) for name in table.column_names)
            order = ", ".join(quoted(name) for name in table.sorted_by)
            source = f"{quoted(working)}.{quoted(table.full_name)}"
            connection.execute(
                f"INSERT INTO {quoted(table.full_name)} ({names}) SELECT {names} FROM {source} ORDER BY {order}"
            )
            schema.write_comments(connection, table)
            arrived = _count(connection, table)
            if arrived != rows[table.full_name]:
                raise PublishFailed(
                    f"{table.full_name}: {arrived} of {rows[table.full_name]} rows arrived in the release"
                )
        for statement in statements:
            connection.execute(statement)
        connection.execute("COMMIT")
        connection.execute("CHECKPOINT new_release")
    finally:
        with contextlib.suppress(duckdb.TransactionException):
            connection.execute("ROLLBACK")  # nothing to roll back unless a table failed
        connection.execute(f"USE {quoted(working)}")
        connection.execute("DETACH new_release")
    if file.with_name(file.name + ".wal").exists():
        raise PublishFailed(f"{file.name} still has a write-ahead log: a copy of it would silently lose rows")


def _count(connection: Connection, table: Table) -> int:
    row = connection.execute(f"SELECT count(*) FROM {quoted(table.full_name)}").fetchone()
    assert row is not None
    return int(row[0])


def _switch(data_dir: Path, folder: Path) -> None:
    """Point ``data/current`` at a release, in one step."""
    link = data_dir / "current"
    new = data_dir / f".current-{os.getpid()}"
    new.unlink(missing_ok=True)
    new.symlink_to(folder.relative_to(data_dir), target_is_directory=True)
    new.replace(link)
    _sync(data_dir)


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest of a release folder, or None when there is none that can be read."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):  # not there; not JSON; not text
        return None
    return manifest if isinstance(manifest, dict) and "release_id" in manifest else None


def is_whole(folder: Path) -> bool:
    """Whether every file of a release has the bytes that its manifest vouches for."""
    manifest = read_manifest(folder)
    if manifest is None:
        return False
    try:
        vouched = {item["file"]: item["sha256"] for item in (manifest["database"], *manifest["tables"].values())}
    except (KeyError, TypeError, AttributeError):  # not a manifest that publish() wrote
        return False
    return all((folder / name).is_file() and _sha256(folder / name) == digest for name, digest in vouched.items())


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)


#: Named in manifests, so that a reader knows what wrote the file.
WRITTEN_BY = f"DuckDB {duckdb.__version__}, storage {_STORAGE_VERSION}"
