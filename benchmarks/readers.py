"""Many readers at once, each a process of its own: of a release on a disk, over HTTP, and from object storage.

Each reader opens anew what it asks, as a script or a page does, and its answer is compared with the one that was given
to a single reader. Told are the median, the 95th percentile and the longest of all answers, and how many were refused:
failed, or other than they should be. HTTP is `spbe serve`; object storage is SeaweedFS (`make venv` installs it), to
which the release is carried first. Not a test: machines differ, and so do the figures.

    .venv/bin/python benchmarks/readers.py                                   64 readers of the release in data/current
    .venv/bin/python benchmarks/readers.py --data FOLDER --readers 8 --rounds 5
"""

from __future__ import annotations

import argparse
import io
import json
import multiprocessing
import os
import queue
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

if TYPE_CHECKING:
    from multiprocessing.queues import Queue
    from multiprocessing.synchronize import Barrier

    from pyarrow.fs import FileSystem

_TABLE = "parquet/mart.region_ranking.parquet"
_WEB = "spbe-web.duckdb"
_PROFILE = "SELECT tahun, indeks, peringkat FROM profil('Kota Magelang')"
_RANKING = "SELECT peringkat, daerah, indeks FROM peringkat(2024, jenis := 'kota')"
_ROWS = [("region_code", "=", "33.71"), ("evaluation_year", "=", 2024)]
_READY_SECONDS = 600


@dataclass(frozen=True)
class Places:
    """Where the same release is read: its folder, the address of `spbe serve`, and the one it was carried to."""

    folder: str
    web: str
    storage: str


def _asked(file: str, question: str) -> object:
    import duckdb  # noqa: PLC0415 - each reader loads what it needs

    with duckdb.connect(file, read_only=True, config={"threads": 1}) as release:
        return release.execute(question).fetchall()


def _of_bytes(content: bytes) -> object:
    """What a database answers that has come over a wire."""
    with tempfile.NamedTemporaryFile(suffix=".duckdb") as file:
        file.write(content)
        file.flush()
        return _asked(file.name, _PROFILE)


def _parquet(source: str | BinaryIO, system: FileSystem | None = None) -> object:
    from pyarrow import parquet  # noqa: PLC0415

    return parquet.read_table(source, filters=_ROWS, filesystem=system)["spbe_index"].to_pylist()


def _get(address: str) -> bytes:
    import httpx  # noqa: PLC0415

    return httpx.get(address, timeout=_READY_SECONDS, trust_env=False).raise_for_status().content


def _storage(places: Places) -> tuple[FileSystem, str, str]:
    """The storage, where the release in force lies there, and what says so."""
    from pyarrow import fs  # noqa: PLC0415

    system, base = fs.FileSystem.from_uri(places.storage)
    with system.open_input_stream(f"{base}/current.json") as pointer:
        said = json.loads(pointer.read())
    return system, f"{base}/{said['path']}", said["release_id"]


def _from_storage(places: Places, name: str) -> bytes:
    system, folder, _ = _storage(places)
    with system.open_input_stream(f"{folder}/{name}") as stream:
        return bytes(stream.read())


def _parquet_of_storage(places: Places) -> object:
    system, folder, _ = _storage(places)
    return _parquet(f"{folder}/{_TABLE}", system)


QUESTIONS: dict[tuple[str, str], Callable[[Places], object]] = {
    ("file", "a profile, from `spbe.duckdb`"): lambda places: _asked(f"{places.folder}/spbe.duckdb", _PROFILE),
    ("file", "a ranking, from `spbe.duckdb`"): lambda places: _asked(f"{places.folder}/spbe.duckdb", _RANKING),
    ("file", "a row, from Parquet"): lambda places: _parquet(f"{places.folder}/{_TABLE}"),
    ("HTTP", "the first page"): lambda places: len(_get(f"{places.web}situs/index.html")),
    ("HTTP", "a row, from Parquet"): lambda places: _parquet(io.BytesIO(_get(f"{places.web}{_TABLE}"))),
    ("HTTP", "a profile, from `spbe-web.duckdb`"): lambda places: _of_bytes(_get(f"{places.web}{_WEB}")),
    ("object storage", "`current.json`"): lambda places: _storage(places)[2],
    ("object storage", "a row, from Parquet"): _parquet_of_storage,
    ("object storage", "a profile, from `spbe-web.duckdb`"): lambda places: _of_bytes(_from_storage(places, _WEB)),
}


