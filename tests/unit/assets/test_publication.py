"""Why a release differs from the one before, and how far it may."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pyarrow as pa
import pytest

from assets.causes import ByMethod, Cause, attribute, causes_between
from assets.clock import now
from expectations.bounds import jumps
from sources.declaration.declared import read_sources
from warehouse.ledger import Ledger
from warehouse.revisions import ALL, SCHEMA

SOURCES = read_sources()


def _inputs(program="p", corrections=None, **documents):
    held = {
        name.replace("_", "-"): {"source": source, "version": version, "sha256": sha256}
        for name, (source, version, sha256) in documents.items()
    }
    return {"documents": held, "corrections": corrections or {}, "program": program}


@pytest.mark.parametrize(
    ("before", "now", "kind", "cause"),
    [
        ({}, {"berita": ("spbe_press", 1, "a")}, "new_document", "berita"),
        ({"berita": ("spbe_press", 1, "a")}, {"berita": ("spbe_press", 2, "b")}, "correction", "berita"),
        ({"berita": ("spbe_press", 2, "b")}, {"berita": ("spbe_press", 1, "a")}, "withdrawal", "berita"),
        ({"berita": ("spbe_press", 1, "a")}, {}, "withdrawal", "berita"),
        ({"daftar": ("regions", 1, "a")}, {"daftar": ("regions", 1, "b")}, "register", "daftar"),
        ({}, {"pemdi": ("instruments", 1, "a")}, "instrument", "pemdi"),
        ({}, {"corrections": {"spbe_press": "c"}}, "correction", "sources/spbe_press/corrections.yml"),
        ({}, {"program": "q"}, "method", "1.0"),
    ],
)
def test_what_went_in_tells_the_causes(before, now, kind, cause):
    (found,) = causes_between(_inputs(**before), _inputs(**now), SOURCES, "1.0")
    assert (found.kind, found.cause) == (kind, cause)
    assert causes_between(_inputs(**now), _inputs(**now), SOURCES, "1.0") == []


def _revisions(*rows):
    nothing = dict.fromkeys(SCHEMA.names)
    return pa.Table.from_pylist([{**nothing, "row_key": "{}", "revised_column": "c", **row} for row in rows], SCHEMA)


_PRESS, _REPORT = Cause("new_document", "berita", "berita"), Cause("correction", "laporan", "laporan")
_PROGRAM = Cause("method", "1.0")
_SAID = [
    {"revised_table": "core.observations", "reference_year": 2024, "subject_code": "33.71", "document_id": "berita"},
    {"revised_table": "core.observations", "reference_year": 2023, "subject_code": "36.71", "document_id": "laporan"},
]


def _told(*rows, causes, by_method=None):
    found = attribute(_revisions(*_SAID, *rows), causes, by_method).to_pylist()[len(_SAID) :]
    return [(row["revision_kind"], row["revision_cause"]) for row in found]


def test_a_revision_comes_of_the_document_that_states_its_year_and_subject():
    ranking = {"revised_table": "mart.region_ranking"}
    assert _told(
        {**ranking, "reference_year": 2024, "subject_code": "33.71"},
        {**ranking, "reference_year": 2024, "subject_code": "32.11"},
        {**ranking, "reference_year": 2023, "subject_code": "36.71", "document_id": "laporan"},
        {**ranking, "reference_year": 2020, "subject_code": "36.71"},
        causes=[_PRESS, _REPORT],
    ) == [
        ("new_document", "berita"), ("new_document", "berita"), ("correction", "laporan"),
        ("correction", "berita; laporan"),
    ]  # fmt: skip


def test_what_the_program_alone_has_changed_is_told_by_a_build_of_the_older_inputs():
    rows = [{"revised_table": "mart.movers", "row_key": key, "reference_year": 2024} for key in "abc"]
    cells = [("mart.movers", key, "c") for key in "abc"]
    by_method = ByMethod(frozenset({"mart.movers"}), frozenset(cells[:2]), frozenset(cells[1:]))
    told = _told(*rows, causes=[_PRESS, _PROGRAM], by_method=by_method)
    assert told == [("method", "1.0"), ("new_document", "berita; 1.0"), ("new_document", "berita")]
    unknown = _told(*rows[:1], causes=[_PRESS, _PROGRAM])
    assert unknown == [("new_document", "berita; 1.0")], "both, where the older inputs cannot be built"
    assert _told(*rows[:1], causes=[_PROGRAM]) == [("method", "1.0")]
    assert (
        _told({"revised_table": "mart.new", "row_key": ALL, "revised_column": ALL}, causes=[_PRESS])[0][1] == "berita"
    )


def _tables(count=100, index="3.00", first_rank=1, documents=10):
    ranks = [(first_rank + number - 1) % count + 1 for number in range(count)]
    ranking = pa.table(
        {
            "evaluation_year": [2024] * count, "region_code": [f"{number}" for number in range(count)],
            "spbe_index": [Decimal(index)] * count, "rank_in_kind": ranks,
        }
    )  # fmt: skip
    return {"mart.region_ranking": ranking, "core.documents": pa.table({"document_id": list(range(documents))})}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({}, []),
        ({"documents": 9}, []),
        ({"documents": 8}, [("rows", True)]),
        ({"documents": 16}, [("rows", False)]),
        ({"count": 97}, [("ranked_regions", True)]),
        ({"count": 98}, []),
        ({"index": "3.06"}, [("mean_index", False)]),
        ({"index": "3.31"}, [("mean_index", True)]),
        ({"first_rank": 2}, [("moved_ranks", True)]),
    ],
)
def test_a_release_that_is_far_from_the_last_one_is_told_or_stopped(change, told):
    assert [(jump.measure, jump.stops) for jump in jumps(_tables(), _tables(**change))] == told


def test_a_jump_says_what_it_is_of():
    (jump,) = jumps(_tables(), _tables(documents=8))
    assert str(jump) == "rows of core.documents: 10 rows -> 8 rows"
    assert replace(jump, stops=False) != jump


def test_a_clock_that_was_set_back_does_not_turn_the_order_of_events_round(tmp_path):
    kept, tomorrow = Ledger(tmp_path), now() + timedelta(days=1)
    assert now(kept.entries()) < tomorrow
    kept.append("published", "2024-a", tomorrow, {})
    assert now(kept.entries()) == tomorrow
