"""The archive: every document that has come in, byte for byte, in every version.

    objects/<2 digits>/<sha256>                        the bytes, read-only
    documents/<source>/<document id>/<version>.yml     the card of one version
    documents/<source>/<document id>/<version>.withdrawn.yml   why that version no longer stands

Nothing is ever overwritten: a card names its bytes by their sha256 and is written last, so a document is either
whole in the archive or not in it. Cards and withdrawals begin with a checksum of what they say (vouched.py).
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import tempfile
import time
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import Field, ValidationError, model_validator

from sources.archive.vouched import RESTORE, ArchiveDamaged, Vouched, read_vouched, vouched
from sources.declaration.declared import CopyKind, Sidecar, Source, StrictModel, validation_problem
from sources.declaration.errors import SourceError

_DOCUMENT_ID = re.compile(r"[a-z0-9][a-z0-9-]{2,150}")
_READ_ONLY = 0o444
_UNFINISHED = ".new-"
#: A number of a process is given to another in time.
_LONGEST_WRITING_SECONDS = 3600.0
#: What a file system says that cannot bring a folder's names to the disk by itself.
_CANNOT_SYNC = {errno.EINVAL, errno.ENOTSUP}
_Kept = TypeVar("_Kept", bound=StrictModel)


class Acceptance(StrictModel):
    """A finding of a rule with which a person has taken a document in all the same.

    Args:
        rule: the rule that it breaks.
        year: the year that it is of; with the other three what tells it from the rule's other findings, as the rule
            itself says: what it does not name is empty.
        subject: whom or what it is of, as printed or by its code.
        measure: the measure.
        printed: the text that is printed.
        because: why it is accepted.
        by: who has accepted it.
    """

    rule: str
    year: int
    subject: str = ""
    measure: str = ""
    printed: str = ""
    because: str
    by: str


class Card(Sidecar):
    """What is known of one version of one archived document: a sidecar, and how the file came in.

    Args:
        source: the source folder that it belongs to.
        raw_table: the table that its rows go to, without layer.
        version: 1 for the first; a bundled transcription of the same document counts as one.
        original_name: the file's name as it came, made harmless.
        media: the type told from the bytes.
        retrieved_at: when it came in, with its zone.
        headers: what the publisher's server said of it (ETag, Last-Modified, ...); empty for a file by hand.
        reader: the source whose reader reads it.
        accepted: the findings with which it was taken in.
    """

    source: str
    raw_table: str
    version: int
    original_name: str
    media: str
    retrieved_at: datetime
    headers: dict[str, str]
    reader: str
    accepted: list[Acceptance] = Field(default_factory=list)

    @model_validator(mode="before")
    @classmethod
    def _as_declared_today(cls, said: object) -> object:
        """Terms of use are those that the source declares today; what copy this is follows from how it came in."""
        if not isinstance(said, dict):
            return said
        kept = {key: value for key, value in said.items() if key not in {"terms", "held_copy"}}
        return {**kept, "held_copy": {"kind": _copy_kind(kept)}}


def _copy_kind(card: dict[str, Any]) -> CopyKind:
    if not card.get("url"):
        return "handed_in"
    return "publisher_interface" if "json" in str(card.get("media")) else "publisher_file"


class Withdrawal(StrictModel):
    """Why a version no longer stands."""

    by: str
    on: date
    reason: str


@dataclass(frozen=True)
class Version:
    """One version of an archived document.

    Args:
        card: what is known of it.
        withdrawn: why it no longer stands, where it does not.
        without_checksum: its files of before, which carry none.
    """

    card: Card
    withdrawn: Withdrawal | None
    without_checksum: tuple[Path, ...] = ()


class Archive:
    """The archive in one folder, which need not exist yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, data: bytes) -> str:
        """Store bytes under their sha256, once. Returns the sha256."""
        digest = hashlib.sha256(data).hexdigest()
        file = self._file(digest)
        # Bytes that were lost or damaged are mended by the same file coming again.
        if not file.exists() or hashlib.sha256(file.read_bytes()).hexdigest() != digest:
            write_whole(file, data, mode=_READ_ONLY, replace=True)
        return digest

    def read(self, digest: str) -> bytes:
        """The bytes of that sha256, verified.

        Raises:
            ArchiveDamaged: when they are missing or are not those bytes any more.
        """
        file = self._file(digest)
        remedy = "restore it from a backup of data/archive, or add the same document again."
        if not file.exists():
            raise ArchiveDamaged(file, "the archive has lost this file.", remedy)
        data = file.read_bytes()
        found = hashlib.sha256(data).hexdigest()
        if found != digest:
            raise ArchiveDamaged(file, f"the archived bytes have changed: their sha256 is {found}.", remedy)
        return data

    def _file(self, digest: str) -> Path:
        return self.folder / "objects" / digest[:2] / digest

    def add(self, data: bytes, card: Card) -> Card:
        """Archive one version of a document: the bytes first, the card last.

        Raises:
            SourceError: when another process has added a version of the document meanwhile.
        """
        if not _DOCUMENT_ID.fullmatch(card.document_id):
            remedy = "correct `arrival.document_id` in its source.yml: small letters, digits and hyphens."
            raise SourceError(Path(card.original_name), f"{card.document_id!r} is no document id.", remedy)
        digest = self.keep(data)
        if digest != card.sha256 or len(data) != card.bytes:
            raise SourceError(Path(card.original_name), "its card describes other bytes.", "add the file again.")
        file = self.card_file(card)
        content = yaml.safe_dump(
            card.model_dump(mode="json", exclude={"held_copy"}), sort_keys=False, allow_unicode=True, width=110
        )
        try:
            write_whole(file, vouched(content.encode()), mode=0o644, replace=False)
        except FileExistsError:
            problem = f"version {card.version} of {card.document_id} was added meanwhile."
            raise SourceError(file, problem, "add the file again.") from None
        return card

    def card_file(self, card: Card) -> Path:
        """Where a card lies."""
        return self.folder / "documents" / card.source / card.document_id / f"{card.version:03d}.yml"

    def copy_to(self, other: Archive, card: Card) -> None:
        """Give one version of a document to another archive, with its bytes verified."""
        other.add(self.read(card.sha256), card)

    def withdraw(self, card: Card, *, by: str, on: date, reason: str) -> None:
        """Let a version no longer stand; the one before it stands again. The bytes and the card stay."""
        file = _withdrawal_file(self.card_file(card))
        content = yaml.safe_dump({"by": by, "on": on.isoformat(), "reason": reason}, allow_unicode=True)
        try:
            write_whole(file, vouched(content.encode()), mode=0o644, replace=False)
        except FileExistsError:
            raise SourceError(file, f"{card.document_id} was withdrawn meanwhile.", "look at `spbe archive`.") from None

    def versions(self, source: Source) -> Iterator[Version]:
        """Every version of every archived document of a source, by document and version.

        Raises:
            ArchiveDamaged: for a card that is not as it was written.
        """
        yield from map(self._read_version, self._card_files(source.source))

    def everything(self) -> Iterator[Version]:
        """Every version of every document, also of sources that nobody declares any more; see versions."""
        yield from map(self._read_version, self._card_files("*"))

    def look_through(self) -> tuple[list[Version], list[ArchiveDamaged]]:
        """Every version of every document, and what is wrong with each of the others."""
        versions, damaged = [], []
        for file in self._card_files("*"):
            try:
                versions.append(self._read_version(file))
            except ArchiveDamaged as problem:
                damaged.append(problem)
        return versions, damaged

    def vouch_for(self, version: Version) -> None:
        """Give the files of a version that are of before a checksum of what they say now."""
        for file in version.without_checksum:
            write_whole(file, vouched(file.read_bytes()), mode=0o644, replace=True)

    def _card_files(self, source: str) -> list[Path]:
        found = [file for file in self.folder.glob(f"documents/{source}/*/*.yml") if file.stem.isdigit()]
        return sorted(found, key=lambda file: (*file.parts[:-1], int(file.stem)))

    def _read_version(self, file: Path) -> Version:
        kept = {file: read_vouched(file)}
        card = _valid(Card, file, kept[file])
        if self.card_file(card) != file:
            problem = f"it is the card of version {card.version} of {card.document_id}, of the source {card.source}."
            raise ArchiveDamaged(file, problem, RESTORE)
        withdrawn, gone = None, _withdrawal_file(file)
        if gone.exists():
            kept[gone] = read_vouched(gone)
            withdrawn = _valid(Withdrawal, gone, kept[gone])
        return Version(card, withdrawn, tuple(place for place, read in kept.items() if not read.has_checksum))

    def standing(self, source: Source, held_back: Set[tuple[str, int]] = frozenset()) -> tuple[Card, ...]:
        """Of every archived document of a source, the version that stands; see newest_standing."""
        return newest_standing(self.versions(source), held_back)


