"""Answers to planners' questions at the terminal, as table, CSV, JSON or Markdown."""

from __future__ import annotations

import csv
import io
import json
import math
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Literal

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table as TerminalTable

from reports.csv_cells import guarded
from reports.markdown import markdown_table
from reports.planner import read_views
from warehouse.connection import Connection, SqlError
from warehouse.spec import Language
from warehouse.words.catalogue import format_value, render

AnswerFormat = Literal["table", "csv", "json", "md"]

#: Up to so many rows stand side by side, each a column, where a table of them would be too wide.
_SIDE_BY_SIDE = 3
_GAP = 2
#: A column of sentences is at least so wide.
_WRAPPED = 30
#: Rows are taken from DuckDB so many at a time, so that a query whose time is over ends.
_BATCH = 100


class AnswerTooLarge(RuntimeError):
    """An answer holds more than it may."""


@dataclass(frozen=True)
class Answer:
    """The rows of one query.

    Args:
        columns: their names.
        rows: their values; DECIMAL stays decimal.Decimal.
    """

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


def ask(
    connection: Connection,
    query: str,
    parameters: Sequence[object] = (),
    *,
    seconds: float | None = None,
    characters: int | None = None,
) -> Answer:
    """Run one query on a release.

    Args:
        connection: the release.
        query: SQL, with a ``?`` for each parameter.
        parameters: what stands for them.
        seconds: after which it is interrupted, or None.
        characters: that its values may have written out, each counted with one more, or None. DuckDB's own bound of
            memory does not hold for rows that have left it.

    Raises:
        AnswerTooLarge: it holds more.
        SqlError: what DuckDB, or a planners' macro, says of the query.
        TimeoutError: it took longer than that.
    """
    over = threading.Event()

    def stop() -> None:
        over.set()
        connection.interrupt()

    timer = threading.Timer(seconds, stop) if seconds is not None else None
    if timer is not None:
        timer.start()
    try:
        result = connection.execute(query, list(parameters))
        columns = tuple(column[0] for column in result.description or ())
        rows: list[tuple[Any, ...]] = []
        held = 0
        while batch := result.fetchmany(_BATCH):
            rows += batch
            if over.is_set():
                raise TimeoutError(f"the query took longer than {seconds} seconds")
            if characters is not None:
                held += sum(len(str(value)) + 1 for row in batch for value in row)
                if held > characters:
                    raise AnswerTooLarge(f"the answer has more than {characters} characters")
        return Answer(columns, rows)
    except SqlError as problem:
        if over.is_set():
            raise TimeoutError(f"the query took longer than {seconds} seconds") from problem
        raise
    finally:
        if timer is not None:
            timer.cancel()


def print_answer(answer: Answer, form: AnswerFormat, language: Language, console: Console) -> None:
    """Print an answer.

    A table shows as many of the leading columns as the terminal is wide, and says how many more there are; few rows
    stand side by side with all their columns; what is empty in every row is left out. The other formats hold every
    column, numbers as numbers.
    """
    if form == "table":
        _print_table(answer, language, console)
    else:
        console.out(_WRITERS[form](answer), end="", highlight=False)


def _as_csv(answer: Answer) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(answer.columns)
    writer.writerows(map(guarded, row) for row in answer.rows)
    return out.getvalue()


def _as_json(answer: Answer) -> str:
    return json.dumps(plain_records(answer), ensure_ascii=False, indent=2) + "\n"


def plain_records(answer: Answer) -> list[dict[str, object]]:
    """The rows by column, in the types that JSON has."""
    return [dict(zip(answer.columns, map(_plain, row), strict=True)) for row in answer.rows]


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None  # JSON has no such numbers
    return value if isinstance(value, str | int | float | bool | list | None) else str(value)


def as_markdown(answer: Answer) -> str:
    """The rows as a table in Markdown."""
    return markdown_table(answer.columns, answer.rows)


_WRITERS = {"csv": _as_csv, "json": _as_json, "md": as_markdown}


