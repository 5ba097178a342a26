"""A cell of a CSV file comes back as it was: to a program, and to Excel as it is set up in Indonesia."""

from __future__ import annotations

import csv
import re
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.csv_cells import guarded
from reports.csv_files import in_excel, write_for_excel, write_plain

_TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t")) | st.text(
    '="+-@0123456789.,:/ \nJanuariMeTRUE', min_size=240, max_size=800
)


def _in_excel(value: object, arrow_type: pa.DataType | None = None) -> object:
    return in_excel(pa.chunked_array([[value]], type=arrow_type or pa.string()))[0].as_py()


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
def test_excel_shows_every_text_as_it_is_and_takes_none_for_a_formula_or_number(text):
    cell = _in_excel(text)
    assert _as_excel_shows(cell) == text
    # What is no formula of ours begins with a letter, so it is neither a number nor a formula.
    assert cell[:1] in {"", "="} or cell[0].isalpha()


@pytest.mark.parametrize(
    "text",
    ["33.71", "3510", "11.01", "1/2", "2024-01-02", "Mei 2024", "JAN-24", "Rp 5", "(5)", ",60", "-", "=1+1", "@SUM(A1)",
     " 7", "5%", "true", "\t3"],
)  # fmt: skip
def test_what_excel_would_take_for_something_else_is_a_formula(text):
    assert _in_excel(text) == f'="{text}"'


@pytest.mark.parametrize(
    "text", ["Kota Magelang", "Mei", "Maret lalu", "Rupiah", "Benar", "true north", 'kata "kunci"']
)
def test_plain_words_stay_plain(text):
    assert _in_excel(text) == text


@pytest.mark.parametrize(
    ("value", "arrow_type", "cell"),
    [
        (Decimal("3.69"), pa.decimal128(4, 2), "3,69"), (Decimal("-0.00450"), pa.decimal128(7, 5), "-0,00450"),
        (1234567, pa.int32(), 1234567), (True, pa.bool_(), "ya"), (False, pa.bool_(), "tidak"),
        (date(2025, 1, 31), pa.date32(), date(2025, 1, 31)),
        *((None, kind, None) for kind in (pa.string(), pa.decimal128(4, 2), pa.bool_(), pa.date32())),
    ],
)  # fmt: skip
def test_other_cells_are_in_indonesian_notation(value, arrow_type, cell):
    assert _in_excel(value, arrow_type) == cell


def _without_guard(cell: str) -> str:
    """A text that would be a formula, without the apostrophe before it."""
    return cell[1:] if cell[:1] == "'" and guarded(cell[1:]) == cell else cell


@given(rows=st.lists(st.tuples(_TEXTS, st.decimals(-99, 99, places=2), st.integers(0, 9999)), min_size=1, max_size=5))
def test_a_file_of_either_kind_is_read_back_as_it_was_written(tmp_path_factory, rows):
    file = tmp_path_factory.getbasetemp() / "cells.csv"
    names = ["teks", "angka", "jumlah"]
    columns = zip(zip(*rows, strict=True), (pa.string(), pa.decimal128(4, 2), pa.int32()), strict=True)
    table = pa.table([pa.array(values, kind) for values, kind in columns], names=names)
    for write, encoding, delimiter in ((write_plain, "utf-8", ","), (write_for_excel, "utf-8-sig", ";")):
        write(table, file)
        with file.open(encoding=encoding, newline="") as stream:
            header, *found = csv.reader(stream, delimiter=delimiter)
        assert header == names
        assert [
            (
                _as_excel_shows(text) if delimiter == ";" else _without_guard(text),
                Decimal(number.replace(",", ".")),
                int(count),
            )
            for text, number, count in found
        ] == rows
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
