"""The planners' views as CSV, twice: for programs, and for Excel as it is set up in Indonesia.

``csv/`` is UTF-8 with comma and decimal point; a text that would be a formula has an apostrophe before it.
``csv-excel/`` opens by a double click where Windows is set to Indonesian: byte order mark, semicolon, decimal comma,
and text that Excel would take for a number, a time (11.01), a date or a formula as the formula ``="11.01"``, the one
form in which it stays text without a question asked.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow.csv import WriteOptions, write_csv

from reports.csv_cells import FORMULA, GUARD
from reports.planner import PlannerView, read_views
from warehouse.connection import Connection, quoted
from warehouse.releases import ReleaseFacts
from warehouse.writer import arrow_type

PLAIN, EXCEL = "csv", "csv-excel"
#: Half of all bytes, for a question that is asked of one figure at a time: the database and Parquet answer it.
LEFT_OUT = frozenset({"asal_angka"})
#: What Excel may take for something else than text: what does not begin with a letter, and months, Rupiah and truth.
_MISREAD = (
    r"^([^\pL]|(?i:jan|feb|mar|apr|mei|may|jun|jul|agu|ags|aug|sep|okt|oct|nov|nop|des|dec)[a-z]*[\s.,/-]*[0-9]"
    r"|(?i:rp)[\s.]*[0-9]|(?i:true|false)\s*$)"
)
#: A text inside an Excel formula is at most this long.
_LONGEST_TEXT = 255
_BYTE_ORDER_MARK = "\ufeff".encode()


def csv_views() -> dict[str, PlannerView]:
    """The views that are written, by their Indonesian name."""
    return {name: view for name, view in read_views().items() if name not in LEFT_OUT}


def write_csv_files(database: Connection, folder: Path, facts: ReleaseFacts) -> None:
    """``csv/<view>.csv`` and ``csv-excel/<view>.csv`` in the order of the view.

    Args:
        database: a release, with its views in the search path.
        folder: the release's folder.
        facts: not needed: the files carry figures only.
    """
    for name in (PLAIN, EXCEL):
        (folder / name).mkdir()
    for name, view in csv_views().items():
        rows = database.sql(f"FROM {quoted(view.full_name('id'))}").to_arrow_table()
        rows = rows.cast(pa.schema([(column.names.id, arrow_type(column.type)) for column in view.columns]))
        write_plain(rows, folder / PLAIN / f"{name}.csv")
        write_for_excel(rows, folder / EXCEL / f"{name}.csv")


def write_plain(rows: pa.Table, file: Path) -> None:
    """The rows as UTF-8 with comma and point; text in quotes, a NULL is nothing, no text a formula."""
    cells = [
        pc.replace_substring_regex(column, FORMULA, rf"{GUARD}\1") if pa.types.is_string(column.type) else column
        for column in rows.columns
    ]
    write_csv(pa.table(cells, names=rows.column_names), file)


def write_for_excel(rows: pa.Table, file: Path) -> None:
    """The rows as Excel in Indonesian opens them by a double click."""
    cells = pa.table([in_excel(column) for column in rows.columns], names=rows.column_names)
    with file.open("wb") as stream:
        stream.write(_BYTE_ORDER_MARK)
        write_csv(cells, stream, WriteOptions(delimiter=";"))


def in_excel(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column's values as Excel in Indonesian reads them: text where notation matters, else as they are."""
    if pa.types.is_decimal(values.type):
        return pc.replace_substring(values.cast(pa.string()), ".", ",")
    if pa.types.is_boolean(values.type):
        return pc.if_else(values, "ya", "tidak")
    if not pa.types.is_string(values.type):
        return values
    text = pc.replace_substring(values, '"', '""')
    if (pc.max(pc.utf8_length(values)).as_py() or 0) > _LONGEST_TEXT:
        text = pc.replace_substring_regex(text, f'((?:""|[^"]){{{_LONGEST_TEXT}}})', r'\1"&"')
    formula = pc.binary_join_element_wise('="', text, '"', "")
    return pc.if_else(pc.match_substring_regex(values, _MISREAD), formula, values)
