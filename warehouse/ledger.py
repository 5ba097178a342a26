"""The ledger: what was in force since when, one folder for each event, never changed afterwards.

    <folder>/0007/entry.json          what happened, and what it says of the release
    <folder>/0007/revisions.parquet   every cell that differs from the release that was in force before
    <folder>/0007/rankings.parquet    the rows of mart.region_ranking that are others than before

It lies in the archive and not in a release: a release is named by its content alone, and its story is outside of it.
An entry is the point at which a release is published; `data/current` follows it. Belongs here: writing, reading and
counting entries. Does not belong here: how tables are compared (revisions.py), the tables made of it (story.py).
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

if TYPE_CHECKING:
    import pyarrow as pa

#: ``published`` and ``pinned`` put a release in force; the others say something of one.
Event = Literal["published", "pinned", "unpinned", "cited"]
IN_FORCE: tuple[Event, ...] = ("published", "pinned")
_ENTRY = "entry.json"
#: What an entry says of itself.
_OWN = ("number", "event", "release_id", "at", "files")
REVISIONS, RANKINGS = "revisions", "rankings"


class LedgerDamaged(RuntimeError):
    """An entry is not what was written."""


@dataclass(frozen=True)
class Entry:
    """One event.

    Args:
        number: from 1, without gaps.
        event: what happened.
        release_id: to which release.
        at: when, with its zone.
        said: everything that is kept of it.
        folder: where it lies.
    """

    number: int
    event: Event
    release_id: str
    at: datetime
    said: Mapping[str, Any]
    folder: Path

    @property
    def puts_in_force(self) -> bool:
        """Whether the release is in force since."""
        return self.event in IN_FORCE

    @property
    def record(self) -> dict[str, Any]:
        """What was given when it was written."""
        return {name: value for name, value in self.said.items() if name not in _OWN}

    def table(self, name: str) -> pa.Table | None:
        """One of its tables; None where it has none of that name.

        Raises:
            LedgerDamaged: when the file is lost or is not the one that was written.
        """
        expected = self.said["files"].get(name)
        if expected is None:
            return None
        file = self.folder / f"{name}.parquet"
        try:
            data = file.read_bytes()
        except OSError as error:
            raise LedgerDamaged(f"{file} cannot be read: {error.strerror}. {_REMEDY}") from error
        if hashlib.sha256(data).hexdigest() != expected:
            raise LedgerDamaged(f"{file} has changed since it was written. {_REMEDY}")
        from pyarrow import parquet  # noqa: PLC0415 - most who read the ledger read no table of it

        return parquet.read_table(io.BytesIO(data))


_REMEDY = "Restore data/archive from its backup."


class Ledger:
    """The ledger of one data folder."""

    def __init__(self, data_dir: Path) -> None:
        self.folder = data_dir / "archive" / "releases"
        self._in_force = data_dir / "current" / "manifest.json"

    def entries(self) -> list[Entry]:
        """All entries, the oldest first.

        Raises:
            LedgerDamaged: when one is missing or cannot be read, also when the release in force knows of more.
        """
        folders = sorted(folder for folder in self.folder.glob("[0-9]*") if folder.is_dir())
        entries = [_read(folder) for folder in folders]
        if [entry.number for entry in entries] != list(range(1, len(entries) + 1)):
            raise LedgerDamaged(f"{self.folder} lacks entries, or has them twice. {_REMEDY}")
        if (number := self._last_known()) > len(entries):
            raise LedgerDamaged(
                f"The release in force is event {number}, and {self.folder} ends at {len(entries)}. {_REMEDY} Where "
                "there is none, move data/releases and data/current away: the record then begins anew."
            )
        return entries

    def _last_known(self) -> int:
        """The number of the event that has published the release in force; 0 where that cannot be told."""
        try:
            return int(json.loads(self._in_force.read_text(encoding="utf-8")).get("publication_no", 0))
        except (OSError, ValueError, AttributeError, TypeError):
            return 0  # there is none, or it is damaged, which is another's to say

    def append(self, event: Event, release_id: str, at: datetime, said: Mapping[str, Any],
               tables: Mapping[str, pa.Table] | None = None) -> Entry:  # fmt: skip
        """Write the next entry: whole, or not at all.

        For whoever holds the data folder's working database or its refresh lock: two would write the same number.

        Args:
            event: what happened.
            release_id: to which release.
            at: when, with its zone.
            said: what else is kept of it.
            tables: what is kept as Parquet.
        """
        number = len(self.entries()) + 1
        new = self.folder / f".new-{number:04d}"
        sweep(self.folder)
        new.mkdir(parents=True)
        from pyarrow import parquet  # noqa: PLC0415

        files = {}
        for name, rows in (tables or {}).items():
            parquet.write_table(rows, new / f"{name}.parquet", compression="zstd")
            files[name] = hashlib.sha256((new / f"{name}.parquet").read_bytes()).hexdigest()
        kept = {
            "number": number, "event": event, "release_id": release_id, "at": at.isoformat(timespec="seconds"),
            **said, "files": files,
        }  # fmt: skip
        text = json.dumps({**kept, "checksum": checksum_of(kept)}, indent=2, ensure_ascii=False) + "\n"
        (new / _ENTRY).write_text(text, encoding="utf-8")
        for path in [*new.iterdir(), new]:
            sync(path)
        folder = self.folder / f"{number:04d}"
        new.rename(folder)
        sync(self.folder)
        return _read(folder)


def in_force(entries: list[Entry]) -> Entry | None:
    """The entry that put the release in force that is in force."""
    return next((entry for entry in reversed(entries) if entry.puts_in_force), None)


def pin(entries: list[Entry]) -> Entry | None:
    """The entry that pinned a release, while nothing else may be put in force; else None."""
    last = next((entry for entry in reversed(entries) if entry.event != "cited"), None)
    return last if last is not None and last.event == "pinned" else None


def told_of_pin(entry: Entry) -> str:
    """That a release is pinned, since when and why, and what ends it."""
    return (
        f"Release {entry.release_id} is pinned since {entry.at:%Y-%m-%d %H:%M} by {entry.said['decided_by']}: "
        f"{entry.said['release_note']}. Nothing else is published until `spbe unpin`."
    )


def cited(entries: list[Entry]) -> set[str]:
    """The releases that somebody cites."""
    return {entry.release_id for entry in entries if entry.event == "cited"}


def sweep(folder: Path) -> None:
    """Remove entries that were never finished, of processes that were killed."""
    for unfinished in folder.glob(".new-*"):
        shutil.rmtree(unfinished)


def _read(folder: Path) -> Entry:
    file = folder / _ENTRY
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
        checksum = said.pop("checksum")
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise LedgerDamaged(f"{file} cannot be read: {error}. {_REMEDY}") from error
    if checksum != checksum_of(said) or said["event"] not in get_args(Event) or f"{said['number']:04d}" != folder.name:
        raise LedgerDamaged(f"{file} has changed since it was written. {_REMEDY}")
    return Entry(said["number"], said["event"], said["release_id"], datetime.fromisoformat(said["at"]), said, folder)


def checksum_of(said: Mapping[str, Any]) -> str:
    """A sha256 of what a record says, however it is written down."""
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def sync(path: Path) -> None:
    """Bring a file, or the names in a folder, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