def _read(places: Places, rounds: int, together: Barrier, told: Queue) -> None:
    """One reader: each question so often, all readers beginning each question together."""
    import duckdb  # noqa: F401, PLC0415 - loaded before anything is timed
    import httpx  # noqa: F401, PLC0415
    from pyarrow import dataset, fs, parquet  # noqa: F401, PLC0415

    for name, ask in QUESTIONS.items():
        together.wait(_READY_SECONDS)
        for _ in range(rounds):
            began = time.perf_counter()
            try:
                answer = repr(ask(places))
            except Exception as problem:
                answer = f"{type(problem).__name__}: {problem}"
            told.put((name, 1000 * (time.perf_counter() - began), answer))


@contextmanager
def _served(data: Path) -> Iterator[str]:
    """The address of `spbe serve`."""
    process = subprocess.Popen(
        [sys.executable, "-m", "pipelines.cli", "serve", "--port", "0"],
        cwd=ROOT, env={**os.environ, "SPBE_DATA": str(data)}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        yield process.stdout.readline().split()[0]
    finally:
        process.kill()
        process.wait()


def measure(data: Path, readers: int, rounds: int) -> dict[tuple[str, str], tuple[list[float], list[str]]]:
    """Milliseconds of every answer to each question, and what was refused or answered otherwise."""
    from reports.serving import media_type  # noqa: PLC0415
    from tests.object_storage import object_storage  # noqa: PLC0415
    from warehouse.destination import carry  # noqa: PLC0415

    release = (data / "current").resolve()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        storage = stack.enter_context(object_storage(folder))
        os.environ.update(storage.environment)
        from pyarrow import fs  # noqa: PLC0415

        fs.FileSystem.from_uri(storage.address("spbe/rilis"))[0].create_dir("spbe")
        carry(release, storage.address("spbe/rilis"), media_type)
        places = Places(str(release), stack.enter_context(_served(data)), storage.address("spbe/rilis"))
        single = {name: repr(ask(places)) for name, ask in QUESTIONS.items()}
        context = multiprocessing.get_context("spawn")
        together, told = context.Barrier(readers), context.Queue()
        started = [context.Process(target=_read, args=(places, rounds, together, told)) for _ in range(readers)]
        for one in started:
            one.start()
        found: dict[tuple[str, str], tuple[list[float], list[str]]] = {name: ([], []) for name in QUESTIONS}
        awaited = readers * rounds * len(QUESTIONS)
        while awaited:
            try:
                name, milliseconds, answer = told.get(timeout=_READY_SECONDS)
            except queue.Empty:
                break  # what is not told is refused
            awaited -= 1
            found[name][0].append(milliseconds)
            found[name][1].extend([answer] if answer != single[name] else [])
        for one in started:
            one.join(1)
            one.kill()
    for times, refused in found.values():
        refused.extend(["no answer"] * (readers * rounds - len(times)))
    return found


def main() -> None:
    """Print a table of all questions."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT / "data")
    parser.add_argument("--readers", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    found = measure(chosen.data, chosen.readers, chosen.rounds)
    print(f"{chosen.readers} readers, {chosen.rounds} rounds; load average {os.getloadavg()[1]:.0f}\n")
    print(
        "| read over | asked | answers | refused | median ms | 95% ms | longest ms |\n"
        "|---|---|---:|---:|---:|---:|---:|"
    )
    for (over, asked), (times, refused) in found.items():
        ordered = sorted(times)
        late = ordered[int(0.95 * (len(ordered) - 1))]
        row = (len(ordered), len(refused), *(f"{one:.0f}" for one in (statistics.median(ordered), late, ordered[-1])))
        print(f"| {over} | {asked} | {' | '.join(map(str, row))} |")
    for (over, asked), (_, refused) in found.items():
        for one in sorted(set(refused))[:5]:
            print(f"{over}, {asked}: {one[:300]}", file=sys.stderr)


if __name__ == "__main__":
    main()
