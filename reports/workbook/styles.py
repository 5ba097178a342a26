"""How cells look: one format per look in a workbook, and how a column's numbers are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from reports.planner import PlannerColumn

Look = Mapping[str, str | int]

FONT, INK, PALE, INPUT = "Calibri", "#12436D", "#F3F6F9", "#FFF2CC"
#: Of a table's headings. LibreOffice does not draw table styles, so the colours are the cells' own.
HEAD: Look = {"bold": True, "text_wrap": True, "font_color": "white", "bg_color": INK}
#: UN indices differ in the fourth decimal, SPBE is printed with two.
_UN_UNITS = {"0-1", "EGDI points"}


class Styles:
    """The formats of one workbook.

    Args:
        workbook: that holds them.
        numbered: looks that have the numbers 1, 2, 3 ... in it, as they have in any other workbook.
    """

    def __init__(self, workbook: Workbook, numbered: Sequence[Look] = ()) -> None:
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, object], ...], Format] = {}
        for number, look in enumerate(numbered, start=1):
            got = self(**look)._get_xf_index()
            assert got == number, f"XlsxWriter numbers formats otherwise: {got} for {number}"

    def __call__(self, **look: object) -> Format:
        """The format of that look; equal looks are one format."""
        key = tuple(sorted(look.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format({"font_name": FONT, "valign": "top", **look})
        return self._made[key]


def look_of(column: PlannerColumn) -> Look:
    """How the cells of a column look."""
    shown = number_format(column)
    return {"num_format": shown} if shown else {"align": "left", "indent": 1}


def decimals(column: PlannerColumn) -> int:
    """How many decimals a number of this column has."""
    _, _, scale = column.type.rstrip(")").partition(",")
    return int(scale or 0)


def number_format(column: PlannerColumn) -> str | None:
    """The number format of a column in Excel's notation, which shows the reader's own decimal sign; None for text."""
    if column.type in {"VARCHAR", "BOOLEAN"}:
        return None
    if column.type == "DATE":
        return "d mmm yyyy"
    digits = 4 if column.column.unit in _UN_UNITS else 2
    index, places = "0." + "0" * digits, decimals(column)
    fraction = "." + "0" * places if places else ""
    return {
        "index": index,
        "signed_index": f"+{index};-{index};{index}",
        "signed": f"+#,##0{fraction};-#,##0{fraction};0{fraction}",
        "percent": f'0{fraction}"%"',
        "count": f"#,##0{fraction}",
        None: f"#,##0{fraction}" if places else "0",
    }[column.form]
