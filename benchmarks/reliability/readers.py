"""Eight processes that open `data/current` anew, again and again, and hold each answer against the right ones."""

from __future__ import annotations

import hashlib
import json
import multiprocessing as mp
import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from pyarrow import parquet

READERS = 8
_LONGEST_READ_SECONDS = 120.0
_TABLE = "core.targets"  # differs between the states of the world
_PARQUET = (f"parquet/{_TABLE}.parquet", "parquet/mart.region_ranking.parquet", "parquet/core.documents.parquet")
_LARGE = "parquet/core.observations.parquet"
_TEXTS = ("csv/target.csv", "csv/peringkat.csv", "CITATION.txt")
_DATABASE = "spbe.duckdb"
_QUERY = f"SELECT count(*) || ' ' || bit_xor(hash(t)) FROM {_TABLE} AS t"

Answer = dict[str, str]


def answers_of(folder: Path) -> Answer:
    """What a release must answer: by the name of the file."""
    return {_DATABASE: _ask(folder), **{name: _digest(folder / name) for name in (*_PARQUET, *_TEXTS)}}


def _ask(folder: Path) -> str:
    with duckdb.connect(str(folder / _DATABASE), read_only=True, config={"threads": 1}) as opened:
        return str(opened.execute(_QUERY).fetchall()[0][0])


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _release_in(data: bytes) -> str:
    said = parquet.read_metadata(pa.BufferReader(data)).metadata
    return str(said[b"release_id"].decode())


@dataclass
class Rules:
    """What the readers and the harness share.

    Args:
        allowed: ids of the releases that may stand now, joined by spaces.
        paused: not 0 while nobody may begin to read.
        reading: of each reader, whether it is in a read.
        stop: set at the end.
        read: how often each kind of read was done, in all.
    """

    allowed: Any
    paused: Any
    reading: Any
    stop: Any
    read: Any


#: In the order in which they are counted. The last two are told apart: they are how one should not read.
KINDS = (
    "the database", "a Parquet file", "a CSV or text file", "three files, the link resolved once",
    "two files, each through the link", "a Parquet file by DuckDB, through the link",
)  # fmt: skip
WARNED_OF = KINDS[4:]


#: What was read: a file, what it answered, and the release that it must be of, where something says which.
_Read = tuple[str, str, str | None]


class _Reader:
    """One process: what it reads by, and what it has found."""

    def __init__(self, current: Path, right: Path, chance: random.Random) -> None:
        self.current, self.right, self.chance = current, right, chance
        self._answers: dict[str, Answer] = {}

    def database(self) -> list[_Read]:
        return [(_DATABASE, _ask(self.current), None)]

    def parquet(self) -> list[_Read]:
        name = self.chance.choice(_PARQUET)
        data = (self.current / name).read_bytes()
        return [(name, hashlib.sha256(data).hexdigest(), _release_in(data))]

    def text(self) -> list[_Read]:
        name = self.chance.choice(_TEXTS)
        return [(name, _digest(self.current / name), None)]

    def resolved(self) -> list[_Read]:
        folder = self.current.resolve()
        release_id = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["release_id"]
        names = (self.chance.choice(_PARQUET), self.chance.choice(_TEXTS))
        found = [(_DATABASE, _ask(folder)), *((name, _digest(folder / name)) for name in names)]
        return [(name, answer, release_id) for name, answer in found]

    def two_through_the_link(self) -> list[_Read]:
        data = [(self.current / name).read_bytes() for name in _PARQUET[:2]]
        first, second = map(_release_in, data)
        if first != second:
            raise _Mixed(f"{first}, then {second}")
        return []

    def by_duckdb(self) -> list[_Read]:
        with duckdb.connect(config={"threads": 1}) as opened:
            opened.execute(f"SELECT bit_xor(hash(t)) FROM read_parquet('{self.current / _LARGE}') AS t").fetchall()
        return []

    def wrong(self, read: list[_Read], allowed: set[str]) -> str | None:
        """What of it no release that may stand answers."""
        for name, found, release_id in read:
            may = allowed if release_id is None else {release_id} & allowed
            if not any(self._answer(one)[name] == found for one in may):
                return f"{name} of {release_id or 'a release'}: {found} is the answer of none of {sorted(allowed)}"
        return None

    def _answer(self, release_id: str) -> Answer:
        if release_id not in self._answers:
            file = self.right / f"{release_id}.json"
            self._answers[release_id] = json.loads(file.read_text(encoding="utf-8"))
        return self._answers[release_id]


class _Mixed(Exception):
    """Two files were of two releases."""


