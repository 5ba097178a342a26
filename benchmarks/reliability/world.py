"""A world of its own: a copy of the bundled sources in two states, a data folder, and the commands of a person on it.

A state is one figure in `sources/targets`, so that each is a release of its own and going from one to the other is what
a `git pull` does. What a state must come to is built apart, in an empty folder, before anything is disturbed.
"""

from __future__ import annotations

import fcntl
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from benchmarks.reliability.readers import Readers
from sources.declaration.declared import BUNDLED
from sources.declaration.sealing import seal
from warehouse.releases import is_whole, read_manifest

ROOT = Path(__file__).resolve().parents[2]
VICTIM = Path(__file__).with_name("victim")
_MB = 1_000_000
#: Enough for a dozen releases.
_ROOM_MB = 3000
STATES = ("3,5", "3,6")
_FIGURE = "INDEX,by_year,2024,"
#: A document that came in; without one the archive were empty.
_FIRST = (
    "evaluation_year,agency,index,predikat,url\n"
    '2025,Kota Magelang,"3,95",Sangat Baik,https://example.go.id/magelang-2025\n'
)
#: Dagster's history, and what is meant to grow.
_GROWS = re.compile(
    r"dagster/|failures\.log$|archive/(releases|objects|extracts|documents)(/[^.][^/]*)*$|releases/[^/.]"
)


@dataclass(frozen=True)
class Ran:
    """A command that has ended.

    Args:
        code: negative when it was killed.
        told: what it printed, both channels.
        seconds: how long it took.
    """

    code: int
    told: str
    seconds: float

    @property
    def has_traceback(self) -> bool:
        """Whether it ended in a traceback."""
        return "Traceback (most recent call last)" in self.told


