"""Two releases differ in exactly the cells that are told."""

import json
from decimal import Decimal

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import costly
from warehouse.revisions import ALL, SCHEMA, compare
from warehouse.story import RANKING
from warehouse.tables import TABLES

_KEYS = st.tuples(st.sampled_from([2023, 2024]), st.sampled_from(["33.71", "36.71", "d'Ivoire", ""]))
_CELLS = st.tuples(
    st.none() | st.decimals("1.00", "5.00", places=2), st.none() | st.sampled_from(["Baik", "", 'a "b"'])
)
_ROWS = st.dictionaries(_KEYS, _CELLS, max_size=6)
_NAMED = {"mart.region_ranking": RANKING}


def _table(rows):
    schema = pa.schema(
        [
            ("evaluation_year", pa.int32()), ("region_code", pa.string()), ("spbe_index", pa.decimal128(4, 2)),
            ("predikat", pa.string()),
        ]
    )  # fmt: skip
    listed = [dict(zip(schema.names, (*key, *cells), strict=True)) for key, cells in sorted(rows.items())]
    return pa.Table.from_pylist(listed, schema)


def _text(value):
    return None if value is None else str(value)


@costly(60)
@given(old=_ROWS, new=_ROWS)
def test_every_difference_is_told_once_and_nothing_else(old, new):
    found = compare(_NAMED, {"mart.region_ranking": _table(old)}, {"mart.region_ranking": _table(new)})
    told = {
        (row["revision_change"], tuple(json.loads(row["row_key"]).values()), row["revised_column"]): (
            row["old_value"] if row["revision_change"] == "changed" else None,
            row["new_value"],
        )
        for row in found.to_pylist()
    }
    assert len(told) == found.num_rows
    expected = {("added", key, ALL): (None, None) for key in new.keys() - old.keys()}
    expected |= {("removed", key, ALL): (None, None) for key in old.keys() - new.keys()}
    for key in old.keys() & new.keys():
        for name, before, after in zip(("spbe_index", "predikat"), old[key], new[key], strict=True):
            if before != after:
                expected["changed", key, name] = (_text(before), _text(after))
    assert told == expected


def test_places_years_and_subjects_stand_beside_what_changed_and_a_row_that_is_gone_is_kept():
    names = ("evaluation_year", "region_code", "spbe_index", "rank_in_kind", "document_id")
    old = pa.table(dict(zip(names, ([2024, 2024], ["33.71", "36.71"], [3.0, 4.0], [9, 2], ["a", "b"]), strict=True)))
    new = pa.table(dict(zip(names, ([2024], ["33.71"], [3.5], [4], ["c"]), strict=True)))
    rows = compare(TABLES, {"mart.region_ranking": old}, {"mart.region_ranking": new}).to_pylist()
    moved = [row for row in rows if row["revision_change"] == "changed"]
    assert {(row["revised_column"], row["old_value"], row["new_value"]) for row in moved} == {
        ("spbe_index", "3.0", "3.5"), ("rank_in_kind", "9", "4"), ("document_id", "a", "c"),
    }  # fmt: skip
    assert {(row["reference_year"], row["subject_code"], row["places_moved"]) for row in moved} == {(2024, "33.71", 5)}
    (gone,) = [row for row in rows if row["revision_change"] == "removed"]
    assert json.loads(gone["old_value"])["document_id"] == "b"


def test_tables_and_columns_that_come_and_go_are_told_and_what_is_equal_is_not():
    same = pa.table({"evaluation_year": [2024], "region_code": ["33.71"], "d1": [Decimal("1.00")]})
    wider = same.append_column("d2", pa.array([Decimal("2.00")]))
    strange = pa.table({"x": [1]})
    found = compare(
        TABLES,
        {"mart.region_ranking": same, "mart.gone": strange, "mart.other": strange, "mart.equal": strange},
        {"mart.region_ranking": wider, "mart.new": strange, "mart.other": pa.table({"x": [2]}), "mart.equal": strange},
    )
    assert found.schema == SCHEMA
    told = [(row["revised_table"], row["revised_column"], row["revision_change"]) for row in found.to_pylist()]
    assert told == [
        ("mart.gone", ALL, "removed"), ("mart.new", ALL, "added"), ("mart.other", ALL, "changed"),
        ("mart.region_ranking", "d2", "added"),
    ]  # fmt: skip
