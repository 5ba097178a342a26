"""How fast the planners' macros and views answer from a published release: the median of each statement.

Every macro's own example and every view as a whole, several times each on one connection, as a planner's shell asks.
The last line is the median over the macros, to be under 20 ms on an idle machine. Not a test: machines differ.

    python benchmarks/planner.py                       data/current/spbe.duckdb, nine runs of each
    python benchmarks/planner.py FILE --runs 5
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from reports.planner import read_views  # noqa: E402 - the path first
from reports.planner.macros import read_macros  # noqa: E402
from warehouse.connection import Connection, open_release  # noqa: E402

_MILLISECONDS = 1000


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", type=Path, default=ROOT / "data" / "current" / "spbe.duckdb")
    parser.add_argument("--runs", type=int, default=9)
    chosen = parser.parse_args()
    with open_release(chosen.file) as connection:
        views = [f"FROM {view.shown_name('id')}" for view in read_views().values()]
        for statement in views:
            print(f"{_median(connection, statement, chosen.runs):8.1f} ms  {statement}")
        medians = []
        for macro in read_macros().values():
            medians.append(_median(connection, macro.example.id, chosen.runs))
            print(f"{medians[-1]:8.1f} ms  {macro.example.id}")
    print(f"{statistics.median(medians):8.1f} ms  median of {len(medians)} macros")
    return 0


def _median(connection: Connection, statement: str, runs: int) -> float:
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        connection.execute(statement).fetchall()
        taken.append((time.perf_counter() - start) * _MILLISECONDS)
    return statistics.median(taken)


if __name__ == "__main__":
    raise SystemExit(main())