class World:
    """The folders, the commands and what must come of them."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.chance = folder, random.Random(seed)
        self.sources, self.data = folder / "sources", folder / "data"
        self.tmp, self.killed = folder / "tmp", folder / "killed"
        self.archive, self.current = self.data / "archive", self.data / "current"
        self.by_state: dict[str, str] = {}
        self.state = STATES[0]
        self.is_mounted = False
        self.seconds = 20.0
        self.baseline: set[str] = set()
        self._documents = 0
        self._references: dict[tuple[str, str], str] = {}
        self._fresh = 0
        self.readers: Readers

    # --- building it --------------------------------------------------------------------------------------------------

    def make(self) -> None:
        """The folders and the first document, from nothing."""
        self.folder.mkdir(parents=True)
        self.tmp.mkdir()
        self.data.mkdir()
        self.is_mounted = _mount("-t", "tmpfs", "-o", f"size={_ROOM_MB}m", "tmpfs", str(self.data))
        shutil.copytree(BUNDLED, self.sources, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
        self.hand_in(self.write_document(_FIRST))
        shutil.copytree(self.archive, self.folder / "archive")  # the backup

    def learn_states(self, readers: Readers) -> None:
        """Build each state from nothing, apart; the folder of the last, with all releases, is the world to begin with.

        Copies of what was built, as from a backup: in the course of the run each is made here, too.
        """
        self.readers = readers
        for state in STATES:
            self.go_to(state)
            began = time.monotonic()
            self.by_state[state], fresh = self._built()
            self.seconds = time.monotonic() - began
            for release in (fresh / "releases").iterdir():
                shutil.copytree(release, self.data / "releases" / release.name)
        assert len(set(self.by_state.values())) == len(STATES), "each state is a release of its own"
        there = {"releases"}
        shutil.copytree(
            fresh,
            self.data,
            symlinks=True,
            ignore=lambda folder, _: there if Path(folder) == fresh else set(),
            dirs_exist_ok=True,
        )
        for number in range(self._fresh):
            shutil.rmtree(self.folder / f"fresh-{number + 1}")
        assert self.refresh().code == 0, "the world as it is"
        self.baseline = self.files()

    def close(self) -> None:
        """End what is still at work, and let go of the mount."""
        for pid, _ in self.processes():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if self.is_mounted:
            subprocess.run(["umount", "-l", str(self.data)], check=False)

    # --- its state ----------------------------------------------------------------------------------------------------

    @property
    def expected(self) -> str:
        """The release that the state must come to, with the documents of the backup."""
        return self.by_state[self.state]

    @property
    def standing(self) -> str:
        """The id of the current release; empty when there is none that can be read."""
        return str((read_manifest(self.current) or {}).get("release_id", ""))

    def other(self) -> str:
        """The other state."""
        return next(state for state in STATES if state != self.state)

    def go_to(self, state: str) -> None:
        """Change the sources, as a pull does."""
        file = self.sources / "targets" / "snapshots" / "targets.csv"
        text = (BUNDLED / "targets" / "snapshots" / "targets.csv").read_text(encoding="utf-8")
        changed = text.replace(f'{_FIGURE}"{STATES[0]}"', f'{_FIGURE}"{state}"')
        assert f'{_FIGURE}"{state}"' in changed, "the figure that tells the states apart"
        file.write_text(changed, encoding="utf-8")
        seal(file)
        self.state = state

    def forget_releases(self) -> None:
        """Remove all releases but the current one, as docs/operations.md allows: what is due is made anew.

        Nobody reads meanwhile: whoever has resolved the link reads on in a release that a person removes.
        """
        with self.readers.resting():
            for folder in (self.data / "releases").iterdir():
                if folder != self.current.resolve() and not folder.name.startswith("."):
                    shutil.rmtree(folder)

    def restore_archive(self) -> None:
        """Bring the archive back to the backup; what is no document stays, to be counted."""
        backup = self.folder / "archive"
        for file in sorted(self.archive.rglob("*")):
            name = file.relative_to(self.archive)
            kept = name.parts[0] in {"objects", "documents", "extracts"} and not file.name.startswith(".")
            if file.is_file() and kept and not (backup / name).exists():
                file.unlink()
        for file in sorted(backup.rglob("*")):
            here = self.archive / file.relative_to(backup)
            if file.is_file() and (not here.exists() or here.read_bytes() != file.read_bytes()):
                here.parent.mkdir(parents=True, exist_ok=True)
                here.unlink(missing_ok=True)
                shutil.copy2(file, here)
        for folder in sorted(self.archive.rglob("*"), reverse=True):
            if folder.is_dir() and not any(folder.iterdir()) and "releases" not in folder.parts:
                folder.rmdir()

    def cards(self) -> dict[str, bytes]:
        """The cards and withdrawals of the archive, by path."""
        folder = self.archive / "documents"
        return {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*.yml") if not f.name.startswith(".")}

    def reference(self) -> str:
        """The id of a release that is built from nothing of these sources and documents; the readers learn it."""
        key = (self.state, json.dumps({name: data.decode() for name, data in sorted(self.cards().items())}))
        if key not in self._references:
            self._references[key], fresh = self._built()
            shutil.rmtree(fresh)
        return self._references[key]

    def _built(self) -> tuple[str, Path]:
        """A data folder that is built from nothing, and the id of its release."""
        self._fresh += 1
        fresh = self.folder / f"fresh-{self._fresh}"
        for part in ("documents", "objects"):
            if (self.archive / part).exists():
                unfinished = shutil.ignore_patterns(".new-*")
                shutil.copytree(self.archive / part, fresh / "archive" / part, ignore=unfinished)
        ran = self.run("refresh", data=fresh)
        assert ran.code == 0, f"from nothing: {ran.told[-2000:]}"
        self.readers.learn(fresh / "current")
        return str((read_manifest(fresh / "current") or {})["release_id"]), fresh

    # --- commands -----------------------------------------------------------------------------------------------------

    def begin(
        self, *arguments: str, data: Path | None = None, environment: Mapping[str, str] | None = None
    ) -> subprocess.Popen[str]:
        """Begin `spbe ...` as a process group of its own."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("SPBE_", "DAGSTER_"))}
        return subprocess.Popen(
            [sys.executable, "-m", "pipelines.cli", *arguments],
            cwd=ROOT,
            env={
                **kept, "SPBE_DATA": str(data or self.data), "SPBE_SOURCES": str(self.sources),
                "TMPDIR": str(self.tmp), **(environment or {}),
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )  # fmt: skip

    def run(self, *arguments: str, data: Path | None = None, environment: Mapping[str, str] | None = None) -> Ran:
        """Run `spbe ...` to its end."""
        began = time.monotonic()
        process = self.begin(*arguments, data=data, environment=environment)
        return ended(process, began)

    def refresh(self) -> Ran:
        """A plain `spbe refresh`."""
        return self.run("refresh")

    def kill_step(self, at: str, nth: int) -> dict[str, str]:
        """The environment of a process that is killed just before a change of a file; see victim/sitecustomize.py."""
        self.killed.unlink(missing_ok=True)
        return {
            "PYTHONPATH": str(VICTIM),
            "SPBE_KILL": json.dumps({"at": at, "nth": nth}),
            "SPBE_KILLED": str(self.killed),
        }

    def write_document(self, text: str | None = None) -> Path:
        """A file for a person to hand in, unlike all before it."""
        self._documents += 1
        number = self._documents
        made_up = (
            "evaluation_year,agency,index,predikat,url\n"
            f'2025,Kota Pekalongan,"3,{10 + number % 40}",{"Baik" if number % 40 < 40 else ""},'
            f"https://example.go.id/pekalongan-{number}\n"
        )
        file = self.folder / f"pernyataan-{number}.csv"
        file.write_text(text or made_up, encoding="utf-8")
        return file

    def hand_in(self, file: Path) -> None:
        """`spbe add`, which must take it in."""
        ran = self.run("add", str(file))
        assert ran.code == 0, ran.told

    # --- what is left behind ------------------------------------------------------------------------------------------

    def files(self) -> set[str]:
        """The files below the data folder and of the temporary folder, but for what is meant to grow."""
        found = {f"data/{file.relative_to(self.data)}" for file in self.data.rglob("*")}
        kept = {name for name in found if not _GROWS.search(name.removeprefix("data/"))}
        return kept | {f"tmp/{file.relative_to(self.tmp)}" for file in self.tmp.rglob("*")}

    def litter(self) -> list[str]:
        """What lies there that did not lie there before anything was disturbed: files, processes, a held lock."""
        left = sorted(self.files() - self.baseline)
        left += [f"process {pid}: {what}" for pid, what in self.processes()]
        with (self.data / "refresh.lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                left.append("refresh.lock is held")
        return left

    def processes(self) -> list[tuple[int, str]]:
        """Processes that still work on the data folder."""
        wanted, found = f"SPBE_DATA={self.data}".encode(), []
        for place in Path("/proc").glob("[0-9]*"):
            try:
                if wanted in (place / "environ").read_bytes().split(b"\0"):
                    found.append(
                        (int(place.name), (place / "cmdline").read_bytes().replace(b"\0", b" ").decode()[:100])
                    )
            except OSError:
                continue
        return found

    def history_mb(self) -> float:
        """The size of Dagster's history."""
        return sum(f.stat().st_size for f in (self.data / "dagster").rglob("*") if f.is_file()) / _MB

    def ledger_mb(self) -> float:
        """The size of the ledger of releases."""
        return sum(f.stat().st_size for f in (self.archive / "releases").rglob("*") if f.is_file()) / _MB

    def objects_without_card(self) -> int:
        """Objects that no card names: their arrival was killed, and the same file coming again uses them."""
        named = {line.split()[1].decode() for card in self.cards().values() for line in card.splitlines()
                 if line.startswith(b"sha256: ")}  # fmt: skip
        return sum(file.is_file() and file.name not in named for file in (self.archive / "objects").glob("*/*"))

    def is_standing_whole(self) -> bool:
        """Whether the current release has every byte that its manifest vouches for."""
        return is_whole(self.current.resolve())

    # --- the disk -----------------------------------------------------------------------------------------------------

    def used_mb(self) -> float:
        """How much of the small disk is used."""
        return shutil.disk_usage(self.data).used / _MB

    def resize(self, mb: float | None) -> None:
        """Make the small disk smaller, or as large as it was."""
        size = int((mb or _ROOM_MB) * _MB)
        subprocess.run(["mount", "-o", f"remount,size={size}", str(self.data)], check=True)

    @contextmanager
    def read_only(self, folder: Path) -> Iterator[None]:
        """Let a folder be read only: root heeds no modes, so it is mounted over itself."""
        subprocess.run(["mount", "--bind", str(folder), str(folder)], check=True)
        try:
            subprocess.run(["mount", "-o", "remount,ro,bind", str(folder)], check=True)
            yield
        finally:
            subprocess.run(["umount", "-l", str(folder)], check=True)


def _mount(*arguments: str) -> bool:
    try:
        return subprocess.run(["mount", *arguments], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


#: Told of a command whose process group outlives it.
LEFT_BEHIND = "It has left processes behind."


def ended(process: subprocess.Popen[str], began: float, seconds: float = 900.0) -> Ran:
    """Wait for a process; one that takes far too long is killed, and so are those that it leaves behind: both told."""
    while True:
        try:
            told = process.communicate(timeout=5)[0] or ""
            break
        except subprocess.TimeoutExpired:
            if process.poll() is not None:
                kill(process)
                told = f"{process.communicate()[0]}\n{LEFT_BEHIND}"
                break
            if time.monotonic() - began > seconds:
                kill(process)
    return Ran(process.returncode, told, time.monotonic() - began)


def kill(process: subprocess.Popen[str]) -> None:
    """Kill a whole process group."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def flip_a_bit(file: Path, chance: random.Random) -> str:
    """Change one bit of a file, read-only or not. Says which."""
    mode = file.stat().st_mode
    file.chmod(0o644)
    data = bytearray(file.read_bytes())
    place = chance.randrange(len(data) * 8)
    data[place // 8] ^= 1 << place % 8
    with file.open("r+b") as stream:  # in its place: a hard link stays one
        stream.write(data)
    file.chmod(mode)
    return f"bit {place} of {len(data) * 8}"


def sentence(told: str) -> str:
    """The line of an output that says what was wrong."""
    lines: Sequence[str] = [line.strip() for line in told.splitlines() if line.strip()]
    wanted = re.compile(
        r"^(?!failures.log).*(FAILED|No space|Read-only|Errno|damaged|lost|has changed|cannot|held by|Another)",
        re.IGNORECASE,
    )
    return next((line for line in lines if wanted.search(line)), lines[-1] if lines else "")[:300]
