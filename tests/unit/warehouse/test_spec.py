"""What a table specification refuses, and what it derives from its columns."""

from dataclasses import replace

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from warehouse.spec import Column, DeclarationError, Table, Text
from warehouse.tables import PUBLISHED, TABLES
from warehouse.tables.reading import as_table, read_declarations
from warehouse.words.catalogue import read_catalogue

_TEXT = Text("teks", "text")


def _columns(*names):
    return tuple(Column(name, "VARCHAR", _TEXT) for name in names)


def _table(columns, **changes):
    declared = {"layer": "core", "name": "things", "title": _TEXT, "grain": _TEXT, "key": ("a",), "columns": columns}
    return Table(**{**declared, **changes})


def test_a_column_that_is_doubled_or_not_declared_is_refused_by_name():
    with pytest.raises(ValueError, match=r"core\.things.*twice \['b'\]"):
        _table(_columns("a", "b", "b"))
    for changes in ({"key": ("a", "gone")}, {"order": ("gone",)}, {"partition": "gone"}):
        with pytest.raises(ValueError, match=r"core\.things.*not declared \['gone'\]"):
            _table(_columns("a", "b"), **changes)


@given(st.permutations(["a", "b", "c", "d"]), st.integers(1, 4), st.permutations(["a", "b", "c", "d"]))
def test_published_order_ends_in_the_key_and_names_every_key_column_once(key, length, order):
    things = _table(_columns("a", "b", "c", "d"), key=tuple(key[:length]), order=tuple(order[:2]))
    assert len(set(things.sorted_by)) == len(things.sorted_by)
    assert set(things.sorted_by) == {*things.key, *order[:2]}
    assert things.sorted_by[:2] == tuple(order[:2])


def test_null_is_refused_in_the_key_and_where_the_column_says_so():
    columns = (*_columns("a", "b"), _columns("c")[0].needed())
    assert _table(columns).required_columns == ("a", "c")


def test_asking_for_what_is_unknown_names_it():
    with pytest.raises(KeyError, match=r"core\.things has no column 'gone'"):
        _table(_columns("a")).column("gone")


_DECLARED = {
    "title": {"id": "Judul", "en": "Title"},
    "grain": {"id": "satu daerah", "en": "one region"},
    "key": "region_code",
    "columns": "region_code region_name* spbe_index",
    "group": "ranking",
}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"columns": "region_code colour"}, r"no column 'colour'; write .* in warehouse/words/columns\.yml"),
        ({"key": "evaluation_year"}, r"not declared \['evaluation_year'\]"),
        ({"ranges": {"d1": [0, 5]}}, "ranges of columns that it does not have"),
    ],
)
def test_a_wrong_declaration_is_told_with_its_file(change, said):
    with pytest.raises(DeclarationError, match=rf"warehouse/tables/mart/toys\.yml: .*{said}"):
        as_table("mart.toys", {**_DECLARED, **change})


def test_a_declaration_marks_what_is_never_null_and_narrows_ranges():
    toys = as_table("mart.toys", {**_DECLARED, "ranges": {"spbe_index": [1, 5]}})
    assert [column.required for column in toys.columns] == [False, True, False]
    assert toys.column("spbe_index").range == (1, 5)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title: {id: a, en: b}\ncolour: red\n", r"write \[.*'columns'.*\]; remove \['colour'\]"),
        ("title: [", "it is not YAML"),
        (yaml.safe_dump({**_DECLARED, "title": "Toys"}), "write title as `id: ...` and `en: ...`"),
        (yaml.safe_dump({**_DECLARED, "grain": {"id": "mainan"}}), "write grain as `id: ...` and `en: ...`"),
        (yaml.safe_dump({**_DECLARED, "key": ["region_code"]}), "write key as names apart by blanks"),
        (yaml.safe_dump({**_DECLARED, "figures": [{"names": "spbe_index", "id": "a."}]}), "write figures as a list"),
    ],
)
def test_a_file_that_is_not_in_its_form_is_named(tmp_path, text, said):
    (tmp_path / "mart").mkdir()
    (tmp_path / "mart" / "toys.yml").write_text(text)
    with pytest.raises(DeclarationError, match=rf"^warehouse/tables/mart/toys\.yml: {said}"):
        read_declarations(tmp_path)


def test_raw_tables_stay_inside_and_all_others_are_published():
    assert {declared.layer for declared in PUBLISHED} == {"core", "mart", "audit"}
    # What the rules about documents compare; their findings are published.
    assert {
        declared.full_name for declared in TABLES.values() if declared.layer != "raw" and not declared.published
    } == {f"audit.{name}" for name in ("yearly_changes", "table_alignments", "likely_exchanges", "lattice_figures")}


def test_published_columns_are_those_of_the_dictionary():
    for declared in PUBLISHED:
        for column in declared.columns:
            # A table may demand a value, or a narrower range of it.
            known = replace(read_catalogue().columns[column.name], required=column.required, range=column.range)
            assert column == known, declared.full_name


def test_no_table_stores_a_binary_fraction():
    stored = {(name, column.type) for name, declared in TABLES.items() for column in declared.columns}
    assert [name for name, type_ in stored if type_ in {"DOUBLE", "FLOAT", "REAL"}] == []


def test_every_text_of_a_table_stands_in_both_languages():
    for declared in TABLES.values():
        texts = (declared.title, declared.grain, *declared.warnings)
        assert [text for text in texts if not text.id.strip() or not text.en.strip()] == []
