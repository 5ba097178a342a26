"""The rows of one table: which count, what each says, and the refusal of a cell that can be read in two ways."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import NoReturn

from sources.names.region_names import printed_code, split_kind
from sources.reading.content import Content
from sources.reading.spelling import figure_text, plain_words, says_nothing
from sources.spbe_spreadsheet.headers import FIGURES, is_total, read_kind
from sources.spbe_spreadsheet.table import (
    FORMULA_START,
    TypedColumn,
    TypedTable,
    cell_text,
    is_heading_row,
    is_remark,
    visible,
    years_named,
)
from sources.statements.instruments import instrument_of
from sources.statements.printed_numbers import read_figure
from sources.statements.statements import PREDIKAT, TOP_OF_SCALE, grade_of

_CODE = re.compile(r"\d\d|\d\d\.\d\d|\d{4}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class TypedRow:
    """One row of a table, of one year.

    Args:
        year: the evaluation year.
        place: where it stands.
        cells: as the raw table has them.
        beside: the cells that are not read, by heading.
    """

    year: int
    place: str
    cells: dict[str, str]
    beside: dict[str, str]


class TableRows:
    """Reads the rows of a table.

    After ``result_rows`` has been walked, ``left_out`` holds the places of the rows that were not taken, by reason, and
    ``changed`` those of the cells that were read otherwise than typed.

    Args:
        table: where the table is.
        content: the file, for messages.
        where: which rows count, by heading of a column that is not read: the value that they have there.
    """

    def __init__(self, table: TypedTable, content: Content, where: Mapping[str, str] | None = None) -> None:
        wanted = {plain_words(heading): value for heading, value in (where or {}).items()}
        self._where = [(i, h, wanted[plain_words(h)]) for i, h in table.left_out.items() if plain_words(h) in wanted]
        self._table, self._sheet, self._content = table, table.sheet, content
        self._texts = [[cell_text(cell) for cell in row] for row in table.sheet.rows]
        self._headings = self._texts[table.heading_row - 1 : table.first_row - 1]
        self._heading_years = {column.year for column in table.measures if column.year is not None}
        self._title_years = years_named(*table.titles, table.sheet.name)
        self.left_out: dict[str, list[str]] = defaultdict(list)
        self.changed: dict[str, list[str]] = defaultdict(list)

    def result_rows(self) -> Iterator[TypedRow]:
        """The rows that have a name and a figure, one for each year that a row has figures of.

        Raises:
            SourceError: naming the cell, the value and what to do.
        """
        self._refuse_unsafe(self._sheet.name, None, None)
        year_of_table = self._year_of_table()
        seen: set[int] = set()
        for row in range(self._table.first_row, len(self._texts) + 1):
            if not self._counts(row, year_of_table):
                continue
            by_year: dict[int | None, dict[str, str]] = defaultdict(dict)
            for column in self._table.measures:
                by_year[column.year or year_of_table][column.field] = self._figure(row, column)
            for year_of_headings, figures in by_year.items():
                if any(figures.values()):
                    year = self._year_of_row(row, year_of_headings)
                    if self._is_on_the_scale(row, year, figures):
                        seen.add(year)
                        beside = {heading: self._texts[row - 1][at] for at, heading in self._table.left_out.items()}
                        yield TypedRow(year, self._sheet.at(row), self._cells(row, year, figures), beside)
        if seen and self._title_years and not seen & self._title_years:
            self._refuse(
                f"its rows are of {_listed(seen)}, its title or sheet name says {_listed(self._title_years)}",
                "correct the one that is wrong.",
            )

    def _refuse(self, problem: str, remedy: str, row: int | None = None, column: TypedColumn | None = None) -> NoReturn:
        place = self._sheet.at(row or self._table.heading_row, column.index + 1 if column else None)
        raise self._content.refusal(f"{place}: {problem}.", remedy)

    # --- the year -----------------------------------------------------------------------------------------------

    def _year_of_table(self) -> int | None:
        """The year of all columns; None where a column of years or each heading says it."""
        years, stated_by_rows = self._heading_years, self._table.column("year")
        undated = [column for column in self._table.measures if column.year is None]
        dated = {column.field: column.heading for column in self._table.measures if column.year is not None}
        if len(years) > 1:
            for vague in [*undated, *([stated_by_rows] if stated_by_rows else [])]:
                self._refuse(
                    f"there are columns of {_listed(years)}, and the heading {vague.heading!r} does not say of which",
                    "write the year into each heading, as 'Predikat 2024', and leave out a column of years.",
                )
            return None
        if years:
            for twin in (column for column in undated if column.field in dated):
                self._refuse(
                    f"the headings {twin.heading!r} and {dated[twin.field]!r} both name the {twin.field}",
                    "write the year into each heading, or remove one of the columns.",
                )
            return next(iter(years))
        if stated_by_rows:
            return None
        if len(self._title_years) != 1:
            spoken = f"the title and the sheet name speak of {_listed(self._title_years)}: which year was evaluated"
            self._refuse(
                f"{spoken} is open" if self._title_years else "nothing says which year was evaluated",
                "add a column 'Tahun' with the evaluation year, not that of the decree or of the publication.",
            )
        return next(iter(self._title_years))

    def _year_of_row(self, row: int, year_of_headings: int | None) -> int:
        column = self._table.column("year")
        if column is None and year_of_headings is not None:
            return year_of_headings
        text = self._spread(row, column)
        match = re.fullmatch(r"(?:tahun )?(20[1-9]\d)", text.casefold())
        if not match:
            self._refuse(f"{text!r} is not a year", "write the evaluation year.", row, column)
        if year_of_headings not in {None, int(match[1])}:
            problem = f"the row says {text}, a heading {year_of_headings}"
            self._refuse(problem, "correct one of them.", row, column)
        return int(match[1])

    # --- which rows count ---------------------------------------------------------------------------------------

    def _counts(self, row: int, year: int | None) -> bool:
        texts = self._texts[row - 1]
        written = [text for text in texts if text]
        if not written:
            return False
        agency = self._table.column("agency")
        name = texts[agency.index] if agency else ""
        place = self._sheet.at(row)
        if texts in self._headings:
            self.left_out["headings repeated"].append(place)
        elif is_heading_row(tuple(texts)):
            self._refuse("a second row of headings has other columns", "put each table on a sheet of its own.", row)
        elif re.fullmatch(r"\(?\d+\)?", name) and _numbers_columns(written):
            self.left_out["numbers of the columns"].append(place)
        elif total := next((text for text in ([name] if name else written) if is_total(text)), ""):
            self.left_out["totals and means"].append(f"{place} ({visible(total)})")
        elif other := next((h for i, h, value in self._where if plain_words(texts[i]) != plain_words(value)), None):
            self.left_out[f"rows of other {other}"].append(place)
        elif all(says_nothing(texts[column.index]) for column in self._table.measures):
            self._check_caption(row, " ".join(written), year)
            self.left_out["rows without a figure"].append(f"{place} ({visible(' '.join(written))})")
        else:
            return True
        return False

    def _check_caption(self, row: int, text: str, year: int | None) -> None:
        """A caption between the rows must not begin the table of another year."""
        others = years_named(text) - {year}
        if year is not None and others and not self._heading_years and not is_remark(text):
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
            **{measure: figures.get(measure, "") for measure in FIGURES},
        }

    def _text(self, row: int, column: int) -> str:
        if flaw := self._sheet.flaws.get((row, column)):
            raise self._content.refusal(f"{self._sheet.at(row, column)} {flaw.problem}.", flaw.remedy)
        return self._texts[row - 1][column - 1]

    def _spread(self, row: int, column: TypedColumn | None) -> str:
        """A cell's text; that of the merged range, where it lies in one. A blank cell is never filled otherwise."""
        if column is None:
            return ""
        place = (row, column.index + 1)
        return self._text(*self._sheet.merged.get(place, place))

    def _words(self, row: int, column: TypedColumn | None) -> str:
        """A name: words that no program acts on."""
        return self._refuse_unsafe(self._spread(row, column), row, column)

    def _refuse_unsafe(self, text: str, row: int | None, column: TypedColumn | None) -> str:
        if text.startswith(tuple(FORMULA_START)):
            problem = f"{text[:80]!r} begins like a formula, and stands where a name is expected"
            self._refuse(problem, "write the name.", row, column)
        hidden = next((c for c in text if unicodedata.category(c).startswith("C")), None)
        if hidden is not None:
            problem = f"{text[:80]!r} holds the invisible character U+{ord(hidden):04X}"
            self._refuse(problem, "type the name again.", row, column)
        return text

    def _agency(self, row: int) -> str:
        column, kind_column = self._table.column("agency"), self._table.column("kind")
        name = self._words(row, column) if column and self._texts[row - 1][column.index] else ""
        if not re.search(r"[^\W\d_]", name):
            problem = f"the row has figures, and {name!r} is no name" if name else "the row has figures and no name"
            self._refuse(problem, "write the name of the region or body.", row, column)
        kind = read_kind(self._words(row, kind_column))
        stated, _ = split_kind(name)
        if kind is not None and stated is None:
            return f"{kind} {re.sub(r'(?i)^pemerintah ', '', name)}"
        if kind is not None and stated != kind.lower():
            self._refuse(f"{name!r} stands in a row of kind {kind}", "correct one of them.", row, kind_column)
        return name

    def _code(self, row: int) -> str:
        column = self._table.column("region_code") or self._table.column("bps_code")
        text = self._text(row, column.index + 1) if column else ""
        code = printed_code(text)
        if code and not _CODE.fullmatch(code):
            lost = ": a spreadsheet has probably dropped a digit" if re.fullmatch(r"\d|\d{3}", code) else ""
            remedy = "format the column as text and type the codes again, as 12.10 or 1210."
            self._refuse(f"{text!r} is no region code{lost}", remedy, row, column)
        if code != text:
            # Which region it is says the name; a code that does not fit it is refused there.
            self.changed["codes that a program has changed"].append(f"{self._sheet.at(row)} ({text} as {code})")
        elif not code and column and any(self._texts[at][column.index] for at in range(row, len(self._texts))):
            self.changed["rows without a code, so that the name decides"].append(self._sheet.at(row))
        return code

    def _is_on_the_scale(self, row: int, year: int, figures: Mapping[str, str]) -> bool:
        """Whether a row is taken: one of zeros, where the scale begins above, is left out; one with a zero refused."""
        scale = instrument_of(year)
        values = {name: read_figure(text).value for name, text in figures.items() if text and name != "predikat"}
        zeros = {name for name, value in values.items() if value == 0} if scale and scale.level_min > 0 else set()
        if zeros and zeros == values.keys():
            self.left_out[f"rows of 0, where the scale of {year} begins above"].append(self._sheet.at(row))
            return False
        for column in (column for column in self._table.measures if column.field in zeros):
            problem = (
                f"{figures[column.field]!r} under {column.heading!r} is no score: the scale of {year} begins above 0"
            )
            self._refuse(
                problem, "compare it with the document; leave the cell blank where there is none.", row, column
            )
        return True

    def _figure(self, row: int, column: TypedColumn) -> str:
        typed = self._text(row, column.index + 1)
        if says_nothing(typed):
            return ""
        if column.field == "predikat":
            grade = grade_of(typed)
            if grade is None:
                problem = f"{typed[:80]!r} is none of the grades {', '.join(PREDIKAT)}"
                self._refuse(problem, "write it as published.", row, column)
            return grade
        text = figure_text(typed)
        if text != typed:
            place = self._sheet.at(row, column.index + 1)
            self.changed["figures that a program has changed, or with a footnote's mark"].append(
                f"{place} ({typed} as {text})"
            )
        figure = read_figure(text)
        if figure.wrong is not None or (figure.value is not None and figure.value > TOP_OF_SCALE):
            reason = " (the spreadsheet has made a date of it)" if _DAY.match(text) else ""
            reason = " (its decimal mark is lost)" if re.fullmatch(r"[1-5]\d{1,3}", text) else reason
            problem = f"{text[:80]!r} under {column.heading!r} is no figure from 0 to {TOP_OF_SCALE}{reason}"
            self._refuse(problem, "write the figure as published, as 3,52 or 3.52.", row, column)
        return text


def _numbers_columns(written: list[str]) -> bool:
    numbers = [re.fullmatch(r"\(?(\d{1,2})\)?", text) for text in written]
    values = [int(number[1]) for number in numbers if number]
    return len(values) == len(written) > 1 and all(later > before for before, later in pairwise(values))


def _listed(years: set[int]) -> str:
    return " and ".join(map(str, sorted(years)))
