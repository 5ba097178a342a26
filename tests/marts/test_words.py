"""Codes of the real data: each is in its list, and its sentence can be said of every kind of row that holds it."""

from __future__ import annotations

import duckdb

from warehouse.tables import PUBLISHED
from warehouse.words.catalogue import read_catalogue, render


def render_every_code(connection: duckdb.DuckDBPyConnection) -> int:
    """Render each code of the published tables, in both languages, from a row of every kind that holds it."""
    rendered = 0
    for table in PUBLISHED:
        for column in (column for column in table.columns if column.codes is not None):
            # One row for each code and each set of figures that are there.
            needed = {name for words in read_catalogue().lists[column.codes].values() for name in words.placeholders()}
            present = ", ".join([column.name, *(f"{name} IS NULL" for name in sorted(needed))])
            found = connection.execute(
                f"SELECT * FROM {table.full_name} WHERE {column.name} IS NOT NULL "
                f"QUALIFY row_number() OVER (PARTITION BY {present}) = 1"
            )
            names = [described[0] for described in found.description]
            for values in found.fetchall():
                row = dict(zip(names, values, strict=True))
                for language in ("id", "en"):
                    assert render(column.codes, row[column.name], row, language), (table.full_name, column.name)
                rendered += 1
    return rendered


def test_every_code_is_in_its_list_and_is_rendered_from_its_own_row(real) -> None:
    assert render_every_code(real) > 300


def test_no_cell_of_a_published_table_holds_two_languages(real):
    # A printed row is its printed cells, apart by bars.
    columns = [
        (table, c.name) for table in PUBLISHED for c in table.columns if c.type == "VARCHAR" and c.name != "printed_row"
    ]
    found = [
        f"{table.full_name}.{name}"
        for table, name in columns
        if real.execute(f"SELECT 1 FROM {table.full_name} WHERE {name} LIKE '% | %' LIMIT 1").fetchone()
    ]
    assert len(columns) > 300
    assert found == []
