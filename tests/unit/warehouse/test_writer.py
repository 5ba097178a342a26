"""Writing tables: what is refused, what stays when a write fails, and that names decide, not positions."""

from datetime import date
from decimal import Decimal

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse import schema, writer
from warehouse.spec import Column, Table, Text
from warehouse.writer import SpecMismatch

_TEXT = Text("teks", "text")
_YEARS = st.integers(2021, 2025)
_CODES = st.sampled_from(["33.08", "33.71", "36.71", "73.71"])


def _one_column(type_):
    return Table("core", "things", _TEXT, _TEXT, ("a",), (Column("a", type_, _TEXT),))


def _rows(connection, table="core.scores"):
    return connection.execute(f"SELECT * FROM {table} ORDER BY ALL").fetchall()


# --- records as an Arrow table --------------------------------------------------------------------------


def test_a_record_without_a_declared_column_is_refused_by_its_name(scores, score):
    record = score(2024, "33.71")
    del record["note"]
    with pytest.raises(SpecMismatch, match=r"core\.scores.*lacks \['note'\] and has undeclared \[\]"):
        writer.arrow_table(scores, [score(2024, "33.08"), record])


def test_a_record_with_an_undeclared_column_is_refused_by_its_name(scores, score):
    with pytest.raises(SpecMismatch, match=r"lacks \[\] and has undeclared \['extra'\].*33\.71"):
        writer.arrow_table(scores, [{**score(2024, "33.71"), "extra": 1}])


@pytest.mark.parametrize(
    ("column", "misfit"),
    [
        ("score", Decimal("3.525")),
        ("score", Decimal("123.45")),
        ("score", "tiga"),
        ("year", "2024"),
        ("year", 2**31),
        ("grade", 4),
    ],
    ids=["too exact", "too large", "text for a decimal", "text for a number", "beyond 32 bits", "number for a text"],
)
def test_a_value_that_does_not_fit_is_named_with_its_column(scores, score, column, misfit):
    records = [score(2024, "33.08"), {**score(2024, "33.71"), column: misfit}]
    with pytest.raises(SpecMismatch) as refusal:
        writer.arrow_table(scores, records)
    assert f"core.scores.{column}: {misfit!r} does not fit {scores.column(column).type}" in str(refusal.value)


def test_a_table_without_rows_keeps_its_columns_and_types(scores):
    made = writer.arrow_table(scores, [])
    assert made.num_rows == 0
    assert made.schema.names == list(scores.column_names)
    assert made.schema.field("score").type == pa.decimal128(4, 2)


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        ("VARCHAR", "Kep. Seribu"),
        ("INTEGER", -(2**31)),
        ("BIGINT", 2**62),
        ("BOOLEAN", False),
        ("DATE", date(2024, 1, 11)),
        ("DECIMAL(18,16)", Decimal("0.3333333333333333")),
        ("DECIMAL(14,10)", Decimal("-1234.0000000001")),
    ],
)
def test_every_declared_type_is_stored_and_read_back_exactly(connection, type_, value):
    table = _one_column(type_)
    writer.replace(connection, table, [{"a": value}])
    assert writer.records(connection, table) == [{"a": value}]
    assert schema.drift(connection, table) == []


@pytest.mark.parametrize("type_", ["DOUBLE", "DECIMAL", "DECIMAL(4, 2)", "STRUCT(a INTEGER)"])
def test_a_type_that_arrow_is_not_declared_for_is_refused(type_):
    with pytest.raises(SpecMismatch, match="no Arrow type"):
        writer.arrow_type(type_)


@given(st.lists(st.none() | st.decimals("-99.99", "99.99", places=2), max_size=20))
@settings(deadline=None, max_examples=40)
def test_any_two_decimal_score_is_stored_exactly(shared_connection, scores, score, values):
    records = [{**score(2024, f"{number:02}"), "score": value} for number, value in enumerate(values)]
    writer.replace(shared_connection, scores, records)
    assert [record["score"] for record in writer.records(shared_connection, scores)] == values


