"""One data sheet: title, what it answers, a table, and how it prints."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range, xl_range_abs
from xlsxwriter.worksheet import Worksheet

from reports.planner import PlannerColumn, read_macros
from reports.workbook.planning import SheetPlan, SheetRows, read_plans
from reports.workbook.rows_sheet import RowsSheet, height, rows_as_text
from reports.workbook.styles import HEAD, INK, Look, Styles, look_of
from warehouse.spec import DeclarationError

#: Characters. A line above the table; the widest column whose text is not
#: wrapped, and that is; what fits on a landscape page without a magnifying glass.
_LINE, _WIDEST, _WRAPPED, _PAGE = 120, 60, 95, 200
_A4 = 9
#: A name is frozen with the columns before it while these are few.
_FROZEN = 4
#: The arrow of a filter, in characters.
_ARROW = 3
_EMPTY = "Tidak ada data di sini untuk"
_NOT_NOTHING = "Itu tidak berarti nilainya nol, dan tidak berarti tidak ada yang perlu dikerjakan."
_NAMES = ("region_name", "subject_name", "province_name", "country_name", "survey_year", "reference_year")
_BAR = {
    "type": "data_bar", "data_bar_2010": True, "bar_solid": True, "bar_color": "#A9C4DE",
    "min_type": "num", "min_value": 0, "max_type": "num", "max_value": 5,
}  # fmt: skip
#: Parts of planners' names that are not written in small letters.
_WRITTEN = {
    "bps": "BPS", "km2": "km²", "egdi": "EGDI", "osi": "OSI", "hci": "HCI", "tii": "TII", "epi": "EPI", "pbb": "PBB",
    "asean": "ASEAN", "kabkota": "kab./kota", "d1": "D1", "d2": "D2", "d3": "D3", "d4": "D4", "sha256": "SHA-256",
    "indonesia": "Indonesia",
}  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    """A data sheet, made ready once for all workbooks that show rows of it.

    Args:
        plan: what it is.
        rows: in the order of the plan's columns, as cells hold them.
        provinces: of each row, the code of its province today; empty where the sheet is not split by province.
        text: each row as a workbook has it.
        widths: of the columns, in characters.
        headings: of the columns.
        heading_lines: how many lines the longest of them takes.
        about: what the sheet answers, in lines.
    """

    plan: SheetPlan
    rows: Sequence[tuple[Any, ...]]
    provinces: Sequence[str]
    text: Sequence[str]
    widths: Sequence[int]
    headings: Sequence[str]
    heading_lines: int
    about: Sequence[str]

    def of_province(self, code: str) -> Sheet:
        """The rows of one province, itself among them."""
        its = [at for at, province in enumerate(self.provinces) if province == code]
        return replace(
            self,
            rows=[self.rows[at] for at in its],
            provinces=[code] * len(its),
            text=[self.text[at] for at in its],
        )


@dataclass(frozen=True)
class Placed:
    """A data sheet in a workbook, for the formulas that read it.

    Args:
        sheet: what it shows.
        first_row: of the table's rows, counted from 0.
    """

    sheet: Sheet
    first_row: int

    def place(self, token: str) -> int:
        """The position of a column.

        Raises:
            DeclarationError: when the sheet does not show it.
        """
        for place, column in enumerate(self.sheet.plan.columns):
            if column.token == token:
                return place
        raise DeclarationError(f"reports/workbook/sheets.yml: the sheet {self.sheet.plan.name} does not show {token}")

    def column(self, token: str) -> PlannerColumn:
        """A column of the sheet."""
        return self.sheet.plan.columns[self.place(token)]

    def values(self, token: str) -> list[Any]:
        """What the cells of a column hold, from the first row to the last."""
        place = self.place(token)
        return [row[place] for row in self.sheet.rows]

    def range(self, token: str) -> str:
        """The cells of a column, as a formula names them."""
        place = self.place(token)
        cells = xl_range_abs(self.first_row, place, self.first_row + len(self.sheet.rows) - 1, place)
        return f"'{self.sheet.plan.name}'!{cells}"


def prepare(read: Mapping[str, SheetRows]) -> tuple[dict[str, Sheet], list[Look]]:
    """The data sheets by the name of their view, and the looks of their cells by number, from 1 on."""
    looks: list[Look] = []
    sheets = {}
    for name, one in read.items():
        widths = [_width(column, [row[at] for row in one.rows]) for at, column in enumerate(one.plan.columns)]
        styles = []
        for column, width in zip(one.plan.columns, widths, strict=True):
            look = {**look_of(column), **({"text_wrap": True} if width >= _WIDEST else {})}
            if look not in looks:
                looks.append(look)
            styles.append(looks.index(look) + 1)
        wrapped = {at: width for at, width in enumerate(widths) if width >= _WIDEST}
        headings = [heading(column) for column in one.plan.columns]
        sheets[name] = Sheet(
            plan=one.plan,
            rows=one.rows,
            provinces=one.provinces,
            text=rows_as_text(one.rows, styles, wrapped),
            widths=widths,
            headings=headings,
            heading_lines=max(
                len(textwrap.wrap(head, width - _ARROW, break_on_hyphens=False))
                for head, width in zip(headings, widths, strict=True)
            ),
            about=_about(one.plan),
        )
    return sheets, looks


def heading(column: PlannerColumn) -> str:
    """A planners' name as a heading: ``kode_bps`` is ``Kode BPS``."""
    words = [_WRITTEN.get(word, word) for word in column.names.id.replace("rata_rata", "rata-rata").split("_")]
    first = words[0]
    return " ".join([first[0].upper() + first[1:], *words[1:]])


