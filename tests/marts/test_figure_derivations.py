"""Declared derivations against the real data: what is copied is equal, and a figure is followed to its page."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from warehouse.derivations import DERIVATIONS
from warehouse.derivations.form import Derivation
from warehouse.tables import TABLES

_METHODS = Path(__file__).resolve().parents[2] / "docs" / "methods.md"
_ONE_ROW = {"same_region_and_year", "same_country_and_edition", "the_target"}


def _is_by_equal_keys(derivation: Derivation) -> bool:
    first = derivation.inputs[0]
    keys = set(TABLES[first.table].key)
    return first.rows in _ONE_ROW and keys <= set(TABLES[derivation.table].column_names)


_COPIES = [one for one in DERIVATIONS if one.type == "copied" and _is_by_equal_keys(one)]


@pytest.mark.parametrize("table", sorted({one.table for one in _COPIES}))
def test_what_is_copied_is_equal_to_its_input(real: duckdb.DuckDBPyConnection, table: str) -> None:
    for one in _COPIES:
        if one.table != table or (one.table, one.figure) == ("mart.domain_profile", "score"):
            continue  # a profile's score comes from a column per measure
        first = one.inputs[0]
        copied, differing = real.execute(
            f"SELECT count(*), count(*) FILTER (m.{one.figure} IS DISTINCT FROM i.{first.figure}) FROM {table} AS m "
            f"INNER JOIN {first.table} AS i USING ({', '.join(TABLES[first.table].key)}) "
            f"WHERE m.{one.figure} IS NOT NULL"
        ).fetchone()  # type: ignore[misc]
        assert copied > 0, one
        assert differing == 0, one


def test_the_example_of_the_methods_leads_to_page_table_and_row(real: duckdb.DuckDBPyConnection) -> None:
    section = _METHODS.read_text(encoding="utf-8").split("## From any figure to its page\n")[1].split("\n## ")[0]
    statements = [one for block in re.findall(r"```sql\n(.*?)```", section, re.DOTALL) for one in block.split(";\n")]
    inputs, places, edge = [real.execute(statement).fetchall() for statement in statements if statement.strip()]
    assert [row[1:5] for row in inputs] == [
        ("mart.region_ranking", "spbe_index", "same_region_and_year", "mart.figure_provenance"),
        ("mart.region_ranking", "predikat", "same_region_and_year", "mart.figure_provenance"),
        ("core.predikat_bands", "lower_inclusive", "the_instrument", "input_row"),
        ("core.predikat_bands", "upper_bound", "the_instrument", "input_row"),
        ("core.predikat_bands", "predikat", "the_instrument", "input_row"),
    ]
    report = ("Laporan Pelaksanaan Evaluasi SPBE 2024", "83", "41", "23")
    assert [(str(row[0]), *row[1:]) for row in places] == [
        ("0.18", "spbe_index", "4,02", *report),
        ("0.18", "predikat", "Sangat Baik", *report),
    ]
    assert [(row[0], str(row[1]), *row[2:]) for row in edge] == [
        ("Memuaskan", "4.20", "Predikat indeks SPBE menurut Peraturan Menteri PANRB Nomor 59 Tahun 2020", "line 2")
    ]
