"""A part of the database for pages that load it into the browser: regions, their results, and where these come from.

DuckDB gives each table whole blocks of 256 KiB, so what makes a file small is few tables. Views and macros are those of
`spbe.duckdb`, under the same names; the tables follow from them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from reports.planner import statements_of
from warehouse.connection import Connection, quoted
from warehouse.publish import new_database
from warehouse.releases import WEB_DATABASE, ReleaseFacts
from warehouse.tables import TABLES

#: By their Indonesian names. Not here: what tells of releases, the other countries, statements, targets and plans.
VIEWS = (
    "peringkat", "profil", "domain", "perubahan", "langkah", "langkah_domain", "mentor", "pembanding", "teladan",
    "provinsi", "wilayah", "asal_angka",
)  # fmt: skip
_NAMED = re.compile(r'"?\b([a-z]+)"?\."?(\w+)')


def write_web_database(database: Connection, folder: Path, facts: ReleaseFacts) -> None:
    """Write it, without the comments on tables, which `spbe.duckdb` has.

    Args:
        database: a release, with its views in the search path.
        folder: the release's folder.
        facts: what the files say of the release.
    """
    statements = statements_of(VIEWS)
    database.execute("SET threads = 1")  # as fast for so little, and a fifth less work
    with new_database(database, folder / WEB_DATABASE) as release:
        for name in tables_named(statements):
            database.execute(f"CREATE SCHEMA IF NOT EXISTS {quoted(name.partition('.')[0])}")
            database.execute(f"CREATE TABLE {quoted(name)} AS FROM {quoted(f'{release}.{name}')}")
        database.execute(";\n".join(statements))
    database.execute("RESET threads")


def tables_named(statements: Iterable[str]) -> list[str]:
    """The published tables that statements read, and the documents that stand behind their figures."""
    named = {".".join(found) for one in statements for found in _NAMED.findall(one)}
    return sorted({name for name in named if name in TABLES} | {"core.documents"})
