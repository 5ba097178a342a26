"""What is asked of a published file to see that a client can use it: every view and macro of the planners' face."""

from __future__ import annotations

from typing import get_args

import duckdb

from reports.planner.macros import read_macros
from warehouse.spec import Language

#: What is answered with an error, which every client must show: it says what to write instead.
REFUSED = (
    "FROM profil('Magelang')",
    "FROM profil('sumedng')",
    "FROM peringkat(2031)",
    "FROM en.ranking(2024, kind := 'village')",
    "FROM bandingkan('Kota Bandung', 'Magelang', e := 'Sumedng')",
)
_SCHEMAS: dict[Language, str] = {"id": "main", "en": "en"}


def planner_queries(release: duckdb.DuckDBPyConnection) -> dict[Language, list[str]]:
    """The first rows of every view that the file holds, and every macro's example, each in an order of its own."""
    listed = release.execute("SELECT function_name FROM duckdb_functions() WHERE NOT internal").fetchall()
    macros = {name for (name,) in listed}
    queries: dict[Language, list[str]] = {}
    for language in get_args(Language):
        views = release.execute(
            "SELECT view_name FROM duckdb_views() WHERE schema_name = ? AND NOT internal ORDER BY 1",
            [_SCHEMAS[language]],
        ).fetchall()
        asked = [f'FROM {_SCHEMAS[language]}."{name}"' for (name,) in views]
        asked += [macro.example.in_language(language) for macro in read_macros().values() if macro.names.id in macros]
        queries[language] = [f"SELECT * FROM ({one}) ORDER BY ALL LIMIT 1000" for one in asked]
    return queries
