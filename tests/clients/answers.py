"""Print, as JSON, what Python's DuckDB answers to every planners' view and macro of a published file, as text."""

from __future__ import annotations

import json
import sys

import duckdb

from tests.planner_queries import REFUSED, planner_queries


def main() -> None:
    """Write the answers of the file that the first argument names, by language."""
    with duckdb.connect(sys.argv[1], read_only=True) as release:
        answers: dict[str, object] = {
            language: [
                {"query": query, "rows": release.execute(query).fetchall()}
                for query in (f"SELECT CAST(COLUMNS(*) AS VARCHAR) FROM ({one})" for one in queries)
            ]
            for language, queries in planner_queries(release).items()
        }
        answers["refused"] = [{"query": query, "error": _error(release, query)} for query in REFUSED]
    json.dump(answers, sys.stdout)


def _error(release: duckdb.DuckDBPyConnection, query: str) -> str | None:
    try:
        release.execute(query)
    except duckdb.Error as problem:
        return str(problem)
    return None


if __name__ == "__main__":
    main()
