"""JSON from outside, taken literally: a number stays the text that was sent, a key that stands twice is refused."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sources.declaration.errors import SourceError
from sources.reading.content import Content
from sources.reading.spelling import without_hidden

#: What any value can be once it is read: numbers are texts.
Json = dict[str, "Json"] | list["Json"] | str | bool | None

#: The form in which several answers are kept as one file.
FORMAT = "spbe-pages/1"
#: Controls, marks that turn the direction of text around, halves of characters, private characters.
_HARMFUL = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ue000-\uf8ff]")


class NotJson(ValueError):
    """The bytes are no JSON in UTF-8, or ambiguous; says why and where."""


def read_json(data: bytes | str) -> Json:
    """The value that a JSON text states.

    Raises:
        NotJson: with the place of the fault.
    """
    try:
        text = data.decode("utf-8") if isinstance(data, bytes) else data
        value: Json = json.loads(
            text.removeprefix("\ufeff"),
            parse_float=str,
            parse_int=str,
            parse_constant=_refuse_constant,
            object_pairs_hook=_object,
        )
    except UnicodeDecodeError as error:
        raise NotJson(f"byte {error.start:,} is not UTF-8") from None
    except json.JSONDecodeError as error:
        raise NotJson(f"{error.msg} (line {error.lineno}, character {error.colno})") from None
    except RecursionError:
        raise NotJson("its parts are nested too deeply") from None
    return value


def _refuse_constant(name: str) -> Json:
    raise NotJson(f"{name} is no number of JSON")


def _object(pairs: list[tuple[str, Json]]) -> Json:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        raise NotJson(f"the key {next(key for key in keys if keys.count(key) > 1)!r} stands twice in one object")
    return found


def rows_in(value: Json) -> list[dict[str, Json]] | None:
    """A list of objects as rows; None when it is anything else."""
    if not isinstance(value, list):
        return None
    rows = [row for row in value if isinstance(row, dict)]
    return rows if len(rows) == len(value) else None


def count_in(value: Json) -> int | None:
    """A count as JSON states it, as number or text; None when it is none."""
    return int(value) if isinstance(value, str) and re.fullmatch(r"[0-9]{1,12}", value) else None


def listed_keys(rows: Iterable[dict[str, Json]], without: Iterable[str] = ()) -> str:
    """The fields of all rows but some, each once, in the order of their first appearance, for a message."""
    keys = dict.fromkeys(key for row in rows for key in row if key not in without)
    return ", ".join(repr(key)[1:-1] for key in keys)


def cell(value: Json) -> str:
    """A value as the text of a cell: as given, without white space around it.

    Raises:
        ValueError: for what no cell holds: lists, objects, true and false, control characters.
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"{json.dumps(value)[:60]} is no text and no number")
    # Line breaks and tabs within a name are spaces; anything else that is invisible is no part of a name.
    text = " ".join(part for part in without_hidden(value).replace("\t", " ").splitlines() if part).strip()
    if _HARMFUL.search(text):
        raise ValueError(f"{text[:60]!a} has a control character")
    return text


@dataclass(frozen=True)
class AnswerRow:
    """One row of the answers in a file."""

    content: Content  # the file, for messages
    row_no: int  # from 1 on through all answers
    fields: dict[str, Json]  # as answered

    def text(self, field: str, within: str = "") -> str:
        """The text of a field of the row, or of the object within it; empty when the row lacks it.

        Raises:
            SourceError: when it holds no text and no number.
        """
        holder: Json = self.fields.get(within) if within else self.fields
        if holder is None:
            return ""
        if not isinstance(holder, dict):
            raise self.refusal(within, f"it is no object: {str(holder)[:60]!r}")
        try:
            return cell(holder.get(field))
        except ValueError as error:
            raise self.refusal(f"{within}.{field}" if within else field, str(error)) from None

    def year(self, field: str) -> int:
        """The year in a field.

        Raises:
            SourceError: when it holds none.
        """
        text = self.text(field)
        if not re.fullmatch(r"20[0-9]{2}", text):
            raise self.refusal(field, f"{text!r} is not a year")
        return int(text)

    def check_fields(self, needed: Sequence[str]) -> None:
        """Refuse a row without some fields.

        Raises:
            SourceError: with their names.
        """
        lacking = [name for name in needed if name not in self.fields]
        if lacking:
            raise self.refusal(", ".join(lacking), "the row lacks it")

    def refusal(self, field: str, problem: str) -> SourceError:
        """The error of a field that cannot be taken."""
        return SourceError(
            self.content.path,
            f"row {self.row_no}, field {field}: {problem}.",
            "compare it with the publisher's page, and ask the publisher; parse.py of the source reads the fields.",
        )


@dataclass(frozen=True)
class SavedAnswers:
    """What a JSON file holds."""

    content: Content
    kind: str | None  # of the plan by which it was fetched; None for a file that a person has saved
    bodies: tuple[Json, ...]  # the answers, in order

    def numbered(self, rows: Iterable[dict[str, Json]]) -> list[AnswerRow]:
        """Rows of all answers with their numbers."""
        return [AnswerRow(self.content, number, row) for number, row in enumerate(rows, start=1)]


def pack(kind: str, pages: Iterable[tuple[str, str]]) -> bytes:
    """One file of all pages (address without secrets, text as received); equal answers give equal bytes."""
    listed = [{"url": url, "body": body} for url, body in pages]
    return (json.dumps({"format": FORMAT, "kind": kind, "pages": listed}, ensure_ascii=False, indent=1) + "\n").encode()


def unpack(content: Content) -> SavedAnswers:
    """The answers in a JSON file: those that ``pack`` has put there, or the file itself.

    Raises:
        SourceError: when it is no JSON in UTF-8, or a damaged file of several answers.
    """
    whole = _read(content, content.data, "the file")
    if not (isinstance(whole, dict) and whole.get("format") == FORMAT):
        return SavedAnswers(content, None, (whole,))
    match whole:
        case {"kind": str(kind), "pages": list(pages)} if pages:
            texts = [page.get("body") if isinstance(page, dict) else None for page in pages]
        case _:
            raise content.refusal(f"it is no complete {FORMAT} file.", "fetch it again.")
    bodies = []
    for number, text in enumerate(texts, start=1):
        if not isinstance(text, str):
            raise content.refusal(f"page {number} has no body.", "fetch it again.")
        bodies.append(_read(content, text, f"page {number}"))
    return SavedAnswers(content, kind, tuple(bodies))


def _read(content: Content, data: bytes | str, what: str) -> Json:
    try:
        return read_json(data)
    except NotJson as error:
        raise content.refusal(
            f"{what} is no JSON that can be read: {error}.", "save or fetch it again: it may be cut off."
        ) from None
