"""What publishing costs: the parts of a release, one after another and as a refresh makes them.

The tables are those of a data folder's working database, of which a copy is published into a folder that is removed
at the end. First each part alone, in one process: that tells where processor time goes. Then whole releases, each of
another id and of the same rows, so that all but the first find what they can link. Not a test: these machines differ.

    .venv/bin/python benchmarks/publish.py                 of data/
    .venv/bin/python benchmarks/publish.py --data FOLDER   of another data folder
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from reports.makers import MAKERS, helping_processes, make_parts, print_of_makers  # noqa: E402
from reports.planner import planner_statements  # noqa: E402
from tests.publications import told  # noqa: E402
from warehouse.connection import open_release, open_working  # noqa: E402
from warehouse.publish import Contents, Staging, stage  # noqa: E402
from warehouse.tables import CONTENT  # noqa: E402


def _cpu(who: int) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


@contextmanager
def _told(name: str) -> Iterator[None]:
    wall, here, others = time.perf_counter(), _cpu(resource.RUSAGE_SELF), _cpu(resource.RUSAGE_CHILDREN)
    yield
    wall, here = time.perf_counter() - wall, _cpu(resource.RUSAGE_SELF) - here
    print(f"{name:<26}{wall:>8.2f}{here:>8.2f}{_cpu(resource.RUSAGE_CHILDREN) - others:>8.2f}")


def _apart(staging: Staging) -> None:
    with _told("tables"):
        staging.write_tables(told(staging))
    with open_release(staging.folder / "spbe.duckdb") as database:
        for maker in MAKERS:
            for number, write in enumerate((maker.write, *maker.beside)):
                with _told(f"{maker.name}, beside {number}" if number else maker.name):
                    write(database, staging.folder, staging.facts)


def _as_a_refresh(staging: Staging) -> None:
    with _told("tables and parts"), helping_processes() as helpers:
        with _told("of these, tables"):
            staging.write_tables(told(staging))
        list(make_parts(helpers, staging.folder, staging.facts))


def main() -> None:
    """Publish some times and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT / "data", help="a data folder after a refresh")
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} before it began; seconds")
    print(f"{'':<26}{'wall':>8}{'cpu':>8}{'others':>8}")
    with tempfile.TemporaryDirectory(prefix="spbe-publish-") as folder:
        copy = Path(folder) / "working.duckdb"
        shutil.copy(given.data / "working" / "spbe.duckdb", copy)
        with open_working(copy) as connection:
            found = connection.execute(
                "SELECT max(evaluation_year) FROM core.evaluation_years WHERE nationally_complete"
            ).fetchone()
            assert found is not None, "one row"
            contents = Contents(
                CONTENT,
                int(found[0]),
                date(2026, 1, 1),
                planner_statements,
                print_of_makers(),
            )
            for run in range(given.runs + 1):
                of_run = replace(contents, made_by=f"{contents.made_by} {run}")
                print(f"release {run}" if run else "one after another")
                with _told("whole"), ExitStack() as stack:
                    with _told("read and print"):
                        staging = stack.enter_context(stage(connection, of_run, Path(folder)))
                    (_as_a_refresh if run else _apart)(staging)
                    with _told("publish"):
                        published = staging.publish({}, told(staging))
                files = [file for file in published.folder.rglob("*") if file.is_file()]
                own = [file.stat().st_size for file in files if file.stat().st_nlink == 1]
                print(f"{len(files)} files; of its own {len(own)}, {sum(own) / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
