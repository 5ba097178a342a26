"""How long an answer to a planner's question takes, in a published file.

Asked is what tests/marts/test_planner_questions.py asks, and the example of every macro. Each is asked once to warm up,
then several times on one thread; what is told is the fastest, by the wall and by the processor: on a machine that does
other things, the second is the one to look at. Not a test: machines differ, and so do the figures.

    .venv/bin/python benchmarks/questions.py                                     of the release in data/current
    .venv/bin/python benchmarks/questions.py --release FOLDER --times 30
    PYTHONPATH=.venv/duckdb-1.0:. .venv/bin/python benchmarks/questions.py       with another DuckDB
"""

from __future__ import annotations

import argparse
import ast
import os
import statistics
import sys
import time
from pathlib import Path

import duckdb

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from reports.planner.macros import read_macros  # noqa: E402

_QUESTIONS = ROOT / "tests" / "marts" / "test_planner_questions.py"


def read_questions() -> list[str]:
    """The statements, each once, in the order in which they are asked."""
    calls = (node for node in ast.walk(ast.parse(_QUESTIONS.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
    asked = [
        call.args[0].value
        for call in calls
        if getattr(call.func, "id", None) == "ask" and isinstance(call.args[0], ast.Constant)
    ]
    return list(dict.fromkeys([*asked, *(macro.example.id for macro in read_macros().values())]))


def measure(release: duckdb.DuckDBPyConnection, question: str, times: int) -> tuple[float, float] | None:
    """Milliseconds of one answer, by wall and processor; None where the answer is an error, as some must be."""
    walls, processors = [], []
    for _ in range(times + 1):
        wall, processor = time.perf_counter(), time.process_time()
        try:
            release.execute(question).fetchall()
        except duckdb.InvalidInputException:
            return None
        walls.append(1000 * (time.perf_counter() - wall))
        processors.append(1000 * (time.process_time() - processor))
    return min(walls[1:]), min(processors[1:])


def main() -> None:
    """Print the milliseconds of every question, and their median and maximum."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--release", type=Path, default=ROOT / "data" / "current")
    parser.add_argument("--times", type=int, default=15)
    options = parser.parse_args()
    load = os.getloadavg()[0]
    print(f"DuckDB {duckdb.__version__}, load {load:.1f} before it began, {options.times} times each; milliseconds")
    print(f"{'wall':>8}{'cpu':>8}")
    found = []
    with duckdb.connect(str(options.release / "spbe.duckdb"), read_only=True, config={"threads": 1}) as release:
        for question in read_questions():
            measured = measure(release, question, options.times)
            if measured is not None:
                found.append(measured)
                print(f"{measured[0]:>8.1f}{measured[1]:>8.1f}  {question}")
    for name, of in (("median", statistics.median), ("maximum", max)):
        print(f"{of(one[0] for one in found):>8.1f}{of(one[1] for one in found):>8.1f}  {name} of {len(found)}")


if __name__ == "__main__":
    main()