def read_forever(number: int, seed: int, places: tuple[str, str, str], rules: Rules, pause_seconds: float) -> None:
    """Read until told to stop; what goes wrong is written as lines of JSON."""
    os.nice(5)
    current, right, told = map(Path, places)
    reader = _Reader(current, right, random.Random(f"{seed} {number}"))
    ways: list[Callable[[], list[_Read]]] = [
        reader.database, reader.parquet, reader.text, reader.resolved, reader.two_through_the_link, reader.by_duckdb,
    ]  # fmt: skip
    counted: Counter[int] = Counter()
    with told.open("a", encoding="utf-8") as log:
        parent = os.getppid()
        while not rules.stop.is_set() and os.getppid() == parent:  # none outlives the harness
            rules.reading[number] = 1
            if rules.paused.value:
                rules.reading[number] = 0
                time.sleep(0.02)
                continue
            kind = reader.chance.choices(range(len(ways)), weights=(3, 8, 8, 2, 2, 1))[0]
            before, problem = _ids(rules), None
            try:
                read = ways[kind]()
                found = reader.wrong(read, before | _ids(rules))  # what may stand may have changed meanwhile
                problem = None if found is None else ("wrong", found)
            except Exception as error:  # whatever a reader meets is counted
                problem = ("refused", f"{type(error).__name__}: {error}")
            if problem is not None and not rules.paused.value:
                line = {"at": time.time(), "kind": KINDS[kind], "what": problem[0], "said": problem[1][:300]}
                log.write(json.dumps(line) + "\n")
                log.flush()
            rules.reading[number] = 0
            counted[kind] += 1
            if sum(counted.values()) >= 20:
                _add(rules, counted)
            time.sleep(pause_seconds)
    _add(rules, counted)


def _ids(rules: Rules) -> set[str]:
    return set(rules.allowed.value.decode().split())


def _add(rules: Rules, counted: Counter[int]) -> None:
    with rules.read.get_lock():
        for kind, number in counted.items():
            rules.read[kind] += number
    counted.clear()


class Readers:
    """The processes, begun with the block and ended with it."""

    def __init__(self, current: Path, folder: Path, seed: int, pause_seconds: float) -> None:
        context = mp.get_context("spawn")
        self.right, self._told = folder / "right", folder / "readers"
        self.right.mkdir(parents=True, exist_ok=True)
        self._told.mkdir(exist_ok=True)
        self.rules = Rules(
            context.Array("c", 8192),
            context.Value("i", 0),
            context.Array("b", READERS),
            context.Event(),
            context.Array("q", len(KINDS)),
        )
        self._processes = [
            context.Process(
                target=read_forever,
                args=(
                    number,
                    seed,
                    (str(current), str(self.right), str(self._told / f"{number}.jsonl")),
                    self.rules,
                    pause_seconds,
                ),
                daemon=True,
            )
            for number in range(READERS)
        ]

    def __enter__(self) -> Readers:
        for process in self._processes:
            process.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.rules.stop.set()
        for process in self._processes:
            process.join(20)

    def learn(self, release: Path) -> None:
        """Take the answers of a release for right: one that was built apart."""
        release_id = json.loads((release / "manifest.json").read_text(encoding="utf-8"))["release_id"]
        (self.right / f"{release_id}.json").write_text(json.dumps(answers_of(release)), encoding="utf-8")

    def allow(self, *release_ids: str) -> None:
        """From now on exactly these may stand."""
        self.rules.allowed.value = " ".join(release_ids).encode()

    def pause(self, is_paused: bool) -> None:
        """Let nobody read, when whoever reads has come to the end of it; or everybody again."""
        self.rules.paused.value = int(is_paused)
        deadline = time.monotonic() + _LONGEST_READ_SECONDS
        while is_paused and any(self.rules.reading[:]):
            if time.monotonic() > deadline:
                raise TimeoutError("a reader does not come to the end of its read")
            time.sleep(0.01)

    @contextmanager
    def resting(self) -> Iterator[None]:
        """Nobody reads in the block."""
        before = bool(self.rules.paused.value)
        self.pause(True)
        try:
            yield
        finally:
            self.pause(before)

    def counts(self) -> dict[str, int]:
        """How often each kind of read was done so far."""
        return dict(zip(KINDS, self.rules.read[:], strict=True))

    def problems(self) -> list[dict[str, Any]]:
        """What has gone wrong so far."""
        lines = [line for file in sorted(self._told.glob("*.jsonl")) for line in file.read_text().splitlines()]
        return sorted((json.loads(line) for line in lines), key=lambda one: float(one["at"]))
