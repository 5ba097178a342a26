"""The readers of the sources (READER in each parse.py), and the one that recognises a file."""

from __future__ import annotations

from collections.abc import Sequence

from sources.declaration.declared import Source
from sources.declaration.errors import SourceError
from sources.declaration.modules import member_of, sources_with
from sources.reading.content import Content
from sources.reading.parts import NotThis, Part, Reader


class NotRecognised(SourceError):
    """No reader knows the file; the message names what each looked for."""


def reader_of(source: Source) -> Reader | None:
    """The reader in a source's parse.py; None for a source that is only ever transcribed."""
    if source.source not in sources_with("parse"):
        return None
    reader: Reader = member_of(source.source, "parse", "READER")
    return reader


def recognise(content: Content, sources: Sequence[Source]) -> tuple[Reader, tuple[Part, ...]]:
    """Read a file by the one reader that knows it.

    Raises:
        NotRecognised: when none does, with what each looked for; or when two do.
        SourceError: when it is known and cannot be read completely.
    """
    found: list[tuple[Reader, tuple[Part, ...]]] = []
    looked_for: list[str] = []
    remedy = "compare the file with what was looked for; a new kind of document needs a reader of its own."
    for source in sources:
        reader = reader_of(source)
        if reader is None or content.media not in reader.media:
            continue
        answer = reader.read(content, source)
        if isinstance(answer, NotThis):
            looked_for.append(f"{reader.kind}: {answer.looked_for}")
            remedy = answer.remedy or remedy
        else:
            found.append((reader, answer))
    if len(found) == 1:
        return found[0]
    if found:
        kinds = " and ".join(reader.kind for reader, _ in found)
        raise NotRecognised(content.path, f"it could be {kinds}.", "say which with --as SOURCE.")
    raise NotRecognised(
        content.path,
        f"its type is {content.media.upper()}, and it is of no kind that is known. Looked for:\n  "
        + "\n  ".join(looked_for or ["nothing: no kind of document comes as such a file"])
        + "\n",
        remedy,
    )


def read_as(content: Content, source: Source) -> tuple[Reader, tuple[Part, ...]]:
    """Read a file by the reader of a stated source.

    Raises:
        NotRecognised: when it is of another kind, with what was looked for.
        SourceError: when it cannot be read completely.
    """
    reader = reader_of(source)
    if reader is None:
        raise NotRecognised(
            content.path,
            f"documents of {source.source} are not read from files.",
            "transcribe it: docs/adding_a_year.md.",
        )
    if content.media not in reader.media:
        raise NotRecognised(
            content.path, f"its type is {content.media.upper()}; {reader.kind} was expected.", "check the file."
        )
    return recognise(content, [source])