def _print_table(answer: Answer, language: Language, console: Console) -> None:
    if not answer.rows:
        console.print(render("terminal", "no_rows", {}, language))
        return
    forms = _forms(language)
    columns = [
        _Column(name, [_shown(value, forms.get(name), language) for value in values], _is_number(values))
        for name, *values in zip(answer.columns, *answer.rows, strict=True)
    ]
    columns = [column for column in columns if set(column.cells) != {_EMPTY}]
    if len(answer.rows) <= _SIDE_BY_SIDE and _fitting(columns, console.width) < len(columns):
        _print_side_by_side(columns, console)
        return
    # What every row shares is said once, above.
    shared = [column for column in columns if len(answer.rows) > 1 and len(set(column.cells)) == 1]
    if shared:
        console.print("; ".join(f"{column.heading}: {column.cells[0]}" for column in shared), style="bold")
    columns = [column for column in columns if column not in shared]
    fitting = _fitting(columns, console.width)
    table = _bare_table(show_header=True)
    for column, width in zip(columns, _widths(columns[:fitting], console.width), strict=False):
        justify: Literal["left", "right"] = "right" if column.is_number else "left"
        table.add_column(column.heading, justify=justify, max_width=width, overflow="fold")
    for row in zip(*(column.cells for column in columns[:fitting]), strict=True):
        table.add_row(*row)
    console.print(table)
    if left := len(columns) - fitting:
        console.print(render("terminal", "further_columns", {"left": left}, language), style="dim")


@dataclass(frozen=True)
class _Column:
    """A column as text."""

    name: str
    cells: list[str]
    is_number: bool

    @property
    def heading(self) -> str:
        return self.name.replace("_", " ")

    @property
    def least(self) -> int:
        """What it takes at least, so that sentences and headings wrap well and no word is broken."""
        word = max(cell_len(word) for text in (self.heading, *self.cells) for word in (text.split() or [""]))
        return max(min(max(map(cell_len, self.cells)), _WRAPPED), word)

    @property
    def most(self) -> int:
        """What it takes where nothing wraps."""
        return max(map(cell_len, (self.heading, *self.cells)))


def _print_side_by_side(columns: list[_Column], console: Console) -> None:
    """One line per column, one column per row."""
    table = _bare_table(show_header=False)
    table.add_column(style="dim", no_wrap=True)
    for column in columns:
        table.add_row(column.heading, *column.cells)
    console.print(table)


def _fitting(columns: list[_Column], width: int) -> int:
    """How many of the leading columns fit; at least one."""
    total = -_GAP
    for at, column in enumerate(columns):
        total += column.least + _GAP
        if total > width:
            return max(at, 1)
    return len(columns)


def _widths(columns: list[_Column], width: int) -> list[int]:
    """The widths of columns that fit: at least what each needs, and what is left over to the first that would wrap."""
    widths = [column.least for column in columns]
    left = width - sum(widths) - _GAP * (len(columns) - 1)
    for at, column in enumerate(columns):
        more = min(column.most - widths[at], max(left, 0))
        widths[at] += more
        left -= more
    return widths


def _is_number(values: Sequence[object]) -> bool:
    return all(isinstance(value, int | Decimal | None) for value in values)


def _bare_table(*, show_header: bool) -> TerminalTable:
    return TerminalTable(box=None, show_header=show_header, pad_edge=False, padding=(0, _GAP, 0, 0))


_EMPTY = "-"


def _shown(value: object, form: str | None, language: Language) -> str:
    if value is None:
        return _EMPTY
    if isinstance(value, bool):
        return render("terminal", "yes" if value else "no", {}, language)
    if isinstance(value, Decimal):
        return format_value(value, form or "index", language)
    if isinstance(value, date):
        return format_value(value, "date", language)
    return format_value(value, form, language)


@cache
def _forms(language: Language) -> Mapping[str, str | None]:
    """How the numbers of each planners' column are shown, by its name."""
    return {
        column.names.in_language(language): column.form for view in read_views().values() for column in view.columns
    }