@given(st.text("aZ9 ,;'\"\\\n\t%_é漢😀\u00a0\u200b", max_size=20))
@settings(deadline=None, max_examples=40)
def test_any_text_is_stored_exactly(shared_connection, scores, score, text):
    writer.replace(shared_connection, scores, [score(2024, "33.71", note=text)])
    assert writer.records(shared_connection, scores)[0]["note"] == text


# --- replacing a table ----------------------------------------------------------------------------------


def test_replacing_a_table_leaves_only_the_new_rows_and_counts_them(connection, scores, score):
    assert writer.replace(connection, scores, [score(2023, "33.71"), score(2023, "33.08")]) == 2
    assert writer.replace(connection, scores, [score(2024, "36.71")]) == 1
    assert [(row[0], row[1]) for row in _rows(connection)] == [(2024, "36.71")]


@pytest.mark.parametrize("write", ["replace", "replace_partitions"])
def test_records_are_written_by_column_name_not_by_position(connection, scores, write):
    record = {"note": "the note", "grade": "the grade", "score": Decimal("1.00"), "code": "33.71", "year": 2024}
    if write == "replace":
        writer.replace(connection, scores, [record])
    else:
        writer.replace_partitions(connection, scores, [record], [2024])
    assert writer.records(connection, scores) == [record]
    assert _rows(connection) == [(2024, "33.71", Decimal("1.00"), "the grade", "the note")]


def test_a_failed_write_of_a_table_leaves_its_old_rows(connection, scores, score):
    writer.replace(connection, scores, [score(2023, "33.71")])
    before = _rows(connection)
    with pytest.raises(duckdb.ConstraintException):
        writer.replace(connection, scores, [score(2024, "33.71"), score(2024, "33.71")])
    with pytest.raises(SpecMismatch):
        writer.replace(connection, scores, [{"year": 2024}])
    assert _rows(connection) == before


def test_a_refused_write_makes_no_table(connection, scores):
    with pytest.raises(SpecMismatch):
        writer.replace(connection, scores, [{"year": 2024}])
    assert scores.full_name not in schema.stored_tables(connection)


def test_rows_find_their_columns_by_name_even_in_a_table_stored_in_another_order(connection, scores, score):
    connection.execute("CREATE SCHEMA core")
    connection.execute(
        "CREATE TABLE core.scores (note VARCHAR, grade VARCHAR, code VARCHAR, year INTEGER, score DECIMAL(4,2))"
    )
    rows = writer.arrow_table(scores, [score(2024, "33.71", grade="the grade", note="the note")])
    writer._insert(connection, scores, rows.select(["score", "code", "note", "grade", "year"]))
    assert _rows(connection) == [("the note", "the grade", "33.71", 2024, Decimal("3.52"))]


@pytest.mark.parametrize("failure", [ZeroDivisionError, KeyboardInterrupt])
def test_a_block_that_fails_halfway_leaves_nothing_of_its_writes(connection, scores, score, failure):
    writer.replace(connection, scores, [score(2023, "a")])
    before = _rows(connection)

    def fail_halfway():
        with writer.transaction(connection):
            connection.execute("DELETE FROM core.scores")
            raise failure

    with pytest.raises(failure):
        fail_halfway()
    assert _rows(connection) == before
    with writer.transaction(connection):
        connection.execute("DELETE FROM core.scores")
    assert _rows(connection) == []


# --- replacing partitions -------------------------------------------------------------------------------


def test_only_the_named_years_are_replaced(connection, scores, score):
    writer.replace(connection, scores, [score(year, code) for year in (2022, 2023, 2024) for code in ("a", "b")])
    writer.replace_partitions(connection, scores, [score(2023, "c"), score(2024, "a", "4.00")], [2023, 2024])
    assert [(row[0], row[1], str(row[2])) for row in _rows(connection)] == [
        (2022, "a", "3.52"),
        (2022, "b", "3.52"),
        (2023, "c", "3.52"),
        (2024, "a", "4.00"),
    ]


