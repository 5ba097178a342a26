"""The shape in which every reader hands over what a file says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from sources.declaration.declared import Source
from sources.reading.content import Content, MediaType


@dataclass(frozen=True)
class Part:
    """One document: a file usually holds one, a table of several years one per year.

    Args:
        raw_table: the table that the rows go to, without its layer.
        edition: the year of the partition; None for a source without years.
        same_as: tells documents of one source and edition apart: "" where an edition has one document, the
            printed name of the body for a report to one body, the name of a planner's
            list of targets.
        title: the document's title, as printed where it is printed.
        document_type: as in a sidecar.
        rows: exactly the raw table's printed columns, in their order; every cell is text as printed.
        document_number: as printed, None when not found.
        document_date: None when not found.
        decree_number: the decree that the document belongs to, None when not found.
        decree_date: None when not found.
        states: what the document says of itself, e.g. ``{"agencies": 621}``; as in a sidecar.
        notes: what a reader of the figures should know, e.g. pages that were left out and why.
        saved_again: whether a program has written the file anew, so that the publisher's own is the better copy.
    """

    raw_table: str
    edition: int | None
    same_as: str
    title: str
    document_type: str
    rows: tuple[dict[str, str], ...]
    document_number: str | None = None
    document_date: date | None = None
    decree_number: str | None = None
    decree_date: date | None = None
    states: dict[str, int | str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    saved_again: bool = False


@dataclass(frozen=True)
class NotThis:
    """The file is not of this reader's kind.

    Args:
        looked_for: what the reader looked for and did not find, in a few words, with what was there instead.
        remedy: what to do with the file, where the reader can tell what it is; None otherwise.
    """

    looked_for: str
    remedy: str | None = None


@dataclass(frozen=True)
class Reader:
    """How one kind of document is read.

    Args:
        source: the source folder whose documents these are.
        kind: what the kind is called in a message: "annual report (PDF)".
        media: the file types that it opens.
        version: raised when the reading changes, so that archived files are read anew.
        read: gives the parts, NotThis when the file is of another kind, or raises SourceError when it is of
            this kind and cannot be read completely. The declared source is at hand for its years and settings.
    """

    source: str
    kind: str
    media: frozenset[MediaType]
    version: int
    read: Callable[[Content, Source], tuple[Part, ...] | NotThis]
