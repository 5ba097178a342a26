"""Print, as JSON, what Python's DuckDB answers to every planners' view and macro of a published file, as text."""

from __future__ import annotations

import json
import sys

import duckdb

from tests.planner_queries import AMBIGUOUS, planner_queries


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
        try:
            release.execute(AMBIGUOUS)
        except duckdb.Error as problem:
            answers["ambiguous"] = {"query": AMBIGUOUS, "error": str(problem)}
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
