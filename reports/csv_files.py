"""The planners' views as CSV, twice: for programs, and for Excel as it is set up in Indonesia.

``csv/`` is UTF-8 with comma and decimal point. ``csv-excel/`` opens by a double click where Windows is set to
Indonesian: byte order mark, semicolon, decimal comma, and text that Excel would take for a number, a time (11.01), a
date or a formula as the formula ``="11.01"``, the one form in which it stays text without a question asked.
"""

from __future__ import annotations

from pathlib import Path

from reports.planner import PlannerView, read_views
from warehouse.connection import Connection, literal, quoted
from warehouse.publish import ReleaseFacts

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
_BYTE_ORDER_MARK = "\ufeff"


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
        # Once for both; a table keeps the order in which the view gives its rows.
        database.execute(f"CREATE OR REPLACE TEMP TABLE csv_rows AS FROM {quoted(view.full_name('id'))}")
        copy_csv(database, "FROM csv_rows", folder / PLAIN / f"{name}.csv", ",")
        first, *others = [column.names.id for column in view.columns]
        heads = [_BYTE_ORDER_MARK + first, *others]
        cells = [
            f"{excel_sql(column.names.id, column.type)} AS {quoted(head)}"
            for column, head in zip(view.columns, heads, strict=True)
        ]
        copy_csv(database, f"SELECT {', '.join(cells)} FROM csv_rows", folder / EXCEL / f"{name}.csv", ";")
    database.execute("DROP TABLE csv_rows")


def copy_csv(database: Connection, select: str, file: Path, delimiter: str) -> None:
    """The rows of a query as a CSV file: UTF-8, with a header, quotes where needed, nothing where NULL."""
    database.execute(f"COPY ({select}) TO {literal(str(file))} (FORMAT csv, HEADER, DELIMITER {literal(delimiter)})")


def excel_sql(name: str, duckdb_type: str) -> str:
    """SQL for a column's cell as Excel in Indonesian reads it."""
    value = quoted(name)
    if duckdb_type.startswith("DECIMAL"):
        return f"replace({value}::VARCHAR, '.', ',')"
    if duckdb_type == "BOOLEAN":
        return f"CASE WHEN {value} THEN 'ya' WHEN NOT {value} THEN 'tidak' END"
    if duckdb_type == "VARCHAR":
        text = f"""replace({value}, '"', '""')"""
        pieces = f"""regexp_replace({text}, '((?:""|[^"]){{{_LONGEST_TEXT}}})', '\\1"&"', 'g')"""
        return (
            f"CASE WHEN NOT regexp_matches({value}, {literal(_MISREAD)}) THEN {value} ELSE "
            f"""'="' || CASE WHEN length({value}) <= {_LONGEST_TEXT} THEN {text} ELSE {pieces} END || '"' END"""
        )
    return value
