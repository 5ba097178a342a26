"""Tables of results, drawn cell by cell, so that every property of a layout can be chosen."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

registerFont(TTFont("Vera", "Vera.ttf"))  # comes with reportlab; holds letters that the built-in fonts lack

Row = dict[str, str]

SHORT_HEADINGS = {
    "no": "No", "agency": "Nama Instansi", "d1": "D1", "d2": "D2", "d3": "D3", "d4": "D4", "index": "Indeks",
    "predikat": "Predikat",
}  # fmt: skip
LONG_HEADINGS = {
    "no": "No.", "agency": "Nama\nInstansi", "d1": "Domain\nKebijakan\nSPBE", "d2": "Domain\nTata Kelola\nSPBE",
    "d3": "Domain\nManajemen\nSPBE", "d4": "Domain\nLayanan\nSPBE", "index": "Indeks\nSPBE", "predikat": "Predikat",
}  # fmt: skip
#: From 2026 on: seven aspects and no domains.
ASPECTS = ("a1", "a2", "a3", "a4", "a5", "a6", "a7")
ASPECT_ORDER = ("no", "agency", *ASPECTS, "index", "predikat")
ASPECT_CODES = SHORT_HEADINGS | {column: column.upper() for column in ASPECTS}
ASPECT_NAMES = LONG_HEADINGS | {
    "index": "Indeks\nPemdi", "a1": "Tata Kelola dan Manajemen", "a2": "Penyelenggara", "a3": "Data",
    "a4": "Keamanan Pemerintah Digital", "a5": "Teknologi Pemerintah Digital",
    "a6": "Keterpaduan Layanan Digital Pemerintah", "a7": "Kepuasan Pengguna Layanan Digital Pemerintah",
}  # fmt: skip
_WIDTHS = {"no": 26.0, "agency": 190.0, "index": 42.0, "predikat": 72.0} | dict.fromkeys(
    ("d1", "d2", "d3", "d4", *ASPECTS), 38.0
)


@dataclass(frozen=True)
class Table:
    """A table: number and title of its caption, and its rows. Without a number, the title stands alone."""

    number: str
    title: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class Layout:
    """How a document is set; lengths in points."""

    page: tuple[float, float] = A4
    margin: float = 48
    font: str = "Helvetica"
    size: float = 9
    leading: float = 1.2
    padding: float = 3
    rules: Literal["grid", "rows", "frame", "zebra", "none"] = "grid"
    valign: Literal["top", "middle", "bottom"] = "middle"
    align: Literal["left", "centre", "right"] = "centre"
    order: tuple[str, ...] = ("no", "agency", "d1", "d2", "d3", "d4", "index", "predikat")
    headings: dict[str, str] = field(default_factory=lambda: SHORT_HEADINGS)
    widths: dict[str, float] = field(default_factory=dict)
    over_domains: str | None = None
    repeat_heading: bool = True
    split_rows: bool = False
    numbered_columns: bool = False
    caption: str = "Tabel {number}. {title}"
    caption_width: float = 1000
    caption_in_table: bool = False
    gap: float = 16
    head: str | None = None
    head_x: float | None = None
    border: float | None = None
    foot: str | None = None
    note: str | None = None
    mean_row: str | None = None
    rotate: bool = False
    point: bool = False
    number_form: str = "{}"
    packed: bool = True

    def width(self, column: str) -> float:
        """The width of a column."""
        return self.widths.get(column, _WIDTHS[column])


@dataclass(frozen=True)
class Typeset:
    """The PDF, and the page of every row in the order of the rows."""

    data: bytes
    row_pages: list[int]


def tables_of(file: Path) -> list[Table]:
    """The tables of a transcription of an annual report."""
    tables: dict[tuple[str, str], list[Row]] = {}
    with file.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            tables.setdefault((row["table_no"], row["table_title"]), []).append({**row, "no": row["row_no"]})
    return [Table(number, title, rows) for (number, title), rows in tables.items()]


def typeset(
    tables: Iterable[Table], layout: Layout, front: Sequence[Sequence[str]] = (), after: Sequence[str] = ()
) -> Typeset:
    """Set pages of text, then the tables, then lines of text below the last table."""
    setting = _Setting(layout)
    for page in front:
        for line in page:
            setting.text(line, layout.size + 1)
        setting.new_page()
    for table in tables:
        setting.table(table)
    for line in after:
        setting.text(line, layout.size)
    return setting.finish()


class _Setting:
    def __init__(self, layout: Layout) -> None:
        self.layout, self.out, self.row_pages, self.page_no = layout, io.BytesIO(), [], 0
        width, height = layout.page
        self.width, self.height = width, height
        # A turned page is stored upright and says that it is to be shown turned, as word processors do; reportlab
        # exchanges the sides itself.
        self.canvas = Canvas(self.out, pagesize=(width, height), invariant=1, pageCompression=int(layout.packed))
        self._begin_page()

    def _begin_page(self) -> None:
        self.page_no += 1
        self.top = self.layout.margin
        if self.layout.rotate:
            self.canvas.setPageRotation(90)
            self.canvas.transform(0, 1, -1, 0, self.height, 0)
        layout = self.layout
        if layout.border is not None:
            self.canvas.rect(*[layout.border] * 2, self.width - 2 * layout.border, self.height - 2 * layout.border)
        for text, x, top in ((layout.head, layout.head_x, 30), (layout.foot, None, self.height - 24)):
            if text:
                self._draw(text.format(page=self.page_no), layout.margin if x is None else x, top, 8)

    def new_page(self) -> None:
        self.canvas.showPage()
        self._begin_page()

    def finish(self) -> Typeset:
        self.canvas.save()
        return Typeset(self.out.getvalue(), self.row_pages)

    def room(self, height: float) -> bool:
        return self.top + height <= self.height - self.layout.margin

    def text(self, line: str, size: float) -> None:
        for part in simpleSplit(line, self.layout.font, size, self.width - 2 * self.layout.margin) or [""]:
            if not self.room(size * 1.3):
                self.new_page()
            self._draw(part, self.layout.margin, self.top, size)
            self.top += size * 1.3

    def _draw(self, text: str, x: float, top: float, size: float) -> None:
        self.canvas.setFont(self.layout.font, size)
        self.canvas.drawString(x, self.height - top - size, text)

    def _columns(self) -> Iterator[tuple[str, float, float]]:
        """Each column with its left edge and its width."""
        x = self.layout.margin
        for column in self.layout.order:
            yield column, x, self.layout.width(column)
            x += self.layout.width(column)

    def _lines(self, column: str, text: str) -> list[str]:
        inner = self.layout.width(column) - 6
        return [
            part for line in text.split("\n") for part in simpleSplit(line, self.layout.font, self.layout.size, inner)
        ]

    def _row_height(self, cells: dict[str, list[str]]) -> float:
        lines = max(len(lines) for lines in cells.values())
        return lines * self.layout.size * self.layout.leading + 2 * self.layout.padding

    def _row(self, cells: dict[str, list[str]], *, shaded: bool = False, heads: bool = False) -> None:
        layout, height = self.layout, self._row_height(cells)
        pitch, y = layout.size * layout.leading, self.height - self.top
        if shaded and layout.rules == "zebra":
            self.canvas.setFillGray(0.92)
            self.canvas.rect(layout.margin, y - height, sum(map(layout.width, layout.order)), height, stroke=0, fill=1)
            self.canvas.setFillGray(0)
        if layout.rules in {"grid", "rows"}:
            self._line()
            self._line(height)
        for column, x, width in self._columns():
            if layout.rules == "grid":
                self.canvas.rect(x, y - height, width, height)
            free = height - 2 * layout.padding - len(cells[column]) * pitch
            down = {"top": 0.0, "middle": free / 2, "bottom": free}[layout.valign]
            align = "centre" if heads else "left" if column == "agency" else layout.align
            for at, line in enumerate(cells[column]):
                spare = width - 6 - stringWidth(line, layout.font, layout.size)
                indent = {"left": 0, "centre": spare / 2, "right": spare}[align]
                self._draw(line, x + 3 + indent, self.top + layout.padding + down + at * pitch, layout.size)
        self.top += height

    def _heading(self, table: Table) -> None:
        layout = self.layout
        if layout.caption_in_table:
            self._caption(table)
        if layout.over_domains:
            left, right = ((x, x + width) for column, x, width in self._columns() if column in {"d1", "d4"})
            middle = (left[0] + right[1] - stringWidth(layout.over_domains, layout.font, layout.size)) / 2
            self._draw(layout.over_domains, middle, self.top + 2, layout.size)
            self.top += layout.size * layout.leading + 4
        self._frame()
        self._row({c: self._lines(c, layout.headings[c]) for c in layout.order}, heads=True)
        if layout.numbered_columns:
            self._row({c: [f"({n + 1})"] for n, c in enumerate(layout.order)}, heads=True)
        self._frame()

    def _frame(self) -> None:
        if self.layout.rules == "frame":
            self._line()

    def _line(self, below: float = 0) -> None:
        y, left = self.height - self.top - below, self.layout.margin
        self.canvas.line(left, y, left + sum(map(self.layout.width, self.layout.order)), y)

    def _caption(self, table: Table) -> None:
        text = self.layout.caption.format(number=table.number, title=table.title) if table.number else table.title
        room = min(self.layout.caption_width, self.width - 2 * self.layout.margin)
        for line in simpleSplit(text, self.layout.font, self.layout.size, room) if text else []:
            self._draw(line, self.layout.margin, self.top, self.layout.size)
            self.top += self.layout.size * self.layout.leading
        self.top += 4

    def table(self, table: Table) -> None:
        layout = self.layout
        if not self.room(120):
            self.new_page()
        if not layout.caption_in_table:
            self._caption(table)
        self._heading(table)
        for at, row in enumerate(table.rows):
            self._table_row(table, row, shaded=at % 2 == 1)
        if layout.mean_row:
            mean = {"no": [""], "agency": [layout.mean_row], "predikat": ["Baik"]}
            self._row({column: mean.get(column, ["3,00"]) for column in layout.order})
        self._frame()
        if layout.note:
            self._draw(layout.note, layout.margin, self.top + 3, layout.size - 1.5)
            self.top += layout.size + 3
        self.top += layout.gap

    def _table_row(self, table: Table, row: Row, *, shaded: bool) -> None:
        layout = self.layout
        shown = {**row, "no": layout.number_form.format(row["no"])}
        if layout.point:
            shown |= {c: row[c].replace(",", ".") for c in ("d1", "d2", "d3", "d4", *ASPECTS, "index") if c in row}
        cells = {column: self._lines(column, shown[column]) for column in layout.order}
        room = self.height - layout.margin - self.top - 2 * layout.padding
        fitting = int(room / (layout.size * layout.leading))
        begun = layout.split_rows and 0 < fitting < max(map(len, cells.values()))
        if begun:  # as word processors do: the row's first lines here, the others on the next page
            self.row_pages.append(self.page_no)
            self._row({column: lines[:fitting] for column, lines in cells.items()}, shaded=shaded)
            cells = {column: lines[fitting:] for column, lines in cells.items()}
        if not self.room(self._row_height(cells)):
            self._frame()
            self.new_page()
            if layout.repeat_heading:
                self._heading(table)
        if not begun:
            self.row_pages.append(self.page_no)
        self._row(cells, shaded=shaded)