def test_a_named_year_without_rows_is_emptied(connection, scores, score):
    writer.replace(connection, scores, [score(2023, "a"), score(2024, "a")])
    assert writer.replace_partitions(connection, scores, [], [2023]) == 0
    assert [row[0] for row in _rows(connection)] == [2024]


def test_the_first_write_of_a_year_makes_the_table(connection, scores, score):
    writer.replace_partitions(connection, scores, [score(2024, "a")], [2024])
    assert schema.drift(connection, scores) == []
    assert len(_rows(connection)) == 1


def test_rows_of_a_year_that_is_not_named_are_refused_and_nothing_is_written(connection, scores, score):
    writer.replace(connection, scores, [score(2023, "a")])
    with pytest.raises(SpecMismatch, match=r"rows of year \[2022\] in a write of \[2023\]"):
        writer.replace_partitions(connection, scores, [score(2022, "b"), score(2023, "b")], [2023])
    assert [(row[0], row[1]) for row in _rows(connection)] == [(2023, "a")]


def test_a_failed_write_of_a_year_leaves_all_old_rows(connection, scores, score):
    writer.replace(connection, scores, [score(2023, "a"), score(2024, "a")])
    before = _rows(connection)
    with pytest.raises(duckdb.ConstraintException):
        writer.replace_partitions(connection, scores, [score(2024, "b"), score(2024, "b")], [2024])
    assert _rows(connection) == before


def test_a_table_without_partitions_refuses_a_write_of_partitions(connection, regions):
    with pytest.raises(SpecMismatch, match=r"mart\.regions has no partition column"):
        writer.replace_partitions(connection, regions, [], [2024])


def test_a_drifted_table_is_not_mixed_with_other_years(connection, scores, score):
    writer.replace(connection, scores, [score(2023, "a"), score(2024, "a")])
    connection.execute("ALTER TABLE core.scores ALTER note TYPE INTEGER")
    before = _rows(connection)
    with pytest.raises(SpecMismatch, match=r"note is INTEGER, declared VARCHAR.*holds year \[2023\]") as refusal:
        writer.replace_partitions(connection, scores, [score(2024, "b")], [2024])
    assert "make refresh" in str(refusal.value)
    assert _rows(connection) == before


def test_a_drifted_table_is_made_anew_when_all_its_years_are_written(connection, scores, score):
    writer.replace(connection, scores, [score(2023, "a"), score(2024, "a")])
    connection.execute("ALTER TABLE core.scores DROP COLUMN note")
    writer.replace_partitions(connection, scores, [score(2023, "b"), score(2024, "b")], [2023, 2024])
    assert schema.drift(connection, scores) == []
    assert [(row[0], row[1]) for row in _rows(connection)] == [(2023, "b"), (2024, "b")]


def test_columns_stored_in_another_order_are_never_written_into(connection, scores, score):
    connection.execute("CREATE SCHEMA core")
    connection.execute(
        "CREATE TABLE core.scores (year INTEGER, code VARCHAR, score DECIMAL(4,2), note VARCHAR, grade VARCHAR)"
    )
    connection.execute("INSERT INTO core.scores VALUES (2023, 'a', 1, 'the note', 'the grade')")
    with pytest.raises(SpecMismatch, match="another order"):
        writer.replace_partitions(connection, scores, [score(2024, "a")], [2024])


@pytest.mark.parametrize("year", ["absent", None])
def test_a_record_without_its_year_is_refused_as_a_mismatch(connection, scores, score, year):
    record = score(2024, "a", note=None)
    record["year"] = year
    if year == "absent":
        del record["year"]
    with pytest.raises(SpecMismatch):
        writer.replace_partitions(connection, scores, [score(2022, "b"), record], [2024])


