"""What a sheet is to those who read it, however it came: rows of text, flawed cells, places as a person finds them."""

from __future__ import annotations

from dataclasses import dataclass, field

#: The longest text of a cell.
MAX_CELL = 2_000

Place = tuple[int, int]  # row and column, from 1


@dataclass(frozen=True)
class Flaw:
    """Why a cell says nothing certain, and what to do. Its text is what stands there, never a figure."""

    problem: str
    remedy: str


@dataclass(frozen=True)
class Sheet:
    """One sheet; a CSV is a workbook of one sheet without a name.

    Args:
        name: as on its tab.
        rows: the text of each cell; ``rows[0]`` is row 1 of the sheet, all rows have the same width.
        flaws: the cells that nobody may take a figure or a name from.
        merged: each cell that a merged range covers -> the range's first cell, which has the text.
        remarks: what a person who sees the sheet does not see, e.g. that it is hidden.
    """

    name: str
    rows: list[list[str]]
    flaws: dict[Place, Flaw] = field(default_factory=dict)
    merged: dict[Place, Place] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()

    def at(self, row: int, column: int | None = None) -> str:
        """A place as a person finds it: ``sheet 'Rekap', cell C7``, in a CSV ``row 7, column 3``."""
        if not self.name:
            return f"row {row}" + (f", column {column}" if column else "")
        return f"sheet {self.name!r}, " + (f"cell {column_letters(column)}{row}" if column else f"row {row}")


def too_long(text: str) -> Flaw | None:
    """The flaw of a cell whose text is longer than ``MAX_CELL`` characters; None where it is not."""
    if len(text) <= MAX_CELL:
        return None
    return Flaw(f"has {len(text):,} characters", f"{MAX_CELL:,} are the most: shorten it.")


def column_letters(column: int) -> str:
    """The letters over a column, counted from 1: ``AB`` for 28."""
    head, last = divmod(column - 1, 26)
    return (column_letters(head) if head else "") + chr(ord("A") + last)
