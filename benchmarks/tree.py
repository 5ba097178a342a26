"""One whole process and its children, watched from outside: wall, processor, and memory of all of them together."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
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


def measure(data: Path, *command: str, root: Path = ROOT) -> Measured:
    """Run Python on a data folder and watch its process tree; with the programs of a checkout.

    Memory is summed over the tree as proportional set size where the system tells it.
    """
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *command],
        cwd=root,
        env={**os.environ, "SPBE_DATA": str(data), "PYTHONPATH": str(root)},
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
        sys.exit(f"{' '.join(command)} failed with exit code {code}; run it to see why")
    return Measured(wall, sum(cpu.values()), peak[0])


def print_measured(kinds: dict[str, list[Measured]]) -> None:
    """A line for each kind of process: medians, and between what they lie."""
    print(
        f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, Python {sys.version.split()[0]}; "
        "median (lowest to highest)"
    )
    print(f"{'':<18}{'wall s':>22}{'processor s':>22}{'peak MiB':>24}")
    for kind, measured in kinds.items():
        columns = ([one.wall for one in measured], [one.cpu for one in measured], [one.peak_mib for one in measured])
        cells = [_told(column) for column in columns]
        print(f"{kind:<18}{cells[0]:>22}{cells[1]:>22}{cells[2]:>24}")


def _told(values: Sequence[float]) -> str:
    return f"{statistics.median(values):.1f} ({min(values):.1f} to {max(values):.1f})"