def newest_standing(versions: Iterable[Version], held_back: Set[tuple[str, int]] = frozenset()) -> tuple[Card, ...]:
    """Of these versions, the newest of every document that is neither withdrawn nor held back.

    Args:
        versions: in the order of their numbers.
        held_back: (document id, version) of what is not to be loaded.
    """
    newest: dict[str, Card] = {}
    for version in versions:
        if version.withdrawn is None and (version.card.document_id, version.card.version) not in held_back:
            newest[version.card.document_id] = version.card
    return tuple(newest.values())


def _withdrawal_file(card_file: Path) -> Path:
    return card_file.with_suffix(".withdrawn.yml")


def _valid(kind: type[_Kept], file: Path, kept: Vouched) -> _Kept:
    try:
        return kind.model_validate(kept.said)
    except ValidationError as error:
        raise ArchiveDamaged(file, validation_problem(error), RESTORE) from error


def write_whole(file: Path, data: bytes, *, mode: int, replace: bool) -> None:
    """Write a file so that it is there whole or not at all, and stays there when the power goes.

    Raises:
        FileExistsError: when it is there already and is not to be replaced.
    """
    _make_folder(file.parent)
    descriptor, name = tempfile.mkstemp(prefix=f"{_UNFINISHED}{os.getpid()}-", dir=file.parent)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(mode)
        if replace:
            Path(name).replace(file)
        else:
            _link(Path(name), file)
    finally:
        Path(name).unlink(missing_ok=True)
    _sync(file.parent)


