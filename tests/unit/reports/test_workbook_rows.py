"""Rows that are written as text are the cells that were given."""

from __future__ import annotations

import io
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter import Workbook

from reports.workbook.rows_sheet import RowsSheet, rows_as_text

# Excel and openpyxl read _x0041_ as A, and no text of ours holds such a thing.
TEXTS = st.text(st.characters(exclude_categories=("C", "Zl", "Zp"), exclude_characters="_"), min_size=1, max_size=20)
NUMBERS = st.decimals(-9999, 9999, places=4, allow_nan=False) | st.integers(-(10**9), 10**9)
CELLS = st.none() | TEXTS | NUMBERS


def _book(rows: list[list[object]], wrapped: dict[int, int]) -> openpyxl.Workbook:
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        page = book.add_worksheet("Data", RowsSheet)
        page.write_string(0, 0, "Judul")
        heads = [{"header": name} for name in "ABC"]
        page.add_rows(2, heads, rows_as_text(rows, [0, 0, 0], wrapped), "Tabel")
    return openpyxl.load_workbook(file)


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=5))
def test_rows_are_read_back_as_they_were_given(rows):
    page = _book(rows, {1: 10})["Data"]
    assert page.tables["Tabel"].ref == f"A3:C{3 + len(rows)}"
    read = [[cell.value for cell in row] for row in page.iter_rows(min_row=4, max_col=3, max_row=3 + len(rows))]
    assert read == [[float(value) if isinstance(value, Decimal) else value for value in row] for row in rows]


def test_a_code_stays_text_and_a_long_text_gets_the_height_of_its_lines():
    page = _book([["33.10", "x" * 35, 1], ["=A1", " dua ", 2]], {1: 10})["Data"]
    assert [page["A4"].value, page["A4"].data_type, page["A5"].data_type] == ["33.10", "s", "s"]
    assert page["B5"].value == " dua "
    assert page.row_dimensions[4].height == 60
    assert page.row_dimensions[5].height is None


@pytest.mark.parametrize("text", ["a\0b", "a\x1fb", "a\uffffb"])
def test_a_character_that_no_workbook_can_hold_is_refused_with_its_row(text):
    with pytest.raises(ValueError, match="Kota Malang"):
        rows_as_text([["Kota Malang", text]], [0, 0])