def meaning(column: PlannerColumn) -> str:
    """What a column means, to a reader of cells."""
    return re.sub(r"\bNULL\b", "kosong", column.meaning.id)


def readable(text: str, names: Mapping[str, str]) -> str:
    """A text about a view, with the names of columns and views as the workbook writes them."""
    return re.sub(r"\b\w+_\w+\b", lambda found: f"“{names[found[0]]}”" if found[0] in names else found[0], text)


def scope(plan: SheetPlan, year: int) -> str:
    """What the sheet shows, in a sentence or two."""
    of_year = f" Tahun {year}." if plan.is_of_one_year else ""
    return f"{plan.view.title.id}.{of_year}"


def write_data_sheet(workbook: Workbook, styles: Styles, sheet: Sheet, *, year: int, footer: str, where: str) -> Placed:
    """Write one data sheet.

    Args:
        workbook: where it is added.
        styles: of that workbook, with the looks of the data sheets' cells by number.
        sheet: what it shows.
        year: the newest nationally complete year.
        footer: what every printed page says.
        where: what the rows are confined to besides the year, for a sheet without any.
    """
    plan = sheet.plan
    page = workbook.add_worksheet(plan.name, RowsSheet)
    page.hide_gridlines(0)
    set_page(page, footer)
    header = _write_head(page, styles, sheet, year)
    placed = Placed(sheet, header + 1)
    if not sheet.rows:
        page.write_string(header, 0, f"{_EMPTY} {where}.{_because(plan)} {_NOT_NOTHING}", styles())
        return placed
    for at, width in enumerate(sheet.widths):
        page.set_column(at, at, width)
    last, right = header + len(sheet.rows), len(plan.columns) - 1
    head = styles(**HEAD)
    page.set_row(header, height(sheet.heading_lines))
    columns = [{"header": text, "header_format": head} for text in sheet.headings]
    page.add_rows(header, columns, sheet.text, plan.name.replace(" ", "_"))
    for at, column in enumerate(plan.columns):
        if column.form == "index" and str(column.column.unit).startswith("1-5"):
            page.conditional_format(header + 1, at, last, at, _BAR)
    page.ignore_errors({"number_stored_as_text": xl_range(header + 1, 0, last, right)})
    name = next((at for at, column in enumerate(plan.columns[:_FROZEN]) if column.token in _NAMES), -1)
    page.freeze_panes(header + 1, name + 1)
    _print_first_columns(page, header, last, sheet.widths)
    return placed


def _write_head(page: Worksheet, styles: Styles, sheet: Sheet, year: int) -> int:
    """Title and text above the table; returns the row of its headings."""
    page.write_string(0, 0, scope(sheet.plan, year), styles(bold=True, font_size=14, font_color=INK))
    for at, line in enumerate(sheet.about, start=1):
        page.write_string(at, 0, line, styles(font_color="#595959"))
    back = len(sheet.about) + 1
    page.write_url(back, 0, "internal:'Panduan'!A1", styles(font_color=INK, underline=1), "← Panduan")
    return back + 1


def _about(plan: SheetPlan) -> list[str]:
    """What the view answers, in lines, with the names that the workbook has."""
    names = {column.names.id: heading(column) for column in plan.view.columns}
    names |= {view: other.name for view, other in read_plans().items()}
    return textwrap.wrap(f"{readable(plan.view.text.id, names)} {plan.says}".strip(), _LINE, break_on_hyphens=False)


def _because(plan: SheetPlan) -> str:
    """What it means that the view has nothing, as its macro says it."""
    macro = read_macros().get(plan.view.names.id)
    if macro is None or macro.nothing is None:
        return ""
    others = read_plans()
    names = {column.names.id: heading(column) for other in others.values() for column in other.view.columns}
    return " " + readable(macro.nothing.id, names | {view: other.name for view, other in others.items()})


def _width(column: PlannerColumn, cells: list[Any]) -> int:
    """A column's width in characters: its longest cell and the longest word of its heading fit."""
    head = heading(column)
    least = max(*map(len, head.split()), ceil(len(head) / 3)) + _ARROW
    if column.type == "DATE":
        longest = len("31 Mei 2026")
    else:
        longest = max((len(str(cell)) for cell in cells if cell is not None), default=0)
    return max(least, min(longest + 2, _WRAPPED, max(_WIDEST, longest // 2)))


def _print_first_columns(sheet: Worksheet, header: int, last: int, widths: Sequence[int]) -> None:
    sheet.repeat_rows(header)
    printed, used = 0, 0
    for width in widths:
        used += width
        if printed and used > _PAGE:
            break
        printed += 1
    sheet.print_area(0, 0, last, printed - 1)


def set_page(sheet: Worksheet, footer: str) -> None:
    """Landscape A4, as wide as a page."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(0.4, 0.4, 0.5, 0.6)
    sheet.set_footer(f"&L&8{footer}&R&8&A, hlm. &P/&N")