def sweep(folder: Path) -> None:
    """Remove what `write_whole` has left in a folder, and below it, when its process was killed."""
    for file in folder.rglob(f"{_UNFINISHED}*"):
        with contextlib.suppress(OSError):  # finished meanwhile, or not ours to remove: it does no harm
            if file.is_file() and _is_given_up(file):
                file.unlink()


def _is_given_up(file: Path) -> bool:
    if time.time() - file.stat().st_mtime > _LONGEST_WRITING_SECONDS:
        return True
    try:
        os.kill(int(file.name.removeprefix(_UNFINISHED).partition("-")[0]), 0)
    except ProcessLookupError:
        return True
    except (PermissionError, ValueError):
        return False  # another's process, or a name of before: its age decides
    return False


def _make_folder(folder: Path) -> None:
    if not folder.is_dir():
        _make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        _sync(folder.parent)


def _sync(folder: Path) -> None:
    """Bring the names in a folder to the disk: a file that was synced may otherwise have none after a crash."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    except OSError as problem:
        if problem.errno not in _CANNOT_SYNC:
            raise
    finally:
        os.close(opened)


def _link(written: Path, file: Path) -> None:
    """Give a written file its name; a link fails when the name is taken, unlike a rename."""
    try:
        os.link(written, file)
    except FileExistsError:
        raise
    except OSError:
        # A file system without links (FAT, some network shares).
        if file.exists():
            raise FileExistsError(file) from None
        written.rename(file)
