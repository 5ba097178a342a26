"""How long the site takes, how much memory, and how large its pages are: all pages of a release in both languages.

Not a test: these machines differ, and so do the figures.

    .venv/bin/python benchmarks/site.py                 of data/current
    .venv/bin/python benchmarks/site.py --data FOLDER   of another data folder
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from reports.site import write_site  # noqa: E402
from warehouse.connection import open_release, records_of  # noqa: E402
from warehouse.publish import DATABASE, ReleaseFacts, read_manifest  # noqa: E402

_LIMITS = {"region": 60_000, "home": 150_000}


def main() -> None:
    """Write the site of a release three times and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT / "data", help="a data folder with a release")
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    current = (given.data / "current").resolve()
    manifest = read_manifest(current)
    if manifest is None:
        sys.exit(f"{current} holds no release: run `make refresh` first")
    wall: list[float] = []
    busy: list[float] = []
    with tempfile.TemporaryDirectory(prefix="spbe-site-") as folder:
        for run in range(given.runs):
            root = Path(folder) / str(run)
            root.mkdir()
            with open_release(current / DATABASE) as release:
                (found,) = records_of(release, "SELECT max(retrieved_on) AS day FROM core.documents")
                year = int(manifest["release_id"].split("-")[0])
                facts = ReleaseFacts(manifest["release_id"], year, found["day"])
                started, worked = time.perf_counter(), _worked()
                write_site(release, root, facts)
            wall.append(time.perf_counter() - started)
            busy.append(_worked() - worked)
        pages = {file.relative_to(root): file.stat().st_size for file in root.rglob("*.html")}
    regions = [size for page, size in pages.items() if page.parent.name == "daerah" and page.name[0].isdigit()]
    home = max(size for page, size in pages.items() if page.parent.name in {"", "en"} and page.name == "index.html")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(f"{len(pages)} pages, {sum(pages.values()) / 1e6:.1f} MB, {given.runs} runs")
    print(f"wall {_told(wall)} s, processor {_told(busy)} s, memory at most {memory / 1024:.0f} MiB")
    print(
        f"region pages: median {statistics.median(regions):,.0f}, largest {max(regions):,} of {_LIMITS['region']:,} "
        f"bytes; home {home:,} of {_LIMITS['home']:,} bytes"
    )


def _worked() -> float:
    """Processor seconds of this process and those that it waited for."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def _told(values: list[float]) -> str:
    return f"{statistics.median(values):.1f} ({min(values):.1f} to {max(values):.1f})"


if __name__ == "__main__":
    main()
