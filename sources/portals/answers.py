"""JSON from outside, taken literally: a number stays the text that was sent, a key that stands twice is refused.

Belongs here: JSON text to values, and values to cells. Does not belong here: any portal's layout.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

#: What any value can be once it is read: numbers are texts.
Json = dict[str, "Json"] | list["Json"] | str | bool | None

#: Controls, marks that turn the direction of text around, halves of characters, private characters.
_HARMFUL = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ue000-\uf8ff]")


class NotJson(ValueError):
    """The text is no JSON, or ambiguous; says why and where."""


def read_json(text: str) -> Json:
    """The value that a JSON text states.

    Raises:
        NotJson: with the place of the fault.
    """
    try:
        value: Json = json.loads(
            text.removeprefix("\ufeff"), parse_float=str, parse_int=str, parse_constant=_refuse,
            object_pairs_hook=_object,
        )  # fmt: skip
    except json.JSONDecodeError as error:
        raise NotJson(f"{error.msg} (line {error.lineno}, character {error.colno})") from None
    except RecursionError:
        raise NotJson("its parts are nested too deeply") from None
    return value


def _refuse(name: str) -> Json:
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
    text = " ".join(part for part in value.replace("\t", " ").splitlines() if part).strip()
    if _HARMFUL.search(text):
        raise ValueError(f"{text[:60]!a} has a control character")
    return text


def keys_of(rows: Sequence[dict[str, Json]]) -> list[str]:
    """The fields of all rows, each once, in the order of their first appearance."""
    return list(dict.fromkeys(key for row in rows for key in row))
