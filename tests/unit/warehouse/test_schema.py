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


def test_every_table_is_stored_as_declared(declared):
    for table in TABLES.values():
        assert schema.drift(declared, table) == []
        assert schema.stored_columns(declared, table) == [(column.name, column.type) for column in table.columns]


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


def test_the_comment_of_a_column_of_codes_lists_them(declared):
    (comment,) = declared.execute(
        "SELECT comment FROM duckdb_columns() WHERE table_name = 'region_ranking' AND column_name = 'status'"
    ).fetchone()
    assert "not_evaluated (tidak dievaluasi)" in comment
    assert "not_evaluated (not evaluated)" in comment


def test_a_quote_in_a_comment_does_not_end_it(connection, scores):
    title = schema.Text("angka 'resmi'", "the 'official' figure")
    table = type(scores)("core", "quotes", title, title, scores.key, scores.columns)
    schema.create(connection, table)
    schema.write_comments(connection, table)
    (comment,) = connection.execute("SELECT comment FROM duckdb_tables() WHERE table_name = 'quotes'").fetchone()
    assert "angka 'resmi' | the 'official' figure" in comment


@pytest.mark.parametrize(
    "row",
    [(2024, "33.71", 3.5, None, ""), (None, "33.71", 3.5, "Baik", ""), (2024, None, 3.5, "Baik", "")],
    ids=["required", "key year", "key code"],
)
def test_a_missing_value_is_refused_where_it_is_promised(connection, scores, row):
    schema.create(connection, scores)
    with pytest.raises(duckdb.ConstraintException, match="NOT NULL"):
        connection.execute("INSERT INTO core.scores VALUES (?, ?, ?, ?, ?)", list(row))


def test_a_second_row_of_one_key_is_refused(connection, scores):
    schema.create(connection, scores)
    connection.execute("INSERT INTO core.scores VALUES (2024, '33.71', 3.5, 'Baik', NULL)")
    with pytest.raises(duckdb.ConstraintException, match=r"33\.71"):
        connection.execute("INSERT INTO core.scores VALUES (2024, '33.71', 4, 'Baik', NULL)")


def test_creating_a_table_anew_empties_it(connection, scores):
    schema.create(connection, scores)
    connection.execute("INSERT INTO core.scores VALUES (2024, '33.71', 3.5, 'Baik', NULL)")
    schema.create(connection, scores)
    assert connection.execute("SELECT count(*) FROM core.scores").fetchone() == (0,)


def test_a_table_that_is_not_stored_has_drifted_and_does_not_exist(connection, scores):
    assert schema.drift(connection, scores) == [schema.NOT_STORED]
    assert scores.full_name not in schema.stored_tables(connection)
    schema.create(connection, scores)
    assert scores.full_name in schema.stored_tables(connection)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("ALTER TABLE core.scores DROP COLUMN note", ["note is declared but not stored"]),
        ("ALTER TABLE core.scores ADD COLUMN more DATE", ["more is stored but not declared"]),
        ("ALTER TABLE core.scores ALTER note TYPE INTEGER", ["note is INTEGER, declared VARCHAR"]),
        (
            "ALTER TABLE core.scores RENAME COLUMN note TO remark",
            ["note is declared but not stored", "remark is stored but not declared"],
        ),
    ],
    ids=["lost", "added", "retyped", "renamed"],
)
def test_drift_is_told_in_words(connection, scores, change, told):
    schema.create(connection, scores)
    connection.execute(change)
    assert schema.drift(connection, scores) == told


def test_columns_in_another_order_are_drift(connection, scores):
    connection.execute("CREATE SCHEMA core")
    connection.execute(
        "CREATE TABLE core.scores (year INTEGER, code VARCHAR, score DECIMAL(4,2), note VARCHAR, grade VARCHAR)"
    )
    assert schema.drift(connection, scores) == ["the columns are stored in another order"]


@pytest.mark.parametrize("name", ["a b", 'a"b', "a'b", "select", "Kota"])
def test_any_column_name_can_be_quoted(connection, name):
    connection.execute(f"CREATE TABLE t ({quoted(name)} INTEGER)")
    assert connection.execute("DESCRIBE t").fetchall()[0][0] == name
