"""Publishing: a release folder that is whole or not there, an entry in the ledger, and one symlink that follows it.

A release is staged in a folder of its own: the tables first, then whatever else is made from them, then the manifest
that vouches for every file. Its id is known before a file is written, because it is made from the content alone. What
is told of releases (warehouse/story.py) is in it and no part of its id, so a content that comes back after others is
made again, with what has happened meanwhile.
"""

from __future__ import annotations

import contextlib
import filecmp
import hashlib
import json
import stat
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
import pyarrow.csv as pa_csv
from pyarrow import parquet

from warehouse import ledger, schema, writer
from warehouse.connection import Connection, literal, quoted
from warehouse.ledger import Entry, Ledger, checksum_of, sync
from warehouse.releases import (
    DATABASE,
    MANIFEST,
    STAGING,
    PublishFailed,
    ReleaseFacts,
    check_place,
    files_of,
    is_whole,
    keep_one,
    of_each,
    read_manifest,
    remove,
    settle,
    sha256_of,
    sweep,
    switch,
)
from warehouse.spec import Table

if TYPE_CHECKING:
    from warehouse.story import Publication

CHECKSUMS = "SHA256SUMS"
_READ_ONLY = stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH
#: The oldest storage format: every DuckDB from 1.0 on, and the browser's, opens it.
_STORAGE_VERSION = "v1.0.0"
#: Named in manifests, so that a reader knows what wrote the files.
WRITTEN_BY = f"DuckDB {duckdb.__version__}, storage {_STORAGE_VERSION}; Arrow {pa.__version__}"


@dataclass(frozen=True)
class Contents:
    """What a release is made of: equal contents, equal id.

    Args:
        tables: what is published, but for what is told of releases.
        newest_year: newest nationally complete evaluation year; begins the release's id.
        data_date: the day on which the newest document was retrieved. The day of publishing stands in the manifest
            only, so that the same content is the same files on any day.
        statements: the views and macros over these tables, as SQL, for a release id and the date of its data; called
            with ``""`` while the id is not known yet.
        made_by: a print of the programs that write the other files.
        site_url: where the site of the releases is read, with a slash at its end; None where that is not known.
    """

    tables: Sequence[Table]
    newest_year: int
    data_date: date
    statements: Callable[[str, date], Sequence[str]] = lambda release_id, data_date: ()
    made_by: str = ""
    site_url: str | None = None


