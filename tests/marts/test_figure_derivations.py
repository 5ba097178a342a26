"""Declared derivations against the real data: what is copied is equal, and a figure is followed to its page."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb

from warehouse.derivations import derivations
from warehouse.tables import TABLES

_METHODS = Path(__file__).resolve().parents[2] / "docs" / "methods.md"
_ONE_ROW = {"same_region_and_year", "same_country_and_edition", "the_target"}


def test_what_is_copied_is_equal_to_its_input(real: duckdb.DuckDBPyConnection) -> None:
    compared = 0
    for one in derivations():
        values = [found for found in one.inputs if found.role == "value"]
        if one.type != "copied" or len(values) != 1 or values[0].rows not in _ONE_ROW:
            continue
        key = TABLES[values[0].table].key
        if not set(key) <= set(TABLES[one.table].column_names):
            continue
        copied, differing = real.execute(
            f"SELECT count(*), count(*) FILTER (m.{one.figure} IS DISTINCT FROM i.{values[0].column}) "
            f"FROM {one.table} AS m INNER JOIN {values[0].table} AS i USING ({', '.join(key)}) "
            f"WHERE m.{one.figure} IS NOT NULL"
        ).fetchone()  # type: ignore[misc]
        assert copied > 0, one
        assert differing == 0, one
        compared += 1
    assert compared > 20


def _statements(text: str) -> list[str]:
    blocks = re.findall(r"```sql\n(.*?)```", text, re.DOTALL)
    return [one for block in blocks for one in block.split(";\n") if one.strip()]


def test_every_query_of_the_methods_answers(real: duckdb.DuckDBPyConnection) -> None:
    statements = _statements(_METHODS.read_text(encoding="utf-8"))
    assert len(statements) > 15
    assert [statement for statement in statements if not real.execute(statement).fetchall()] == []


def test_the_example_of_the_methods_leads_to_page_table_and_row(real: duckdb.DuckDBPyConnection) -> None:
    section = _METHODS.read_text(encoding="utf-8").split("## From any figure to its page\n")[1].split("\n## ")[0]
    inputs, places, edge = [real.execute(statement).fetchall() for statement in _statements(section)]
    assert [row[1:5] for row in inputs] == [
        ("core.predikat_bands", "lower_inclusive", "the_instrument", "input_row"),
        ("core.predikat_bands", "upper_bound", "the_instrument", "input_row"),
        ("mart.region_ranking", "spbe_index", "same_region_and_year", "mart.figure_provenance"),
    ]
    assert [(str(row[0]), *row[1:]) for row in places] == [
        ("0.18", "spbe_index", "4,02", "Laporan Pelaksanaan Evaluasi SPBE 2024", "83", "41", "23")
    ]
    assert [(row[0], str(row[1]), *row[2:]) for row in edge] == [
        ("Memuaskan", "4.20", "Predikat indeks SPBE menurut Peraturan Menteri PANRB Nomor 59 Tahun 2020", "line 2")
    ]