def test_a_table_stored_without_its_partition_column_is_made_anew(connection, scores, score):
    connection.execute("CREATE SCHEMA core")
    connection.execute("CREATE TABLE core.scores (code VARCHAR, score DECIMAL(4,2), grade VARCHAR, note VARCHAR)")
    writer.replace_partitions(connection, scores, [score(2024, "a")], [2024])
    assert schema.drift(connection, scores) == []


def test_partitions_may_be_words(connection, score):
    table = Table(
        "audit", "results", _TEXT, _TEXT, ("place", "rule"),
        (Column("place", "VARCHAR", _TEXT), Column("rule", "VARCHAR", _TEXT)), partition="place",
    )  # fmt: skip
    writer.replace_partitions(
        connection, table, [{"place": "it's", "rule": "x"}, {"place": "b", "rule": "x"}], ["it's", "b"]
    )
    writer.replace_partitions(connection, table, [{"place": "it's", "rule": "y"}], ["it's"])
    assert _rows(connection, "audit.results") == [("b", "x"), ("it's", "y")]


_WRITES = st.lists(
    st.tuples(
        st.sets(_YEARS, min_size=1, max_size=3),
        st.dictionaries(st.tuples(_YEARS, _CODES), st.decimals("0", "9.99", places=2), max_size=6),
    ),
    min_size=1,
    max_size=4,
)


@given(_WRITES)
@settings(deadline=None, max_examples=20)
def test_after_any_writes_each_year_holds_what_was_written_last(shared_connection, scores, score, writes):
    writer.replace(shared_connection, scores, [])
    expected = {}
    for years, cells in writes:
        kept = {cell: value for cell, value in cells.items() if cell[0] in years}
        records = [{**score(*cell), "score": value} for cell, value in kept.items()]
        writer.replace_partitions(shared_connection, scores, records, sorted(years))
        expected = {cell: value for cell, value in expected.items() if cell[0] not in years} | kept
    stored = {(record["year"], record["code"]): record["score"] for record in writer.records(shared_connection, scores)}
    assert stored == expected


# --- models ---------------------------------------------------------------------------------------------


def test_a_model_is_stored_by_column_name_in_published_order(connection, regions, models):
    models(
        regions,
        "-- mart.regions: one row per region.\n"
        "SELECT n AS name, c AS code FROM (VALUES ('2', 'A'), ('1', 'B')) AS t (c, n);\n",
    )
    assert writer.derive(connection, regions) == 2
    assert connection.execute("SELECT * FROM mart.regions").fetchall() == [("2", "A"), ("1", "B")]
    models(regions, "SELECT n AS name, c AS code FROM (VALUES ('1', 'B'), ('2', 'A')) AS t (c, n)")
    writer.derive(connection, regions)
    assert connection.execute("SELECT * FROM mart.regions").fetchall() == [("2", "A"), ("1", "B")]


def test_a_model_without_a_declared_column_is_refused_by_name(connection, regions, models):
    models(regions, "SELECT '1' AS code, 'A' AS name")
    writer.derive(connection, regions)
    models(regions, "SELECT '2' AS code, 'B' AS title")
    with pytest.raises(SpecMismatch, match=r"sql/mart/regions\.sql lacks the columns \['name'\] and adds \['title'\]"):
        writer.derive(connection, regions)
    assert connection.execute("SELECT * FROM mart.regions").fetchall() == [("1", "A")]