@dataclass(frozen=True)
class Release:
    """A published release.

    Args:
        release_id: newest evaluation year and a hash of the content: equal content, equal id.
        folder: ``data/releases/<release_id>``.
        is_new: False when nothing was made, since this content is in force already or another release is pinned.
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


@dataclass(frozen=True)
class Staging:
    """A release that is being made; or one that stands already, of which nothing is made.

    Args:
        facts: what its files say of it.
        folder: where its files are written; of the release that stays in force, where they are.
        stays: why the release that is in force stays so, and nothing may be written; None when this one is made.
        tables: the rows of every table.
        entries: the ledger.
    """

    facts: ReleaseFacts
    folder: Path
    stays: str | None
    tables: dict[Table, pa.Table]
    entries: list[Entry]
    _working: Connection
    _contents: Contents
    _data_dir: Path

    @property
    def again(self) -> Entry | None:
        """The entry that put this release in force, where it is in force and only its files were lost."""
        last = ledger.in_force(self.entries)
        return last if last is not None and last.release_id == self.facts.release_id else None

    @property
    def rows(self) -> dict[str, int]:
        """Number of rows per published table."""
        return {table.full_name: rows.num_rows for table, rows in self.tables.items()}

    def write_tables(self, publication: Publication) -> None:
        """The DuckDB file with its tables and what the statements make of them, and a Parquet file per table.

        Args:
            publication: the publishing, as the tables tell it.

        Raises:
            PublishFailed: when a table does not arrive whole.
        """
        statements = self._contents.statements(self.facts.release_id, self.facts.data_date)
        from warehouse.story import story_tables  # noqa: PLC0415 - reads every declaration; most who import this do not

        written = self.tables | story_tables(self.entries, None if self.again else publication)
        held = {table: rows for table, rows in written.items() if table.in_database}
        (self.folder / "parquet").mkdir()
        with ThreadPoolExecutor(1) as beside:
            files = [
                beside.submit(_write_parquet, table, rows, self.folder / _parquet_name(table), self.facts.release_id)
                for table, rows in written.items()
            ]
            _write_database(self._working, held, self.folder / DATABASE, statements)
            for file in files:
                file.result()

    def table_files(self) -> list[Path]:
        """The files that hold the tables."""
        return [self.folder / DATABASE, *sorted((self.folder / "parquet").iterdir())]

    def publish(self, facts: dict[str, Any], publication: Publication | None) -> Release:
        """Vouch for every file that was written, put the folder into its place, and put the release in force.

        Args:
            facts: what else the manifest records of this publishing.
            publication: what the ledger keeps of it; None when nothing was written.
        """
        if publication is None:
            return Release(self.facts.release_id, self.folder, is_new=False, rows=self.rows)
        self._link_unchanged()
        self._write_manifest(facts, publication)
        files = files_of(self.folder)
        of_each(sync, files)
        for folder in {file.parent for file in files}:
            sync(folder)
        for file in files:
            file.chmod(_READ_ONLY)
        releases = self._data_dir / "releases"
        # Beside an older folder of the same content, never in its place: somebody may read there until the switch.
        names = (f"{self.facts.release_id}{f'.{number}' if number > 1 else ''}" for number in count(1))
        folder = next(releases / name for name in names if not (releases / name).exists())
        self.folder.rename(folder)
        sync(releases)
        if self.again is None:
            # From here on the release is in force; a link that does not follow is set right by the next run.
            Ledger(self._data_dir).append(
                publication.event, publication.release_id, publication.at, publication.said, publication.tables
            )
        switch(self._data_dir, folder)
        keep_one(self._data_dir, folder, self.facts.release_id)
        return Release(self.facts.release_id, folder, is_new=True, rows=self.rows)

    def _link_unchanged(self) -> None:
        """A file of the same name and bytes in the last release becomes this one's too: it lies on the disk once."""
        last = (self._data_dir / "current").resolve()

        def link(file: Path) -> None:
            old = last / file.relative_to(self.folder)
            if old.is_file() and filecmp.cmp(old, file, shallow=False):
                linked = file.with_name(f".{file.name}")
                with contextlib.suppress(OSError):  # a file system without links: it stays a file of its own
                    linked.hardlink_to(old)
                    linked.replace(file)

        of_each(link, files_of(self.folder))

    def _write_manifest(self, facts: dict[str, Any], publication: Publication) -> None:
        files = files_of(self.folder)
        names = [str(file.relative_to(self.folder)) for file in files]
        hashes = dict(zip(names, of_each(sha256_of, files), strict=True))
        sums = self.folder / CHECKSUMS
        sums.write_text("".join(f"{digest}  {name}\n" for name, digest in hashes.items()), encoding="utf-8")
        at, said = (self.again.at, self.again.record) if self.again else (publication.at, publication.said)
        manifest = {
            **facts,
            "written_by": WRITTEN_BY,
            "release_id": self.facts.release_id,
            "created_at": at.astimezone(UTC).isoformat(timespec="seconds"),
            "publication_no": self.again.number if self.again else len(self.entries) + 1,
            "publication": said,
            "data_date": self.facts.data_date.isoformat(),
            "site_url": self.facts.site_url,
            "tables": {
                name: {"file": f"parquet/{name}.parquet", "rows": parquet.read_metadata(file).num_rows}
                for file in files
                if file.parent.name == "parquet"
                for name in [file.stem]
            },
            "files": {**hashes, CHECKSUMS: sha256_of(sums)},
        }
        text = json.dumps({**manifest, "checksum": checksum_of(manifest)}, indent=2, ensure_ascii=False) + "\n"
        (self.folder / MANIFEST).write_text(text, encoding="utf-8")


@contextmanager
def stage(connection: Connection, contents: Contents, data_dir: Path) -> Iterator[Staging]:
    """A release of these contents, to be made in the block; what is not published at its end is removed.

    Args:
        connection: the working database.
        contents: what is released.
        data_dir: the data folder; ``releases/`` and ``current`` lie in it.
    """
    releases = data_dir / "releases"
    releases.mkdir(parents=True, exist_ok=True)
    check_place(data_dir)
    with ThreadPoolExecutor() as threads:  # a table is hashed while the next ones are read
        tables, prints = {}, {}
        for table in contents.tables:
            tables[table] = writer.published_rows(connection, table)
            prints[table] = threads.submit(_print_of_rows, tables[table])
    print_of = _print_of(contents, {table: made.result() for table, made in prints.items()})
    release_id = f"{contents.newest_year}-{print_of[:12]}"
    facts = ReleaseFacts(release_id, contents.newest_year, contents.data_date, contents.site_url)
    staging = releases / STAGING
    sweep(data_dir)
    entries = settle(data_dir)
    stays = _why_it_stays(data_dir, entries, release_id)
    try:
        if stays is None:
            staging.mkdir()
        folder = staging if stays is None else (data_dir / "current").resolve()
        yield Staging(facts, folder, stays, tables, entries, connection, contents, data_dir)
    finally:
        remove(staging)


