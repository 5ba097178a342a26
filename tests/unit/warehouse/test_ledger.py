"""What was in force when is kept whole, in order, and can be asked again."""

import json
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import costly
from warehouse import ledger
from warehouse.ledger import Ledger, LedgerDamaged
from warehouse.story import HISTORY, RANKING, RELEASES, Publication, changed_rankings, story_tables
from warehouse.writer import arrow_table

NOON = datetime(2026, 11, 22, 12, tzinfo=ZoneInfo("Asia/Jakarta"))


@pytest.fixture
def kept(tmp_path):
    return Ledger(tmp_path)


def _say(kept, *events):
    for event, release in events:
        kept.append(event, release, NOON, {"release_note": "sebab", "decided_by": "me"})
    return kept.entries()


def test_an_entry_is_there_whole_or_not_at_all_and_numbers_have_no_gaps(kept):
    (kept.folder / ".new-0001").mkdir(parents=True)
    rows = pa.table({"a": [1, 2]})
    entry = kept.append("published", "2024-a", NOON, {"checks_passed": 3}, {"rankings": rows})
    assert [one.name for one in kept.folder.iterdir()] == ["0001"]
    assert (entry.number, entry.at, entry.record) == (1, NOON, {"checks_passed": 3})
    assert entry.table("rankings").equals(rows)
    assert entry.table("revisions") is None
    assert [one.number for one in _say(kept, ("pinned", "2024-b"))] == [1, 2]


@pytest.mark.parametrize(
    ("events", "in_force", "pinned", "cited"),
    [
        ([], None, None, set()),
        ([("published", "a"), ("published", "b")], "b", None, set()),
        ([("published", "a"), ("published", "b"), ("pinned", "a"), ("cited", "b")], "a", "a", {"b"}),
        ([("published", "a"), ("pinned", "a"), ("unpinned", "a")], "a", None, set()),
        ([("published", "a"), ("pinned", "a"), ("unpinned", "a"), ("published", "b")], "b", None, set()),
    ],
)
def test_the_last_word_counts(kept, events, in_force, pinned, cited):
    entries = _say(kept, *events)
    assert getattr(ledger.in_force(entries), "release_id", None) == in_force
    assert getattr(ledger.pin(entries), "release_id", None) == pinned
    assert ledger.cited(entries) == cited


def test_any_change_of_an_entry_is_noticed_with_its_file(kept):
    kept.append("published", "2024-a", NOON, {"release_note": None}, {"rankings": pa.table({"a": [1]})})
    _say(kept, ("published", "2024-b"))
    file, table = kept.folder / "0001" / "entry.json", kept.folder / "0001" / "rankings.parquet"
    text, rows = file.read_text(), table.read_bytes()
    said = json.loads(text)
    for changed in ({**said, "release_id": "2024-c"}, {**said, "at": "2026-11-21T12:00:00+07:00"}, [], None):
        file.write_text(json.dumps(changed))
        with pytest.raises(LedgerDamaged, match=r"0001/entry\.json .*Restore data/archive"):
            kept.entries()
    file.write_text(text)
    table.write_bytes(rows[:-1] + bytes([rows[-1] ^ 1]))
    with pytest.raises(LedgerDamaged, match=r"rankings\.parquet has changed"):
        kept.entries()[0].table("rankings")
    (kept.folder / "0001").rename(kept.folder.parent / "elsewhere")
    with pytest.raises(LedgerDamaged, match="lacks entries"):
        kept.entries()


_INDICES = st.dictionaries(st.sampled_from(["33.71", "36.71", "32.11"]), st.sampled_from(["3.10", "3.20", None]))


def _ranking(indices):
    nothing = dict.fromkeys(RANKING.column_names)
    return arrow_table(
        RANKING,
        [
            {**nothing, "evaluation_year": 2024, "region_code": code, "spbe_index": index and Decimal(index)}
            for code, index in sorted(indices.items())
        ],
    )


@costly(25)
@given(published=st.lists(_INDICES, min_size=1, max_size=6))
def test_a_ranking_as_of_any_day_is_the_one_that_was_published_then_row_for_row(tmp_path_factory, published):
    kept = Ledger(tmp_path_factory.mktemp("ledger"))
    rankings = [_ranking(indices) for indices in published]
    for day, ranking in enumerate(rankings[:-1]):
        rows = changed_rankings(kept.entries(), ranking)
        kept.append(
            "published", f"2024-{day}", NOON + timedelta(days=day), {"predecessor_id": None}, {"rankings": rows}
        )
    entries, last = kept.entries(), len(rankings) - 1
    new = Publication(
        "published", f"2024-{last}", NOON + timedelta(days=last), {"predecessor_id": None}, None,
        changed_rankings(entries, rankings[-1]),
    )  # fmt: skip
    told = story_tables(entries, new)
    assert told[RELEASES]["publication_no"].to_pylist() == list(range(1, len(rankings) + 1))
    history = told[HISTORY].to_pylist()
    for day, ranking in enumerate(rankings):
        moment = (NOON + timedelta(days=day)).isoformat()
        then = [
            {name: row[name] for name in RANKING.column_names}
            for row in history
            if row["published_from"] <= moment and (row["published_until"] is None or row["published_until"] > moment)
        ]
        assert then == ranking.to_pylist()
    for row in history:
        said = [indices.get(row["region_code"]) for indices in published[: row["publication_no"]]]
        first = next((Decimal(index) for index in said if index), None)
        assert row["first_published_index"] == first
        assert row["index_or_rank_is_new"] == (said[-1] != (said[-2] if len(said) > 1 else None))