def test_a_model_with_an_undeclared_column_is_refused_by_name(connection, regions, models):
    models(regions, "SELECT '1' AS code, 'A' AS name, 1 AS more")
    with pytest.raises(SpecMismatch, match=r"lacks the columns \[\] and adds \['more'\]"):
        writer.derive(connection, regions)


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("SELECT 7 AS code, 'A' AS name", "code is INTEGER, declared VARCHAR"),
        ("SELECT '1' AS code, 0.5::DOUBLE AS name", "name is DOUBLE, declared VARCHAR"),
    ],
)
def test_a_model_whose_types_would_be_cast_silently_is_refused(connection, regions, models, sql, told):
    models(regions, sql)
    with pytest.raises(SpecMismatch, match=told):
        writer.derive(connection, regions)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT '1' AS code, 'A' AS name FROM range(2)",
        "SELECT CAST(NULL AS VARCHAR) AS code, 'A' AS name",
        "SELECT CAST(error('broken') AS VARCHAR) AS code, 'A' AS name",
    ],
    ids=["doubled key", "missing key", "error while running"],
)
def test_a_model_that_fails_leaves_the_old_rows(connection, regions, models, sql):
    models(regions, "SELECT '1' AS code, 'A' AS name")
    writer.derive(connection, regions)
    models(regions, sql)
    with pytest.raises(duckdb.Error):
        writer.derive(connection, regions)
    assert connection.execute("SELECT * FROM mart.regions").fetchall() == [("1", "A")]


def test_a_model_may_end_in_a_comment(connection, regions, models):
    models(regions, "SELECT '1' AS code, 'A' AS name -- the only region")
    assert writer.derive(connection, regions) == 1


# --- reading back ---------------------------------------------------------------------------------------


def test_records_keep_exact_decimals_and_frames_turn_them_into_floats(connection, scores, score):
    writer.replace(connection, scores, [score(2024, "b", "1.80"), score(2024, "a", None)])
    assert [record["score"] for record in writer.records(connection, scores)] == [None, Decimal("1.80")]
    frame = writer.read(connection, scores)
    assert list(frame.columns) == list(scores.column_names)
    assert frame["score"].dtype == "float64"
    assert frame["code"].tolist() == ["a", "b"]


def test_reading_leaves_out_columns_that_are_not_stored(connection, scores, score):
    writer.replace(connection, scores, [score(2024, "a")])
    assert list(writer.read(connection, scores, {"code", "score", "gone"}).columns) == ["code", "score"]


def test_rows_are_read_in_published_order(connection, regions):
    writer.replace(connection, regions, [{"code": "1", "name": "Z"}, {"code": "2", "name": "A"}])
    assert [record["code"] for record in writer.records(connection, regions)] == ["2", "1"]
    assert writer.read(connection, regions)["code"].tolist() == ["2", "1"]
    assert writer.count(connection, regions) == 2


@given(st.dictionaries(st.tuples(_YEARS, _CODES), st.decimals("0", "9.99", places=2), max_size=8), st.randoms())
@settings(deadline=None, max_examples=20)
def test_a_fingerprint_does_not_depend_on_row_order(shared_connection, scores, score, cells, random):
    records = [{**score(*cell), "score": value} for cell, value in cells.items()]
    writer.replace(shared_connection, scores, records)
    before = writer.fingerprint(shared_connection, scores)
    random.shuffle(records)
    writer.replace(shared_connection, scores, records)
    assert writer.fingerprint(shared_connection, scores) == before


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE core.scores SET score = 3.53 WHERE code = 'a'",
        "UPDATE core.scores SET score = NULL WHERE code = 'a'",
        "UPDATE core.scores SET note = '' WHERE code = 'a'",
        "UPDATE core.scores SET note = grade, grade = 'x' WHERE code = 'a'",
        "DELETE FROM core.scores WHERE code = 'a'",
        "INSERT INTO core.scores VALUES (2025, 'a', 3.52, 'Baik', NULL)",
    ],
    ids=["value", "value lost", "NULL to blank", "columns swapped", "row lost", "row added"],
)
def test_a_fingerprint_sees_every_change(connection, scores, score, change):
    writer.replace(connection, scores, [score(2024, "a"), score(2024, "b")])
    before = writer.fingerprint(connection, scores)
    connection.execute(change)
    assert writer.fingerprint(connection, scores) != before


def test_an_empty_table_has_a_fingerprint(connection, scores, score):
    writer.replace(connection, scores, [])
    empty = writer.fingerprint(connection, scores)
    writer.replace(connection, scores, [score(2024, "a")])
    assert writer.fingerprint(connection, scores) != empty
