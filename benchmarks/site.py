"""How long the site and the profiles of all regions take, how much memory, and how large the pages are.

Whole processes, as a person would wait for them: all pages in both languages of a release that stands, and
`spbe profile --all`. Not a test: these machines differ, and so do the figures.

    .venv/bin/python benchmarks/site.py                 of data/current
    .venv/bin/python benchmarks/site.py --data FOLDER   of another data folder
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

from tree import ROOT, Measured, measure, print_measured

_LIMITS = {"region": 60_000, "home": 150_000}


def write_pages(release: Path, folder: Path) -> None:
    """Write the site of a release into a folder, as a refresh does."""
    from reports import makers  # noqa: PLC0415 - only the process that is measured
    from warehouse.releases import DATABASE, read_facts  # noqa: PLC0415

    facts = read_facts(release)
    assert facts is not None, f"{release} holds no release: run `make refresh` first"
    makers.MAKERS = tuple(maker for maker in makers.MAKERS if maker.name == "site")
    with makers.helping_processes() as helpers:
        (folder / DATABASE).symlink_to(release / DATABASE)
        list(makers.make_parts(helpers, folder, facts))


def main() -> None:
    """Write the site and the profiles of a release some times and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT / "data", help="a data folder with a release")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--pages-into", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    current = (given.data / "current").resolve()
    if given.pages_into is not None:
        write_pages(current, given.pages_into)
        return
    kinds: dict[str, list[Measured]] = {"pages": [], "profiles": []}
    with tempfile.TemporaryDirectory(prefix="spbe-site-") as home:
        for run in range(given.runs):
            data = Path(home) / str(run)
            data.mkdir()
            (data / "current").symlink_to(current)
            kinds["pages"].append(measure(data, __file__, "--data", str(data), "--pages-into", str(data)))
            kinds["profiles"].append(measure(data, "-m", "pipelines.cli", "profile", "--all"))
        sizes = {file.relative_to(data / "situs"): file.stat().st_size for file in (data / "situs").rglob("*.html")}
    print_measured(kinds)
    regions = [size for page, size in sizes.items() if page.parent.name == "daerah" and page.name[0].isdigit()]
    home_page = max(
        size for page, size in sizes.items() if page.parent.name in {"", "en"} and page.name == "index.html"
    )
    print(
        f"{len(sizes)} pages, {sum(sizes.values()) / 1e6:.1f} MB; regions: median {statistics.median(regions):,.0f}, "
        f"largest {max(regions):,} of {_LIMITS['region']:,}; first page {home_page:,} of {_LIMITS['home']:,} bytes"
    )


if __name__ == "__main__":
    sys.exit(main())
