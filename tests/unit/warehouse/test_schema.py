"""Every declared table as DuckDB stores it: types, keys, NOT NULL, comments; and drift told in words."""

import duckdb
import pytest

from warehouse import schema
from warehouse.connection import open_working, quoted
from warehouse.tables import PUBLISHED, TABLES


@pytest.fixture(scope="module")
def declared(tmp_path_factory):
    """All tables, empty, with their comments."""
    with open_working(tmp_path_factory.mktemp("declared") / "spbe.duckdb") as connection:
        connection.execute("BEGIN")
        for table in TABLES.values():
            schema.create(connection, table)
            schema.write_comments(connection, table)
        connection.execute("COMMIT")
        yield connection


def test_every_key_is_a_primary_key_and_null_is_refused_in_exactly_the_required_columns(declared):
    keys = declared.execute(
        "SELECT schema_name || '.' || table_name, constraint_column_names FROM duckdb_constraints() "
        "WHERE constraint_type = 'PRIMARY KEY'"
    ).fetchall()
    assert dict(keys) == {name: list(table.key) for name, table in TABLES.items()}
    required = declared.execute(
        "SELECT schema_name || '.' || table_name, list(column_name ORDER BY column_index) FROM duckdb_columns() "
        "WHERE NOT is_nullable AND schema_name IN ('raw', 'core', 'mart', 'audit') GROUP BY ALL"
    ).fetchall()
    assert dict(required) == {name: list(table.required_columns) for name, table in TABLES.items()}


def test_every_published_table_and_column_says_what_it_is_in_both_languages(declared):
    tables = dict(declared.execute("SELECT schema_name || '.' || table_name, comment FROM duckdb_tables()").fetchall())
    columns = {
        (name, column): comment
        for name, column, comment in declared.execute(
            "SELECT schema_name || '.' || table_name, column_name, comment FROM duckdb_columns()"
        ).fetchall()
    }
    for table in PUBLISHED:
        texts = (table.title, table.grain, *table.warnings)
        assert [t for t in texts if t.id not in tables[table.full_name] or t.en not in tables[table.full_name]] == []
        for column in table.columns:
            comment = columns[table.full_name, column.name]
            assert comment.startswith(column.text.id)
            assert f" | {column.text.en}" in comment
            assert column.unit is None or comment.endswith(f" [{column.unit}]")
    status = columns["mart.region_ranking", "status"]
    assert "not_evaluated (tidak dievaluasi)" in status, "a column of codes lists them"
    assert "not_evaluated (not evaluated)" in status


def test_a_row_that_breaks_a_promise_is_refused_and_a_table_created_anew_is_empty(connection, scores):
    schema.create(connection, scores)
    insert = "INSERT INTO core.scores VALUES (?, ?, ?, ?, '')"
    connection.execute(insert, [2024, "33.71", 3.5, "Baik"])
    for row, problem in (
        ([2025, "33.71", 3.5, None], "NOT NULL"),
        ([None, "33.71", 3.5, "Baik"], "NOT NULL"),
        ([2025, None, 3.5, "Baik"], "NOT NULL"),
        ([2024, "33.71", 4, "Baik"], r"33\.71"),
    ):
        with pytest.raises(duckdb.ConstraintException, match=problem):
            connection.execute(insert, row)
    schema.create(connection, scores)
    assert connection.execute("SELECT count(*) FROM core.scores").fetchone() == (0,)


_DRIFT = {
    "DROP TABLE core.scores": [schema.NOT_STORED],
    "ALTER TABLE core.scores DROP COLUMN note": ["note is declared but not stored"],
    "ALTER TABLE core.scores ADD COLUMN more DATE": ["more is stored but not declared"],
    "ALTER TABLE core.scores ALTER note TYPE INTEGER": ["note is INTEGER, declared VARCHAR"],
    "ALTER TABLE core.scores RENAME COLUMN note TO remark": [
        "note is declared but not stored", "remark is stored but not declared",
    ],
    "CREATE OR REPLACE TABLE core.scores AS SELECT year, code, score, note, grade FROM core.scores": [
        "the columns are stored in another order"
    ],
}  # fmt: skip


def test_drift_is_told_in_words(connection, scores):
    for change, told in _DRIFT.items():
        schema.create(connection, scores)
        assert scores.full_name in schema.stored_tables(connection)
        connection.execute(change)
        assert schema.drift(connection, scores) == told
        assert (scores.full_name in schema.stored_tables(connection)) == (told != [schema.NOT_STORED])


def test_any_column_name_can_be_quoted(connection):
    names = ["a b", 'a"b', "a'b", "select", "Kota"]
    connection.execute(f"CREATE TABLE t ({', '.join(f'{quoted(name)} INTEGER' for name in names)})")
    assert [row[0] for row in connection.execute("DESCRIBE t").fetchall()] == names