def _why_it_stays(data_dir: Path, entries: list[Entry], release_id: str) -> str | None:
    """Why the release in force stays so; None when one of that id is to be made."""
    current = data_dir / "current"
    in_force = (read_manifest(current) or {}).get("release_id")
    pinned = ledger.pin(entries)
    if pinned is not None and in_force == pinned.release_id:
        return f"no: release {in_force} is pinned: {pinned.said['release_note']}"
    if in_force == release_id and is_whole(current):
        return "no: a whole release of this content is in force"
    return None


def _print_of(contents: Contents, tables: dict[Table, str]) -> str:
    """A sha256 of everything that shapes the files of a release; of the database, everything but its bytes.

    Args:
        contents: of the release.
        tables: the print of each table's rows.
    """
    shaped_by = [
        pa.__version__, _STORAGE_VERSION, contents.data_date.isoformat(), contents.made_by, contents.site_url or "",
    ]  # fmt: skip
    digest = hashlib.sha256("\0".join(shaped_by).encode())
    for statement in contents.statements("", contents.data_date):
        digest.update(statement.encode() + b"\0")
    for table, print_of_rows in sorted(tables.items(), key=lambda item: item[0].full_name):
        described = [schema.create_statement(table), schema.table_comment(table)]
        described += [schema.column_comment(column) for column in table.columns]
        digest.update("\0".join([*described, print_of_rows]).encode() + b"\0")
    return digest.hexdigest()


def _print_of_rows(rows: pa.Table) -> str:
    return hashlib.sha256(_as_text(rows)).hexdigest()


def _as_text(rows: pa.Table) -> pa.Buffer:
    """The rows as CSV in which every text is in quotes and a NULL is nothing: the same from every DuckDB."""
    text = pa.BufferOutputStream()
    pa_csv.write_csv(rows, text, pa_csv.WriteOptions(include_header=False, quoting_style="needed"))
    return text.getvalue()


def _parquet_name(table: Table) -> str:
    return f"parquet/{table.full_name}.parquet"


def _write_parquet(table: Table, rows: pa.Table, file: Path, release_id: str) -> None:
    """One table as Parquet: equal rows are equal bytes; what it is stands in its key-value metadata."""
    said = {
        "release_id": release_id,
        "table": table.full_name,
        "comment": schema.table_comment(table),
        "key": ", ".join(table.key),
        "columns": json.dumps(
            {column.name: schema.column_comment(column) for column in table.columns}, ensure_ascii=False
        ),
    }
    # Without Arrow's own copy of the schema; decimals as DuckDB writes them.
    how = {"compression": "zstd", "store_schema": False, "store_decimal_as_integer": True}
    with parquet.ParquetWriter(file, rows.schema, **how) as opened:
        opened.write_table(rows)
        opened.add_key_value_metadata(said)


def _write_database(
    connection: Connection, tables: dict[Table, pa.Table], file: Path, statements: Sequence[str]
) -> None:
    """The published DuckDB file: declared tables with comments, verified and without a log beside it.

    Keys are enforced in the working database only: DuckDB 1.0 cannot open a file that holds an index written by a
    newer release, and the indexes are half of the file.
    """
    with new_database(connection, file):
        for table, rows in tables.items():
            schema.create(connection, table, keyed=False)
            writer.insert(connection, table, rows)
            schema.write_comments(connection, table)
            arrived = writer.count(connection, table)
            if arrived != rows.num_rows:
                raise PublishFailed(f"{table.full_name}: {arrived} of {rows.num_rows} rows arrived in the release")
        connection.execute(";\n".join(statements))


@contextmanager
def new_database(connection: Connection, file: Path) -> Iterator[str]:
    """Fill a new published file in the block, where it is the default; gives the name of the one that was so before.

    Raises:
        PublishFailed: when a log is left beside it.
    """
    connection.execute(f"ATTACH {literal(str(file))} AS new_release (STORAGE_VERSION '{_STORAGE_VERSION}')")
    row = connection.execute("SELECT current_database()").fetchone()
    assert row is not None
    working = str(row[0])
    try:
        connection.execute("USE new_release")
        connection.execute("BEGIN TRANSACTION")  # one commit: hundreds of comments would each wait for the disk
        yield working
        connection.execute("COMMIT")
        connection.execute("CHECKPOINT new_release")
    finally:
        with contextlib.suppress(duckdb.TransactionException):
            connection.execute("ROLLBACK")  # nothing to roll back unless a table failed
        connection.execute(f"USE {quoted(working)}")
        connection.execute("DETACH new_release")
    if file.with_name(file.name + ".wal").exists():
        raise PublishFailed(f"{file.name} still has a write-ahead log: a copy of it would silently lose rows")
