"""Rows of an answer as rows of a raw table: each field named, each cell text, what is left over told.

Belongs here: taking cells out of JSON rows, with the place of what cannot be taken. Does not belong here: which
fields a publisher has (each source's parse.py).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sources.declaration.errors import SourceError
from sources.portals.answers import Json, cell, keys_of
from sources.reading.content import Content


@dataclass(frozen=True)
class Cells:
    """The cells of one row.

    Args:
        content: the file, for messages.
        row_no: of the row, from 1 on through all pages.
        row: as answered.
    """

    content: Content
    row_no: int
    row: dict[str, Json]

    def text(self, field: str, within: str = "") -> str:
        """The text of a field; empty when the row lacks it.

        Args:
            field: its name.
            within: the name of the object that holds it, when it is not in the row itself.

        Raises:
            SourceError: when it holds no text and no number.
        """
        holder: Json = self.row.get(within) if within else self.row
        if holder is None:
            return ""
        name = f"{within}.{field}" if within else field
        if not isinstance(holder, dict):
            raise self.wrong(within, f"it is no object: {str(holder)[:60]!r}")
        try:
            return cell(holder.get(field))
        except ValueError as error:
            raise self.wrong(name, str(error)) from None

    def year(self, field: str) -> int:
        """The year in a field.

        Raises:
            SourceError: when it holds none.
        """
        text = self.text(field)
        if not re.fullmatch(r"20[0-9]{2}", text):
            raise self.wrong(field, f"{text!r} is not a year")
        return int(text)

    def wrong(self, field: str, problem: str) -> SourceError:
        """What is said of a field that cannot be taken."""
        return SourceError(
            self.content.path, f"row {self.row_no}, field {field}: {problem}.",
            "compare it with the portal; correct the mapping in source.yml, or ask the publisher.",
        )  # fmt: skip


def cells_of(content: Content, rows: Sequence[dict[str, Json]]) -> list[Cells]:
    """All rows with their numbers."""
    return [Cells(content, number, row) for number, row in enumerate(rows, start=1)]


def left_over(rows: Sequence[dict[str, Json]], read: set[str]) -> tuple[str, ...]:
    """The note that names the fields which nobody reads; empty when there are none."""
    rest = [repr(key)[1:-1] for key in keys_of(rows) if key not in read]
    return (f"fields that are not read: {', '.join(rest)}",) if rest else ()


def check_complete(content: Content, came: int, stated: int | None) -> None:
    """Refuse a saved page of a table that has more rows.

    Raises:
        SourceError: with both numbers.
    """
    if stated is not None and stated != came:
        raise SourceError(
            content.path, f"it holds {came:,} of {stated:,} rows: one page of several.",
            "save the answer with a larger `limit`, or fetch the source instead.",
        )  # fmt: skip
