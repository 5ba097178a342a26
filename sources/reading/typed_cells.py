"""What may stand in a cell that a person has typed, whatever the cell is about."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from urllib.parse import urlsplit

from sources.reading.workbook.sheet import MAX_CELL

# Controls, line breaks, and marks that are not shown or turn the direction of text around.
_UNSEEN = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}


def cell_problems(cells: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What no cell may hold, and the remedy, cell by cell."""
    for name, cell in cells.items():
        if any(unicodedata.category(character) in _UNSEEN for character in cell):
            yield f"{name} holds a character that is not shown: {cell!r}.", "type it anew, on one line."
        if len(cell) > MAX_CELL:
            yield f"{name} has {len(cell):,} characters.", f"shorten it; {MAX_CELL:,} are the most."
        if cell.startswith(("=", "+", "@")):
            yield f"{name} begins like a formula: {cell!r}.", "write the text itself."


def is_iso_date(text: str) -> bool:
    """Whether it is a day as 2026-01-31."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def is_address(url: str) -> bool:
    """Whether it is the full address of a web page, without a name and password in it."""
    if re.search(r"\s", url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    # A name and password in an address would be published with it.
    return parts.scheme in {"http", "https"} and "." in (parts.hostname or "") and parts.username is None
