"""What a table specification refuses, and what it derives from its columns."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.spec import Column, Table, Text
from warehouse.tables import PUBLISHED, TABLES, table
from warehouse.tables.forms import col, req

_TEXT = Text("teks", "text")


def _columns(*names):
    return tuple(Column(name, "VARCHAR", _TEXT) for name in names)


def _table(columns, **changes):
    declared = {"layer": "core", "name": "things", "title": _TEXT, "grain": _TEXT, "key": ("a",), "columns": columns}
    return Table(**{**declared, **changes})


def test_a_doubled_column_is_refused_by_name():
    with pytest.raises(ValueError, match=r"core\.things.*twice \['b'\]"):
        _table(_columns("a", "b", "b"))


@pytest.mark.parametrize(
    "changes",
    [{"key": ("a", "gone")}, {"order": ("gone",)}, {"partition": "gone"}],
    ids=["key", "order", "partition"],
)
def test_a_column_that_is_not_declared_is_refused_by_name(changes):
    with pytest.raises(ValueError, match=r"core\.things.*not declared \['gone'\]"):
        _table(_columns("a", "b"), **changes)


def test_published_order_always_ends_in_the_key_so_that_it_is_total():
    things = _table(_columns("a", "b", "c"), key=("a", "b"), order=("c", "a"))
    assert things.sorted_by == ("c", "a", "b")


@given(st.permutations(["a", "b", "c", "d"]), st.integers(1, 4), st.permutations(["a", "b", "c", "d"]))
@settings(deadline=None, max_examples=30)
def test_published_order_names_every_key_column_once(key, length, order):
    things = _table(_columns("a", "b", "c", "d"), key=tuple(key[:length]), order=tuple(order[:2]))
    assert len(set(things.sorted_by)) == len(things.sorted_by)
    assert set(things.key) <= set(things.sorted_by)
    assert things.sorted_by[:2] == tuple(order[:2])


def test_null_is_refused_in_the_key_and_where_the_column_says_so():
    columns = (*_columns("a", "b"), _columns("c")[0].needed())
    assert _table(columns).required_columns == ("a", "c")


def test_asking_for_an_unknown_column_names_the_table_and_the_column():
    with pytest.raises(KeyError, match=r"core\.things has no column 'gone'"):
        _table(_columns("a")).column("gone")
    assert _table(_columns("a")).column("a").name == "a"


def test_needing_a_column_changes_nothing_but_that():
    free = col("printed_value")
    assert not free.required
    assert req("printed_value") == Column(free.name, free.type, free.text, free.unit, required=True)
    assert not col("printed_value").required


def test_a_column_that_is_not_in_the_dictionary_is_refused():
    with pytest.raises(KeyError, match=r"no_such_column.*columns\.yml"):
        col("no_such_column")


def test_every_table_is_found_by_its_full_name():
    assert all(table(name) is declared and declared.full_name == name for name, declared in TABLES.items())
    with pytest.raises(KeyError):
        table("mart.no_such_table")


def test_raw_tables_stay_inside_and_all_others_are_published():
    assert {declared.layer for declared in PUBLISHED} == {"core", "mart", "audit"}
    assert [declared for declared in TABLES.values() if declared.layer != "raw" and not declared.published] == []


def test_published_columns_are_those_of_the_dictionary():
    for declared in PUBLISHED:
        for column in declared.columns:
            # A table may demand a value, or a narrower range of it.
            known = replace(col(column.name), required=column.required, range=column.range)
            assert column == known, declared.full_name


def test_no_table_stores_a_binary_fraction():
    stored = {(name, column.type) for name, declared in TABLES.items() for column in declared.columns}
    assert [name for name, type_ in stored if type_ in {"DOUBLE", "FLOAT", "REAL"}] == []


def test_every_text_of_a_table_stands_in_both_languages():
    for declared in TABLES.values():
        texts = (declared.title, declared.grain, *declared.warnings)
        assert [text for text in texts if not text.id.strip() or not text.en.strip()] == []
