"""A cell of a workbook as a person sees it: numbers as shown, dates, and the values that say nothing certain.

Belongs here: the text of one value. Does not belong here: where cells stand, merged and hidden ones (xlsx.py), the
cells of a CSV, which are text already (text_tables.py), what a text means (each source's parse.py).
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING

from sources.reading.workbook.refused import SAVE_AGAIN
from sources.reading.workbook.sheet import MAX_CELL, Flaw, too_long

if TYPE_CHECKING:
    from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell


def as_seen(cell: ReadOnlyCell | EmptyCell, uncomputed: bool) -> tuple[str, Flaw | None]:
    """The text of a cell, and the flaw for which nobody may take it for a value.

    Args:
        cell: as openpyxl reads it.
        uncomputed: whether it has a formula whose result is not in the file, which openpyxl does not tell.
    """
    value = cell.value
    if uncomputed:
        return "(formula)", Flaw("has a formula without a computed value", SAVE_AGAIN)
    if value is None:
        return "", None
    if isinstance(value, bool) or cell.data_type == "e":
        text = str(value).upper()
        what = "the logical value" if isinstance(value, bool) else "the error"
        return text, Flaw(f"holds {what} {text}", "write the value as printed, or clear the cell.")
    if isinstance(value, datetime):
        text = value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    elif isinstance(value, date | time):
        text = value.isoformat()
    elif isinstance(value, int | float):
        text = as_shown(value, cell.number_format or "")
    else:
        text = str(value)
    return text[:MAX_CELL], too_long(text)


def as_shown(value: int | float, shown_as: str) -> str:
    """A number as a person sees it, with no digit lost: to 15 digits, as spreadsheets show it.

    Examples:
        >>> as_shown(2.6000000000000001, "General"), as_shown(3.0, "General"), as_shown(0.1 + 0.2, "General")
        ('2.6', '3', '0.3')
        >>> as_shown(12.1, "0.00"), as_shown(3.516, "0.00"), as_shown(0.35, "0%")
        ('12.10', '3.516', '35%')
    """
    exact = Decimal(repr(float(f"{value:.15g}")) if isinstance(value, float) else value)
    if shown_as.endswith("%"):
        return f"{(exact * 100).normalize():f}%"
    # Only what adds zeros: "0.00" and "00", never a format that rounds, scales or adds words.
    if pattern := re.fullmatch(r"(0+)(?:\.(0+))?", shown_as):
        decimals = len(pattern[2] or "")
        fixed = f"{exact:.{decimals}f}"
        if Decimal(fixed) == exact:
            return fixed.zfill(len(pattern[1]) + (decimals + 1 if decimals else 0))
    return f"{exact.normalize():f}"
