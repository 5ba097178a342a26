"""How long a whole refresh takes, and how much memory: whole processes, several runs, medians.

Measures what a person waits for: `spbe refresh` from a warm environment in an empty data folder, run again by
force, and run again unchanged. Memory is summed over the process tree (the validation process and those that write the
site included). Not a test: these machines differ, and so do the figures.

    make bench                      three runs of each
    make bench ARGS="--runs 7"
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

from tree import Measured, measure, print_measured

_REFRESH = ("-m", "pipelines.cli", "refresh")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3, help="counted runs of each kind, after one that is not counted")
    runs = parser.parse_args().runs
    folder = Path(tempfile.mkdtemp(prefix="spbe-bench-"))
    kinds: dict[str, list[Measured]] = {"from nothing": [], "again, by force": [], "again, unchanged": []}
    try:
        for number in range(runs + 1):
            data = folder / str(number)
            found = (measure(data, *_REFRESH), measure(data, *_REFRESH, "--force"), measure(data, *_REFRESH))
            for kind, one in zip(kinds, found, strict=True):
                if number > 0:  # the first warms the file cache and the compiled modules
                    kinds[kind].append(one)
    finally:
        shutil.rmtree(folder)
    print_measured(kinds)


if __name__ == "__main__":
    main()
