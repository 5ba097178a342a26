"""How fast an annual report is read from its PDF, and how much memory it takes: 40 pages against 400.

The reports are typeset at run time from the transcription of 2024. Each is read in a process of its own, several
times; the median counts. Cost must grow with the pages and memory must not: the last lines say whether they do. Not a
test: these machines differ, and so do the figures.

    python benchmarks/ingest.py                 40 and 400 pages, three runs of each
    python benchmarks/ingest.py --pages 40 100 --runs 5
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import count
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_KIB_PER_MIB = 1024
_FEW_PAGES = 40
#: Four hundred pages may take this much more for each page than forty do, and this much more memory in all: the
#: rows that are read and the file itself have to be kept, at about 30 KiB a page.
_SAME_COST = 1.5
_SAME_MEMORY = 1.4


@dataclass(frozen=True)
class Measured:
    """One reading: pages and rows read, wall and processor seconds of the reading alone, peak MiB of the process."""

    pages: int
    rows: int
    wall: float
    cpu: float
    peak_mib: float


def typeset_report(pages: int, path: Path) -> None:
    """Set a report of at least so many pages: the tables of 2024 again and again, numbered through."""
    sys.path.insert(0, str(ROOT))
    from tests.typeset import Layout, Table, annual_report, tables_of  # noqa: PLC0415

    transcribed = tables_of(ROOT / "sources" / "spbe_annual_report" / "snapshots" / "annual_report_2024.csv")
    layout = Layout(foot="Laporan Evaluasi SPBE 2024 | {page}")
    rows_per_page = 32
    tables, rows = [], 0
    for number in count():
        table = transcribed[number % len(transcribed)]
        tables.append(Table(str(number + 1), table.title, table.rows))
        rows += len(table.rows)
        if rows >= rows_per_page * pages:
            break
    path.write_bytes(annual_report(tables, 2024, layout).data)


def read_here(path: Path) -> Measured:
    """Read one report in this process."""
    sys.path.insert(0, str(ROOT))
    from sources.declaration.declared import BUNDLED, read_source  # noqa: PLC0415
    from sources.reading.content import read_content  # noqa: PLC0415
    from sources.reading.parts import NotThis  # noqa: PLC0415
    from sources.reading.pdf import opened  # noqa: PLC0415
    from sources.spbe_annual_report.parse import READER  # noqa: PLC0415

    source = read_source(BUNDLED / "spbe_annual_report")
    content = read_content(path)
    wall, cpu = time.perf_counter(), time.process_time()
    found = READER.read(content, source)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    if isinstance(found, NotThis):
        raise SystemExit(f"{path.name} was not taken for a report: {found.looked_for}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KIB_PER_MIB
    with opened(content) as document:
        return Measured(document.page_count, len(found[0].rows), wall, cpu, peak)


def read_in_child(path: Path) -> Measured:
    """Read one report in a process of its own, whose peak memory is that of the reading."""
    ran = subprocess.run(
        [sys.executable, str(Path(__file__).resolve()), "--read", str(path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if ran.returncode != 0:
        raise SystemExit(ran.stderr)
    return Measured(**json.loads(ran.stdout))


def median_of(runs: list[Measured]) -> Measured:
    """The median of each figure."""
    return Measured(
        runs[0].pages, runs[0].rows,
        *(statistics.median(getattr(run, name) for run in runs) for name in ("wall", "cpu", "peak_mib")),
    )  # fmt: skip


def main() -> int:
    """Print pages per second and peak memory, and how both grow."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--pages", type=int, nargs="+", default=[_FEW_PAGES, 400])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.read is not None:
        print(json.dumps(read_here(options.read).__dict__))
        return 0
    runs: dict[int, list[Measured]] = {pages: [] for pages in options.pages}
    with tempfile.TemporaryDirectory(prefix="spbe-bench-") as folder:
        files = {pages: Path(folder) / f"report_{pages}.pdf" for pages in options.pages}
        for pages, path in files.items():
            typeset_report(pages, path)
        for _ in range(options.runs):  # by turns, so that a busy minute of the machine meets both
            for pages, path in files.items():
                runs[pages].append(read_in_child(path))
    measured = [median_of(of_one) for of_one in runs.values()]
    print(f"{os.cpu_count()} processors, Python {sys.version.split()[0]}, {options.runs} runs of each; medians")
    print(f"{'pages':>6} {'rows':>7} {'seconds':>8} {'cpu s':>8} {'pages/s':>8} {'cpu ms/page':>12} {'peak MiB':>9}")
    for run in measured:
        print(
            f"{run.pages:>6} {run.rows:>7} {run.wall:>8.1f} {run.cpu:>8.1f} {run.pages / run.wall:>8.1f} "
            f"{1000 * run.cpu / run.pages:>12.0f} {run.peak_mib:>9.0f}"
        )
    first, last = measured[0], measured[-1]
    cost = (last.cpu / last.pages) / (first.cpu / first.pages)
    memory = last.peak_mib / first.peak_mib
    print(f"{last.pages / first.pages:.1f} times the pages:")
    print(f"  processor time per page {cost:.2f} times: {_verdict(cost <= _SAME_COST, 'linear', 'MORE THAN LINEAR')}")
    kept = 1024 * (last.peak_mib - first.peak_mib) / (last.pages - first.pages)
    verdict = _verdict(memory <= _SAME_MEMORY, "pages are not kept", "PAGES ARE KEPT")
    print(f"  peak memory {memory:.2f} times: {verdict}; {kept:.0f} KiB more for each page, its rows and its bytes")
    return 0


def _verdict(fine: bool, good: str, bad: str) -> str:
    return good if fine else bad


if __name__ == "__main__":
    raise SystemExit(main())
