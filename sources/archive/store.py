"""The archive: every document that has come in, byte for byte, in every version.

    objects/<2 digits>/<sha256>                        the bytes, read-only
    documents/<source>/<document id>/<version>.yml     the card of one version
    documents/<source>/<document id>/<version>.withdrawn.yml   why that version no longer stands

Nothing is ever overwritten: a card names its bytes by their sha256 and is written last, so a document is either
whole in the archive or not in it.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml
from pydantic import Field, ValidationError, model_validator

from sources.declaration.declared import CopyKind, Sidecar, Source, StrictModel, read_yaml, validation_problem
from sources.declaration.errors import SourceError

_DOCUMENT_ID = re.compile(r"[a-z0-9][a-z0-9-]{2,150}")
_READ_ONLY = 0o444


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


@dataclass(frozen=True)
class Withdrawal:
    """Why a version no longer stands."""

    by: str
    on: date
    reason: str


@dataclass(frozen=True)
class Version:
    """One version of an archived document."""

    card: Card
    withdrawn: Withdrawal | None


class ArchiveDamaged(SourceError):
    """Bytes of the archive are lost or have changed."""


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
        file = self._card_file(card.source, card.document_id, card.version)
        content = yaml.safe_dump(
            card.model_dump(mode="json", exclude={"held_copy"}), sort_keys=False, allow_unicode=True, width=110
        )
        try:
            write_whole(file, content.encode(), mode=0o644, replace=False)
        except FileExistsError:
            problem = f"version {card.version} of {card.document_id} was added meanwhile."
            raise SourceError(file, problem, "add the file again.") from None
        return card

    def _card_file(self, source: str, document_id: str, version: int) -> Path:
        return self.folder / "documents" / source / document_id / f"{version:03d}.yml"

    def withdraw(self, card: Card, *, by: str, on: date, reason: str) -> None:
        """Let a version no longer stand; the one before it stands again. The bytes and the card stay."""
        file = self._card_file(card.source, card.document_id, card.version).with_suffix(".withdrawn.yml")
        content = yaml.safe_dump({"by": by, "on": on.isoformat(), "reason": reason}, allow_unicode=True)
        try:
            write_whole(file, content.encode(), mode=0o644, replace=False)
        except FileExistsError:
            raise SourceError(file, f"{card.document_id} was withdrawn meanwhile.", "look at `spbe archive`.") from None

    def versions(self, source: Source) -> Iterator[Version]:
        """Every version of every archived document of a source, by document and version.

        Raises:
            SourceError: for a card that cannot be read.
        """
        yield from _versions_below(self.folder / "documents" / source.source)

    def everything(self) -> Iterator[Version]:
        """Every version of every document, also of sources that nobody declares any more; see versions."""
        for folder in sorted((self.folder / "documents").glob("*/")):
            yield from _versions_below(folder)

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


def _versions_below(folder: Path) -> Iterator[Version]:
    cards = [file for file in folder.glob("*/*.yml") if file.stem.isdigit()]
    for file in sorted(cards, key=lambda file: (file.parent.name, int(file.stem))):
        gone = file.with_suffix(".withdrawn.yml")
        yield Version(_read_card(file), _read_withdrawal(gone) if gone.exists() else None)


def _read_card(file: Path) -> Card:
    try:
        return Card.model_validate(read_yaml(file))
    except ValidationError as error:
        raise SourceError(file, validation_problem(error), "restore the card from a backup of data/archive.") from error


def _read_withdrawal(file: Path) -> Withdrawal:
    content: dict[str, Any] = read_yaml(file)
    try:
        return Withdrawal(str(content["by"]), date.fromisoformat(str(content["on"])), str(content["reason"]))
    except (KeyError, ValueError) as error:
        raise SourceError(file, f"it lacks {error}.", "write the keys by, on (a date) and reason.") from error


def write_whole(file: Path, data: bytes, *, mode: int, replace: bool) -> None:
    """Write a file so that it is there whole or not at all.

    Raises:
        FileExistsError: when it is there already and is not to be replaced.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=".new-", dir=file.parent)
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
