"""Several answers kept as one file, each exactly as received; equal answers give equal bytes.

Belongs here: packing pages and unpacking them again. Does not belong here: fetching them (paging.py), what is in
them (each source's parse.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from sources.declaration.errors import SourceError
from sources.portals.answers import Json, NotJson, read_json
from sources.reading.content import Content

FORMAT = "spbe-pages/1"


@dataclass(frozen=True)
class Answers:
    """What a JSON file holds.

    Args:
        kind: the kind of the plan by which it was fetched; None for a file that a person has saved.
        dataset: as in the plan; empty for a file that a person has saved.
        bodies: the answers, in order.
    """

    kind: str | None
    dataset: str
    bodies: tuple[Json, ...]


def pack(kind: str, dataset: str, pages: Iterable[tuple[str, str]]) -> bytes:
    """One file of all pages.

    Args:
        kind: the kind of the plan.
        dataset: as in the plan.
        pages: each with its address, without secrets, and its text as received.
    """
    listed = [{"url": url, "body": body} for url, body in pages]
    envelope = {"format": FORMAT, "kind": kind, "dataset": dataset, "pages": listed}
    return (json.dumps(envelope, ensure_ascii=False, indent=1) + "\n").encode()


def unpack(content: Content) -> Answers:
    """The answers in a JSON file: those of an envelope, or the file itself.

    Raises:
        SourceError: when it is no JSON in UTF-8, or a damaged envelope.
    """
    whole = _read(content, _text(content), "the file")
    if not (isinstance(whole, dict) and whole.get("format") == FORMAT):
        return Answers(None, "", (whole,))
    match whole:
        case {"kind": str(kind), "dataset": str(dataset), "pages": list(pages)} if pages:
            pass
        case _:
            raise SourceError(content.path, f"it is no complete {FORMAT} file.", "fetch it again.")
    bodies = []
    for number, page in enumerate(pages, start=1):
        if not (isinstance(page, dict) and isinstance(page.get("body"), str)):
            raise SourceError(content.path, f"page {number} has no body.", "fetch it again.")
        bodies.append(_read(content, str(page["body"]), f"page {number}"))
    return Answers(kind, dataset, tuple(bodies))


def _text(content: Content) -> str:
    try:
        return content.data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SourceError(
            content.path, f"byte {error.start:,} is not UTF-8.", "save the answer again, as the server sends it."
        ) from None


def _read(content: Content, text: str, what: str) -> Json:
    try:
        return read_json(text)
    except NotJson as error:
        raise SourceError(
            content.path, f"{what} is no JSON that can be read: {error}.", "save or fetch it again: it may be cut off."
        ) from None
