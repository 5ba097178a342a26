"""The rows read from an archived file, kept beside it so that a file is read once."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

from sources.archive.store import Archive, Card, write_whole
from sources.declaration.errors import SourceError
from sources.reading.content import identify
from sources.reading.guarded import Extract, as_json, from_json, read_guarded
from sources.reading.readers import reader_of

if TYPE_CHECKING:
    from sources.declaration.declared import Source


def keep_extract(archive: Archive, digest: str, extract: Extract) -> None:
    """Keep what a file says beside the archive."""
    kept = as_json(extract)
    body = json.dumps(kept, ensure_ascii=False, sort_keys=True)
    content = json.dumps({"sha256": hashlib.sha256(body.encode()).hexdigest(), "extract": kept}, ensure_ascii=False)
    write_whole(_file(archive, digest, extract.reader, extract.version), content.encode(), mode=0o644, replace=True)


def read_extract(archive: Archive, digest: str, name: str, reader_source: Source, sources_dir: Path) -> Extract:
    """What an archived file says: as kept, or read again when the reader is newer or nothing is kept.

    The archived bytes are verified either way.

    Raises:
        SourceError: when the bytes are lost or changed, or cannot be read.
    """
    data = archive.read(digest)
    reader = reader_of(reader_source)
    if reader is None:
        raise SourceError(
            Path(name), f"the source {reader_source.source} has no reader any more.", "withdraw the document."
        )
    kept = _kept(_file(archive, digest, reader.source, reader.version))
    if kept is None:
        kept = read_guarded(identify(name, data), sources_dir, reader.source)
        keep_extract(archive, digest, kept)
    return kept


def rows_of(card: Card, archive: Archive, reader_source: Source, sources_dir: Path) -> tuple[dict[str, str], ...]:
    """The rows of one archived document.

    Raises:
        SourceError: as read does, and when the reader no longer finds that document in the file.
    """
    extract = read_extract(archive, card.sha256, card.original_name, reader_source, sources_dir)
    fitting = [
        part
        for part in extract.parts
        if (part.raw_table, part.edition, part.same_as) == (card.raw_table, card.edition, card.same_as)
    ]
    if len(fitting) != 1:
        raise SourceError(
            Path(card.original_name),
            f"version {extract.version} of its reader finds {len(fitting)} documents in it for raw.{card.raw_table}"
            f"{f' of {card.edition}' if card.edition else ''} ({card.same_as or 'the only one'}).",
            f"withdraw {card.document_id} and add the file again.",
        )
    return fitting[0].rows


def _file(archive: Archive, digest: str, reader: str, version: int) -> Path:
    return archive.folder / "extracts" / f"{digest}.{reader}.v{version}.json"


def _kept(file: Path) -> Extract | None:
    """A kept extract that is whole; None when there is none, or one that was damaged."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        body = json.dumps(content["extract"], ensure_ascii=False, sort_keys=True)
    except (FileNotFoundError, json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError):
        return None
    if hashlib.sha256(body.encode()).hexdigest() != content.get("sha256"):
        return None
    try:
        return from_json(content["extract"])
    except (KeyError, TypeError, ValueError):
        return None  # of another version of this project
