"""Writing tables: what is refused, what stays when a write fails, and that names decide, not positions."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import costly
from warehouse import schema, writer
from warehouse.spec import Column, Table, Text
from warehouse.writer import SpecMismatch

_TEXT = Text("teks", "text")
_YEARS = st.integers(2021, 2025)
_CELLS = st.dictionaries(
    st.tuples(_YEARS, st.sampled_from(["33.08", "33.71", "36.71"])), st.decimals("0", "9.99", places=2), max_size=6
)
_VALUES = {
    "VARCHAR": "Kep. Seribu", "INTEGER": -(2**31), "BIGINT": 2**62, "BOOLEAN": False, "DATE": date(2024, 1, 11),
    "DECIMAL(18,16)": Decimal("0.3333333333333333"), "DECIMAL(14,10)": Decimal("-1234.0000000001"),
}  # fmt: skip


def _rows(connection, table="core.scores"):
    return connection.execute(f"SELECT * FROM {table} ORDER BY ALL").fetchall()


def _cells(connection):
    return [(row[0], row[1]) for row in _rows(connection)]


# --- records --------------------------------------------------------------------------------------------


def test_a_record_without_exactly_the_declared_columns_is_refused_by_their_names(connection, scores, score):
    record = score(2024, "33.71")
    more = {**record, "extra": 1}
    del record["note"]
    with pytest.raises(SpecMismatch, match=r"core\.scores.*lacks \['note'\] and has undeclared \[\]"):
        writer.replace(connection, scores, [score(2024, "33.08"), record])
    with pytest.raises(SpecMismatch, match=r"lacks \[\] and has undeclared \['extra'\].*33\.71"):
        writer.replace(connection, scores, [more])
    assert scores.full_name not in schema.stored_tables(connection)


def test_a_value_that_does_not_fit_is_named_with_its_column(connection, scores, score):
    misfits = [
        ("score", Decimal("3.525")), ("score", Decimal("123.45")), ("score", "tiga"), ("year", "2024"),
        ("year", 2**31), ("grade", 4),
    ]  # fmt: skip
    for column, misfit in misfits:
        with pytest.raises(SpecMismatch) as refusal:
            writer.replace(connection, scores, [score(2024, "33.08"), {**score(2024, "33.71"), column: misfit}])
        assert f"core.scores.{column}: {misfit!r} does not fit {scores.column(column).type}" in str(refusal.value)


def test_every_declared_type_is_stored_and_read_back_exactly(connection):
    columns = tuple(Column(f"c{number}", type_, _TEXT) for number, type_ in enumerate(_VALUES))
    table = Table("core", "things", _TEXT, _TEXT, ("c0",), columns)
    record = dict(zip(table.column_names, _VALUES.values(), strict=True))
    writer.replace(connection, table, [record])
    assert writer.records(connection, table) == [record]
    assert schema.drift(connection, table) == []


def test_a_type_that_arrow_is_not_declared_for_is_refused():
    for type_ in ("DOUBLE", "DECIMAL", "DECIMAL(4, 2)", "STRUCT(a INTEGER)"):
        with pytest.raises(SpecMismatch, match="no Arrow type"):
            writer.arrow_type(type_)


@given(
    st.lists(
        st.tuples(
            st.none() | st.decimals("-99.99", "99.99", places=2),
            st.none() | st.text("aZ9 ,;'\"\\\n\t%_é漢😀\u00a0\u200b", max_size=20),
        ),
        max_size=20,
    )
)
def test_any_two_decimal_score_and_any_text_are_stored_exactly(memory, scores, score, values):
    records = [
        {**score(2024, f"{number:02}"), "score": value, "note": text} for number, (value, text) in enumerate(values)
    ]
    writer.replace(memory, scores, records)
    assert writer.records(memory, scores) == records


# --- writing whole tables and partitions ----------------------------------------------------------------


@pytest.fixture(params=["the whole table", "2024"])
def write(request, connection, scores):
    """Replace the whole table, or the rows of 2024."""
    if request.param == "2024":
        return lambda records: writer.replace_partitions(connection, scores, records, [2024])
    return lambda records: writer.replace(connection, scores, records)


def test_records_are_written_by_column_name_not_by_position(connection, write):
    write([{"note": "the note", "grade": "the grade", "score": Decimal("1.00"), "code": "33.71", "year": 2024}])
    assert _rows(connection) == [(2024, "33.71", Decimal("1.00"), "the grade", "the note")]


def test_a_failed_write_leaves_all_old_rows(connection, scores, score, write):
    writer.replace(connection, scores, [score(2023, "a"), score(2024, "a")])
    before = _rows(connection)
    with pytest.raises(duckdb.ConstraintException):
        write([score(2024, "b"), score(2024, "b")])
    with pytest.raises(SpecMismatch):
        write([{"year": 2024}])
    assert _rows(connection) == before


def test_an_interrupted_block_leaves_nothing_of_its_writes(connection, scores, score):
    writer.replace(connection, scores, [score(2023, "a")])
    before = _rows(connection)

    def interrupted():
        with writer.transaction(connection):
            connection.execute("DELETE FROM core.scores")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert _rows(connection) == before
    with writer.transaction(connection):
        connection.execute("DELETE FROM core.scores")
    assert _rows(connection) == []


def test_rows_of_a_year_that_is_not_named_are_refused_and_nothing_is_written(connection, scores, score):
    writer.replace(connection, scores, [score(2023, "a")])
    for outside in (score(2022, "b"), {**score(2023, "b"), "year": None}):
        with pytest.raises(SpecMismatch, match=r"rows of year \[.+\] in a write of \[2023\]"):
            writer.replace_partitions(connection, scores, [outside, score(2023, "b")], [2023])
    assert _cells(connection) == [(2023, "a")]


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
    writer.replace_partitions(connection, scores, [score(2023, "b"), score(2024, "b")], [2023, 2024])
    assert schema.drift(connection, scores) == []
    assert _cells(connection) == [(2023, "b"), (2024, "b")]


def test_columns_in_another_order_are_never_written_into_and_a_table_without_its_partitions_is_made_anew(
    connection, scores, score
):
    connection.execute("CREATE SCHEMA core")
    connection.execute(
        "CREATE TABLE core.scores AS "
        "SELECT 2023 AS year, 'a' AS code, 1::DECIMAL(4,2) AS score, 'the note' AS note, 'the grade' AS grade"
    )
    with pytest.raises(SpecMismatch, match="another order"):
        writer.replace_partitions(connection, scores, [score(2024, "a")], [2024])
    connection.execute("ALTER TABLE core.scores DROP COLUMN year")
    writer.replace_partitions(connection, scores, [score(2024, "a")], [2024])
    assert schema.drift(connection, scores) == []


def test_partitions_may_be_words(connection):
    columns = (Column("theme", "VARCHAR", _TEXT), Column("rule", "VARCHAR", _TEXT))
    table = Table("audit", "results", _TEXT, _TEXT, ("theme", "rule"), columns, partition="theme")
    records = [{"theme": "it's", "rule": "x"}, {"theme": "b", "rule": "x"}]
    writer.replace_partitions(connection, table, records, ["it's", "b"])
    writer.replace_partitions(connection, table, [{"theme": "it's", "rule": "y"}], ["it's"])
    assert _rows(connection, "audit.results") == [("b", "x"), ("it's", "y")]


@given(st.lists(st.tuples(st.sets(_YEARS, min_size=1, max_size=3), _CELLS), min_size=1, max_size=4))
@costly(2)
def test_after_any_writes_each_year_holds_what_was_written_last(memory, scores, score, writes):
    writer.replace(memory, scores, [])
    expected = {}
    for years, cells in writes:
        kept = {cell: value for cell, value in cells.items() if cell[0] in years}
        records = [{**score(*cell), "score": value} for cell, value in kept.items()]
        assert writer.replace_partitions(memory, scores, records, sorted(years)) == len(kept)
        expected = {cell: value for cell, value in expected.items() if cell[0] not in years} | kept
    stored = {(record["year"], record["code"]): record["score"] for record in writer.records(memory, scores)}
    assert stored == expected


# --- models ---------------------------------------------------------------------------------------------


def test_a_model_is_stored_by_column_name_in_published_order(connection, regions, models):
    for values, end in (("('2', 'A'), ('1', 'B')", ";\n"), ("('1', 'B'), ('2', 'A')", " -- the end")):
        models(regions, f"-- A comment.\nSELECT n AS name, c AS code FROM (VALUES {values}) AS t (c, n){end}")
        assert writer.derive(connection, regions) == 2
        assert connection.execute("SELECT * FROM mart.regions").fetchall() == [("2", "A"), ("1", "B")]


_UNFIT = {
    "SELECT '2' AS code, 'B' AS title": r"sql/mart/regions\.sql lacks .*\['name'\] and adds \['title'\]",
    "SELECT '2' AS code, 'B' AS name, 1 AS more": r"lacks the columns \[\] and adds \['more'\]",
    "SELECT 7 AS code, 'A' AS name": "code is INTEGER, declared VARCHAR",
    "SELECT '1' AS code, 0.5::DOUBLE AS name": "name is DOUBLE, declared VARCHAR",
    "SELECT '1' AS code, 'A' AS name FROM range(2)": "(?i)duplicate key",
    "SELECT CAST(NULL AS VARCHAR) AS code, 'A' AS name": "NOT NULL",
    "SELECT CAST(error('broken') AS VARCHAR) AS code, 'A' AS name": "broken",
}


def test_a_model_that_does_not_fit_or_fails_leaves_the_old_rows(connection, regions, models):
    models(regions, "SELECT '1' AS code, 'A' AS name")
    writer.derive(connection, regions)
    for sql, problem in _UNFIT.items():
        models(regions, sql)
        with pytest.raises((SpecMismatch, duckdb.Error), match=problem):
            writer.derive(connection, regions)
        assert connection.execute("SELECT * FROM mart.regions").fetchall() == [("1", "A")]


# --- reading back ---------------------------------------------------------------------------------------


def test_rows_are_read_in_published_order_as_exact_records_or_as_frames_of_floats(connection, scores, score):
    table = replace(scores, order=("grade",))
    writer.replace(connection, table, [score(2024, "a", None, "B"), score(2024, "b", "1.80", "A")])
    assert [(row["code"], row["score"]) for row in writer.records(connection, table)] == [
        ("b", Decimal("1.80")), ("a", None),
    ]  # fmt: skip
    frame = writer.read(connection, table)
    assert (list(frame.columns), frame["code"].tolist()) == (list(table.column_names), ["b", "a"])
    assert frame["score"].dtype == "float64"
    assert list(writer.read(connection, table, {"code", "score", "gone"}).columns) == ["code", "score"]
    assert writer.count(connection, table) == 2


@given(_CELLS, st.randoms())
@costly(2)
def test_a_fingerprint_does_not_depend_on_row_order(memory, scores, score, cells, random):
    records = [{**score(*cell), "score": value} for cell, value in cells.items()]
    writer.replace(memory, scores, records)
    before = writer.fingerprint(memory, scores)
    random.shuffle(records)
    writer.replace(memory, scores, records)
    assert writer.fingerprint(memory, scores) == before


def test_a_fingerprint_sees_every_change(connection, scores, score):
    changes = (
        "UPDATE core.scores SET score = 3.53 WHERE code = 'a'",
        "UPDATE core.scores SET score = NULL WHERE code = 'a'",
        "UPDATE core.scores SET note = '' WHERE code = 'a'",
        "UPDATE core.scores SET note = grade, grade = 'x' WHERE code = 'a'",
        "DELETE FROM core.scores WHERE code = 'a'",
        "DELETE FROM core.scores",
        "INSERT INTO core.scores VALUES (2025, 'a', 3.52, 'Baik', NULL)",
    )
    prints = set()
    for change in ("SELECT 1", *changes):
        writer.replace(connection, scores, [score(2024, "a"), score(2024, "b")])
        connection.execute(change)
        prints.add(writer.fingerprint(connection, scores))
    assert len(prints) == 1 + len(changes)
