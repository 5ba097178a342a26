"""How long a whole refresh takes, and how much memory: whole processes, several runs, medians.

Measures what a person waits for: `spbe refresh` from a warm environment in an empty data folder, again with a document
more, again by force, again unchanged, and `spbe show`. Memory is summed over the process tree (the validation process
and those that write the site included). Not a test: these machines differ, and so do the figures.

    make bench                                three runs of each
    make bench ARGS="--runs 7"
    make bench ARGS="--against FOLDER"        beside those of another checkout, in turns
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tree import ROOT, Measured, measure, print_measured

_SPBE = ("-m", "pipelines.cli")
_DOCUMENT = (
    "evaluation_year,agency,index,predikat,url\n"
    '2025,Kota Magelang,"3,95",Sangat Baik,https://example.go.id/magelang-2025\n'
)


def _runs(data: Path, root: Path) -> Iterator[tuple[str, Measured]]:
    """One run of each kind, in a new data folder."""

    def spbe(*arguments: str) -> Measured:
        return measure(data, *_SPBE, *arguments, root=root)

    yield "from nothing", spbe("refresh")
    document = data / "pernyataan.csv"
    document.write_text(_DOCUMENT, encoding="utf-8")
    spbe("add", str(document))
    yield "one document", spbe("refresh")
    yield "by force", spbe("refresh", "--force")
    yield "unchanged", spbe("refresh")
    yield "show", spbe("show")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3, help="counted runs of each kind, after one that is not counted")
    parser.add_argument("--against", type=Path, help="another checkout of this project, with its libraries at hand")
    given = parser.parse_args()
    trees = {"": ROOT, **({"against ": given.against.resolve()} if given.against else {})}
    folder = Path(tempfile.mkdtemp(prefix="spbe-bench-"))
    kinds: dict[str, list[Measured]] = defaultdict(list)
    try:
        for number in range(given.runs + 1):
            for tree, root in trees.items():
                for kind, one in _runs(folder / f"{tree.strip()}{number}", root):
                    if number > 0:  # the first warms the file cache and the compiled modules
                        kinds[f"{tree}{kind}"].append(one)
    finally:
        shutil.rmtree(folder)
    print_measured(dict(sorted(kinds.items(), key=lambda kind: kind[0].removeprefix("against "))))


if __name__ == "__main__":
    main()
