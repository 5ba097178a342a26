"""The rows of one table: which count, what each says, and the refusal of a cell that can be read in two ways."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NoReturn

from sources.names.region_names import split_kind
from sources.reading.content import Content
from sources.spbe_spreadsheet.headers import is_total, plain, read_kind
from sources.spbe_spreadsheet.table import (
    FORMULA_START,
    ResultColumn,
    ResultTable,
    cell_text,
    is_heading_row,
    is_remark,
    visible,
    years_named,
)
from sources.statements.printed_numbers import read_figure
from sources.statements.statements import PREDIKAT

_HIGHEST = 5
_NO_FIGURE = {"", "-", "–", "—", "n/a"}
_GRADES = {plain(grade): grade for grade in PREDIKAT}
_CODE = re.compile(r"\d\d|\d\d\.\d\d|\d{4}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class ResultRow:
    """One row of a table, of one year: where it stands, and its cells as the raw table has them."""

    year: int
    place: str
    cells: dict[str, str]


class TableRows:
    """Reads the rows of a table.

    After ``lines`` has been walked, ``left_out`` holds the rows that were not taken, by reason, with their places.
    """

    def __init__(self, table: ResultTable, content: Content) -> None:
        self._table, self._sheet, self._content = table, table.sheet, content
        self._texts = [[cell_text(cell) for cell in row] for row in table.sheet.rows]
        self._headings = self._texts[table.heading_row - 1 : table.first_row - 1]
        self._named = {column.year for column in table.measures if column.year is not None}
        self._titled = years_named(*table.titles, table.sheet.name)
        self.left_out: dict[str, list[str]] = defaultdict(list)

    def lines(self) -> Iterator[ResultRow]:
        """The rows that have a name and a figure, one for each year that a row has figures of.

        Raises:
            SourceError: naming the cell, the value and what to do.
        """
        self._safe(self._sheet.name, None, None)
        year = self._year_of_table()
        seen: set[int] = set()
        for row in range(self._table.first_row, len(self._texts) + 1):
            if not self._counts(row, year):
                continue
            by_year: dict[int | None, list[ResultColumn]] = defaultdict(list)
            for column in self._table.measures:
                by_year[column.year or year].append(column)
            for of_columns, columns in by_year.items():
                figures = {column.field: self._figure(row, column) for column in columns}
                if any(figures.values()):
                    of = self._year_of_row(row, of_columns)
                    seen.add(of)
                    yield ResultRow(of, self._sheet.at(row), self._cells(row, of, figures))
        if seen and self._titled and not seen & self._titled:
            self._refuse(
                f"its rows are of {_listed(seen)}, its title or sheet name says {_listed(self._titled)}",
                "correct the one that is wrong.",
            )

    def _refuse(
        self, problem: str, remedy: str, row: int | None = None, column: ResultColumn | None = None
    ) -> NoReturn:
        place = self._sheet.at(row or self._table.heading_row, column.index + 1 if column else None)
        raise self._content.refusal(f"{place}: {problem}.", remedy)

    # --- the year -----------------------------------------------------------------------------------------------

    def _year_of_table(self) -> int | None:
        """The year of all columns; None where a column of years or each heading says it."""
        undated = [column for column in self._table.measures if column.year is None]
        if len(self._named) > 1:
            if vague := [*undated, *filter(None, [self._table.column("year")])]:
                self._refuse(
                    f"there are columns of {_listed(self._named)}, and the heading {vague[0].heading!r} does not say "
                    "of which",
                    "write the year into each heading, as 'Predikat 2024', and leave out a column of years.",
                )
            return None
        if self._named:
            dated = {column.field: column for column in self._table.measures if column.year is not None}
            if twins := [column for column in undated if column.field in dated]:
                self._refuse(
                    f"the headings {twins[0].heading!r} and {dated[twins[0].field].heading!r} both name the "
                    f"{twins[0].field}",
                    "write the year into each heading, or remove one of the columns.",
                )
            return next(iter(self._named))
        if self._table.column("year"):
            return None
        if len(self._titled) != 1:
            self._refuse(
                f"the title and the sheet name speak of {_listed(self._titled)}: which year was evaluated is open"
                if self._titled
                else "nothing says which year was evaluated",
                "add a column 'Tahun' with the evaluation year, not that of the decree or of the publication.",
            )
        return next(iter(self._titled))

    def _year_of_row(self, row: int, of_heading: int | None) -> int:
        column = self._table.column("year")
        if column is None and of_heading is not None:
            return of_heading
        text = self._spread(row, column) if column else ""
        match = re.fullmatch(r"(?:tahun )?(20[1-9]\d)", text.casefold())
        if not match:
            self._refuse(f"{text!r} is not a year", "write the evaluation year.", row, column)
        if of_heading not in {None, int(match[1])}:
            self._refuse(f"the row says {text}, a heading {of_heading}", "correct one of them.", row, column)
        return int(match[1])

    # --- which rows count ---------------------------------------------------------------------------------------

    def _counts(self, row: int, year: int | None) -> bool:
        texts = self._texts[row - 1]
        written = [text for text in texts if text]
        if not written:
            return False
        agency = self._table.column("agency")
        name = texts[agency.index] if agency else ""
        if texts in self._headings:
            self.left_out["headings repeated"].append(self._sheet.at(row))
        elif is_heading_row(tuple(texts)):
            self._refuse("a second row of headings has other columns", "put each table on a sheet of its own.", row)
        elif re.fullmatch(r"\(?\d+\)?", name) and _numbers_columns(written):
            self.left_out["numbers of the columns"].append(self._sheet.at(row))
        elif total := next((text for text in ([name] if name else written) if is_total(text)), ""):
            self.left_out["totals and means"].append(f"{self._sheet.at(row)} ({visible(total)})")
        elif all(texts[column.index].casefold() in _NO_FIGURE for column in self._table.measures):
            self._check_caption(row, written, year)
            self.left_out["rows without a figure"].append(f"{self._sheet.at(row)} ({visible(' '.join(written))})")
        else:
            return True
        return False

    def _check_caption(self, row: int, written: list[str], year: int | None) -> None:
        """A caption between the rows must not begin the table of another year."""
        text = " ".join(written)
        others = years_named(text) - {year}
        if year is not None and others and not self._named and not is_remark(text):
            self._refuse(
                f"{text[:80]!r} speaks of {_listed(others)}, the table is of {year}",
                "put each year on a sheet of its own, or add a column 'Tahun'.",
                row,
            )

    # --- cells --------------------------------------------------------------------------------------------------

    def _cells(self, row: int, year: int, figures: dict[str, str]) -> dict[str, str]:
        return {
            "sheet": self._sheet.name,
            "row_no": str(row),
            "evaluation_year": str(year),
            "agency": self._agency(row),
            "region_code": self._code(row),
            "province": self._words(row, self._table.column("province")),
            **{measure: figures.get(measure, "") for measure in ("d1", "d2", "d3", "d4", "index", "predikat")},
        }

    def _spread(self, row: int, column: ResultColumn) -> str:
        """A cell's text; that of the merged range, where it lies in one. A blank cell is never filled otherwise."""
        anchor = self._sheet.merged.get((row, column.index + 1), (row, column.index + 1))
        self._check_flaw(*anchor)
        return self._texts[anchor[0] - 1][anchor[1] - 1]

    def _check_flaw(self, row: int, column: int) -> None:
        if flaw := self._sheet.flaws.get((row, column)):
            raise self._content.refusal(f"{self._sheet.at(row, column)} {flaw.problem}.", flaw.remedy)

    def _words(self, row: int, column: ResultColumn | None) -> str:
        """A name: words that no program acts on."""
        return self._safe(self._spread(row, column), row, column) if column else ""

    def _safe(self, text: str, row: int | None, column: ResultColumn | None) -> str:
        if text.startswith(tuple(FORMULA_START)):
            self._refuse(
                f"{text[:80]!r} begins like a formula, and stands where a name is expected",
                "write the name.",
                row,
                column,
            )
        hidden = next((c for c in text if unicodedata.category(c).startswith("C")), None)
        if hidden is not None:
            self._refuse(
                f"{text[:80]!r} holds the invisible character U+{ord(hidden):04X}", "type the name again.", row, column
            )
        return text

    def _agency(self, row: int) -> str:
        column = self._table.column("agency")
        name = self._words(row, column) if column and self._texts[row - 1][column.index] else ""
        if not re.search(r"[^\W\d_]", name):
            self._refuse(
                f"the row has figures, and {name!r} is no name" if name else "the row has figures and no name",
                "write the name of the region or body.",
                row,
                column,
            )
        kind_column = self._table.column("kind")
        kind = read_kind(self._words(row, kind_column))
        if kind is None:
            return name
        stated, _ = split_kind(name)
        if stated is None:
            return f"{kind} {re.sub(r'(?i)^pemerintah ', '', name)}"
        if stated != kind.lower():
            self._refuse(f"{name!r} stands in a row of kind {kind}", "correct one of them.", row, kind_column)
        return name

    def _code(self, row: int) -> str:
        column = self._table.column("region_code") or self._table.column("bps_code")
        text = self._texts[row - 1][column.index] if column else ""
        if column:
            self._check_flaw(row, column.index + 1)
        if text and not _CODE.fullmatch(text):
            lost = bool(re.fullmatch(r"\d\d\.\d|\d|\d{3}", text))
            self._refuse(
                f"{text!r} is no region code" + (": a spreadsheet has probably dropped a zero" if lost else ""),
                "format the column as text and type the codes again, as 12.10 or 1210.",
                row,
                column,
            )
        return text

    def _figure(self, row: int, column: ResultColumn) -> str:
        self._check_flaw(row, column.index + 1)
        text = self._texts[row - 1][column.index]
        if text.casefold() in _NO_FIGURE:
            return ""
        if column.field == "predikat":
            if plain(text) not in _GRADES:
                self._refuse(
                    f"{text[:80]!r} is none of the grades {', '.join(PREDIKAT)}", "write it as published.", row, column
                )
            return _GRADES[plain(text)]
        reading = read_figure(text)
        if reading.wrong is not None or (reading.value is not None and reading.value > _HIGHEST):
            reason = " (the spreadsheet has made a date of it)" if _DAY.match(text) else ""
            reason = " (its decimal mark is lost)" if re.fullmatch(r"[1-5]\d{1,3}", text) else reason
            self._refuse(
                f"{text[:80]!r} under {column.heading!r} is no figure from 0 to {_HIGHEST}{reason}",
                "write the figure as published, as 3,52 or 3.52.",
                row,
                column,
            )
        return text


def _numbers_columns(written: list[str]) -> bool:
    numbers = [re.fullmatch(r"\(?(\d{1,2})\)?", text) for text in written]
    values = [int(number[1]) for number in numbers if number]
    return len(values) == len(written) > 1 and all(later > before for before, later in pairwise(values))


def _listed(years: set[int]) -> str:
    return " and ".join(map(str, sorted(years)))
