"""Print, as JSON, what Python's DuckDB answers to every planners' view and macro of a published file, as text.

Under `web` stand those that its part for the web must give, too.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import duckdb

from tests.planner_queries import REFUSED, planner_queries
from warehouse.releases import WEB_DATABASE


def main() -> None:
    """Write the answers of the file that the first argument names, by language."""
    with duckdb.connect(sys.argv[1], read_only=True) as release:
        answers: dict[str, Any] = {
            language: [{"query": query, "rows": release.execute(query).fetchall()} for query in map(_as_text, queries)]
            for language, queries in planner_queries(release).items()
        }
        with duckdb.connect(str(Path(sys.argv[1]).with_name(WEB_DATABASE)), read_only=True) as part:
            held = {_as_text(query) for query in planner_queries(part)["id"]}
        answers["web"] = [answer for answer in answers["id"] if answer["query"] in held]
        answers["refused"] = [{"query": query, "error": _error(release, query)} for query in REFUSED]
    json.dump(answers, sys.stdout)


def _as_text(query: str) -> str:
    return f"SELECT CAST(COLUMNS(*) AS VARCHAR) FROM ({query})"


def _error(release: duckdb.DuckDBPyConnection, query: str) -> str | None:
    try:
        release.execute(query)
    except duckdb.Error as problem:
        return str(problem)
    return None


if __name__ == "__main__":
    main()
