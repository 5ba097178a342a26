"""A cell of a CSV file comes back as it was: to a program, and to Excel as it is set up in Indonesia."""

from __future__ import annotations

import csv
import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.csv_files import copy_csv, excel_sql
from warehouse.connection import open_working

_TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t")) | st.text(
    '="+-@0123456789.,:/ \nJanuariMeTRUE', min_size=240, max_size=800
)


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    with open_working(tmp_path_factory.mktemp("csv") / "spbe.duckdb") as opened:
        yield opened


def _in_excel(database, value: object, duckdb_type: str) -> object:
    query = f"SELECT {excel_sql('cell', duckdb_type)} FROM (SELECT ?::{duckdb_type} AS cell)"
    return database.execute(query, [value]).fetchone()[0]


def _as_excel_shows(cell: str) -> str:
    """A text, or the value of a formula that joins literal texts of no more than 255 characters."""
    if not cell.startswith("="):
        return cell
    literal = r'"((?:""|[^"])*)"'
    assert re.fullmatch(f"={literal}(?:&{literal})*", cell), cell
    pieces = [piece.replace('""', '"') for piece in re.findall(literal, cell)]
    assert max(map(len, pieces)) <= 255
    return "".join(pieces)


@given(text=_TEXTS)
def test_excel_shows_every_text_as_it_is_and_takes_none_for_a_formula_or_number(database, text):
    cell = _in_excel(database, text, "VARCHAR")
    assert _as_excel_shows(cell) == text
    # What is no formula of ours begins with a letter, so it is neither a number nor a formula.
    assert cell[:1] in {"", "="} or cell[0].isalpha()


@pytest.mark.parametrize(
    "text",
    ["33.71", "3510", "11.01", "1/2", "2024-01-02", "Mei 2024", "JAN-24", "Rp 5", "(5)", ",60", "-", "=1+1", "@SUM(A1)",
     " 7", "5%", "true", "\t3"],
)  # fmt: skip
def test_what_excel_would_take_for_something_else_is_a_formula(database, text):
    assert _in_excel(database, text, "VARCHAR") == f'="{text}"'


@pytest.mark.parametrize(
    "text", ["Kota Magelang", "Mei", "Maret lalu", "Rupiah", "Benar", "true north", 'kata "kunci"']
)
def test_plain_words_stay_plain(database, text):
    assert _in_excel(database, text, "VARCHAR") == text


@pytest.mark.parametrize(
    ("value", "duckdb_type", "cell"),
    [
        (Decimal("3.69"), "DECIMAL(4,2)", "3,69"), (Decimal("-0.00450"), "DECIMAL(7,5)", "-0,00450"),
        (1234567, "INTEGER", 1234567), (True, "BOOLEAN", "ya"), (False, "BOOLEAN", "tidak"),
        (date(2025, 1, 31), "DATE", date(2025, 1, 31)),
        *((None, kind, None) for kind in ("VARCHAR", "DECIMAL(4,2)", "BOOLEAN", "DATE")),
    ],
)  # fmt: skip
def test_other_cells_are_in_indonesian_notation(database, value, duckdb_type, cell):
    assert _in_excel(database, value, duckdb_type) == cell


@given(rows=st.lists(st.tuples(_TEXTS, st.decimals(-99, 99, places=2), st.integers(0, 9999)), min_size=1, max_size=5))
def test_a_plain_file_is_read_back_as_it_was_written(database, tmp_path_factory, rows):
    file = tmp_path_factory.getbasetemp() / "cells.csv"
    database.execute("CREATE OR REPLACE TABLE cells (teks VARCHAR, angka DECIMAL(4,2), jumlah INTEGER)")
    database.executemany("INSERT INTO cells VALUES (?, ?, ?)", rows)
    for delimiter in ",;":
        copy_csv(database, "FROM cells", file, delimiter)
        with file.open(encoding="utf-8", newline="") as stream:
            header, *found = csv.reader(stream, delimiter=delimiter)
        assert header == ["teks", "angka", "jumlah"]
        assert [(text, Decimal(number), int(count)) for text, number, count in found] == rows
