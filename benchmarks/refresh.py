"""How long a whole refresh takes, and how much memory: whole processes, several runs, medians.

Measures what a person waits for: `spbe refresh` from a warm environment in an empty data folder, run again by
force, and run again unchanged. Memory is summed over the process tree (the validation process included) as
proportional set size where the system tells it. Not a test: these machines differ, and so do the figures.

    make bench                      three runs of each
    make bench ARGS="--runs 7"
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]
_MIB = 1024 * 1024


@dataclass(frozen=True)
class Measured:
    """One whole process: wall seconds, processor seconds of the tree, peak memory of the tree in MiB."""

    wall: float
    cpu: float
    peak_mib: float


def measure(data: Path, *arguments: str) -> Measured:
    """Run one refresh and watch its process tree."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "pipelines.cli", "refresh", *arguments],
        cwd=ROOT,
        env={**os.environ, "SPBE_DATA": str(data)},
        stdout=subprocess.DEVNULL,
    )
    peak = [0.0]
    cpu: dict[int, float] = {}
    over = threading.Event()

    def watch() -> None:
        root = psutil.Process(process.pid)
        while not over.is_set():
            total = 0.0
            try:
                for member in (root, *root.children(recursive=True)):
                    try:
                        memory = member.memory_full_info()
                        total += getattr(memory, "pss", memory.rss)
                        times = member.cpu_times()
                        cpu[member.pid] = times.user + times.system
                    except (psutil.NoSuchProcess, psutil.AccessDenied):
                        continue
            except psutil.NoSuchProcess:
                break
            peak[0] = max(peak[0], total / _MIB)
            over.wait(0.1)

    watcher = threading.Thread(target=watch)
    watcher.start()
    code = process.wait()
    wall = time.perf_counter() - started
    over.set()
    watcher.join()
    if code != 0:
        sys.exit(f"the refresh failed with exit code {code}; run `make refresh` to see why")
    return Measured(wall, sum(cpu.values()), peak[0])


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
            found: tuple[Measured, ...] = (measure(data), measure(data, "--force"), measure(data))
            for kind, one in zip(kinds, found, strict=True):
                if number > 0:  # the first warms the file cache and the compiled modules
                    kinds[kind].append(one)
    finally:
        for path in folder.rglob("*"):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() else 0o644)
        shutil.rmtree(folder)
    print(
        f"{os.cpu_count()} processors, Python {sys.version.split()[0]}, {runs} runs of each; median (lowest to highest)"
    )
    print(f"{'refresh':<18}{'wall s':>22}{'processor s':>22}{'peak MiB':>24}")
    for kind, measured in kinds.items():
        columns = ([one.wall for one in measured], [one.cpu for one in measured], [one.peak_mib for one in measured])
        cells = [_told(column) for column in columns]
        print(f"{kind:<18}{cells[0]:>22}{cells[1]:>22}{cells[2]:>24}")


def _told(values: list[float]) -> str:
    return f"{statistics.median(values):.1f} ({min(values):.1f} to {max(values):.1f})"


if __name__ == "__main__":
    main()
