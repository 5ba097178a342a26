"""What would stop a build is held back, and nothing else; what is held back follows from what is here alone."""

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets import standing as module
from assets.held_back import Note, held_back_now, keys_of, note_failed_build, read_note, write_note
from assets.loads import due_loads
from assets.rehearsal import ALL_LAYERS, STATED, Broken
from assets.standing import settle, standing
from expectations.rules import Rule
from sources.archive.holdings import holding_rows
from sources.archive.vouched import ArchiveDamaged
from sources.declaration.declared import BUNDLED
from tests.conftest import costly
from tests.unit.assets.conftest import Desk, typed_table

_RULE = Rule("it_is_good", "error", "What is bad stops a build.", "mend it", query="SELECT 1")


@pytest.fixture
def build(monkeypatch):
    """A build that stops at every document with a bad cell: what was rehearsed, in which layers."""
    rehearsed = []

    def rehearse(sources, archive, held, layers=STATED):
        rehearsed.append(layers)
        by_name = {source.source: source for source in sources}
        found = []
        for holding in held:
            rows = holding_rows(holding, archive, by_name) if holding.card else []
            wrong = {"bad", "bad in a mart"} if layers == ALL_LAYERS else {"bad"}
            found += [holding.sidecar.document_id for row in rows if row["province"] in wrong]
        return tuple(
            Broken("core.toys", _RULE, (_finding(document, number),)) for number, document in enumerate(found, start=1)
        )

    monkeypatch.setattr(module, "rehearse", rehearse)
    return rehearsed


def _finding(document, number):
    said = json.dumps({"document": document})
    nothing = dict.fromkeys(("subject_name", "locator", "printed_row", "known_because"))
    return {"checked_table": "core.toys", "rule": _RULE.name, "finding_no": number, "outcome": "failed",
            "finding": said, "document_id": document, **nothing}  # fmt: skip


def _table(title, word="good", index="3,70"):
    return typed_table({"agency": "Kota Magelang", "index": index, "province": word}, title=title)


def _id(title):
    return f"spbe-spreadsheet-{title}-2025"


def _settle(desk):
    return settle(desk.data, desk.sources, desk.archive)


def _stands(desk):
    """The archived documents that a build loads, with their versions."""
    held_back = held_back_now(desk.data, BUNDLED)
    return {h.sidecar.document_id: h.version for h in standing(desk.sources, desk.archive, held_back) if h.card}


def test_where_nothing_has_come_in_nothing_is_rehearsed(desk, build):
    assert _settle(desk).held_back == ()
    assert build == []


def test_a_bad_document_is_held_back_with_its_reason_and_what_stood_before_stands_on(desk, build):
    desk.take(_table("one"))
    desk.take(_table("two"))
    assert _settle(desk).held_back == ()
    desk.take(_table("one", "bad"))
    desk.take(_table("three", "bad"))
    held = _settle(desk).held_back
    assert keys_of(held) == {(_id("one"), 2), (_id("three"), 1)}
    (broken,) = held[0].broken
    assert (broken.checked_table, broken.rule, broken.why) == ("core.toys", "it_is_good", _RULE.why)
    assert _id("one") in broken.findings[0]
    assert _stands(desk) == {_id("one"): 1, _id("two"): 1}


def test_it_is_worked_out_once_and_again_when_something_has_changed(desk, build, monkeypatch):
    desk.take(_table("one", "bad"))
    first = _settle(desk)
    del build[:]
    assert _settle(desk) == first
    assert build == []
    # Mended, it comes in as the next version; withdrawn, it is as if it had never been there.
    (card,) = desk.take(_table("one"))
    assert held_back_now(desk.data, BUNDLED) == (), "what has changed may let it pass"
    assert _settle(desk).held_back == ()
    assert _stands(desk) == {_id("one"): 2}
    for version in (card, desk.archive.standing(next(s for s in desk.sources if s.source == "spbe_spreadsheet"))[0]):
        desk.archive.withdraw(version, by="ani", on=date(2026, 2, 1), reason="wrong")
        break
    assert keys_of(_settle(desk).held_back) == {(_id("one"), 1)}, "the version before it is as bad as ever"


def test_a_document_that_is_held_back_is_not_due_until_something_changes(desk, build):
    desk.take(_table("one", "bad"))
    assert "spbe_spreadsheet 2025" in due_loads(desk.data, BUNDLED)
    _settle(desk)
    assert "spbe_spreadsheet 2025" not in due_loads(desk.data, BUNDLED)
    desk.take(_table("two", "bad"))
    assert "spbe_spreadsheet 2025" in due_loads(desk.data, BUNDLED)


def test_a_build_that_failed_all_the_same_is_looked_into_once_with_all_that_is_derived(desk, build):
    desk.take(_table("one", "bad in a mart"))
    assert _settle(desk).held_back == ()
    note_failed_build(desk.data)
    assert read_note(desk.data).wants_the_whole
    assert keys_of(_settle(desk).held_back) == {(_id("one"), 1)}
    assert build[-1] == ALL_LAYERS
    note_failed_build(desk.data)
    assert not read_note(desk.data).wants_the_whole, "what fails now is no fault of a document"


def test_what_was_told_stays_told_until_its_reason_is_another(desk, build):
    desk.take(_table("one", "bad"))
    note = _settle(desk)
    told = tuple(replace(held, told=True) for held in note.held_back)
    write_note(desk.data, replace(note, held_back=told))
    desk.take(_table("two"))
    assert [held.told for held in _settle(desk).held_back] == [True]
    desk.take(_table("three", "bad"))
    assert [(held.document_id, held.told) for held in _settle(desk).held_back] == [
        (_id("one"), True),
        (_id("three"), False),
    ]


@pytest.mark.parametrize("damaged", [b"{", b"\xe9\xff", b"[]", b'"of"', b'{"of": "", "held_back": [1]}'], ids=str)
def test_a_damaged_note_is_none(tmp_path, damaged):
    write_note(tmp_path, Note("all documents"))
    (note,) = (tmp_path / "working").iterdir()
    note.write_bytes(damaged)
    assert read_note(tmp_path) is None


def test_bytes_that_are_lost_are_no_fault_of_a_document(desk):
    (card,) = desk.take(_table("lost"))
    (desk.data / "archive" / card.file).unlink()
    with pytest.raises(ArchiveDamaged, match="the archive has lost this file"):
        _settle(desk)


@given(st.lists(st.lists(st.booleans(), min_size=1, max_size=3), max_size=7))
@settings(costly(2), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_of_every_document_the_newest_good_version_stands(tmp_path_factory, background, monkeypatch, build, documents):
    """However many there are, and in whatever order they have come."""
    desk = Desk(tmp_path_factory.mktemp("desk"), background, monkeypatch)
    for turn in range(3):
        for number, versions in enumerate(documents):
            if turn < len(versions):
                desk.take(
                    _table(f"table-{'abcdefg'[number]}", "good" if versions[turn] else "bad", f"3,{turn}{number}")
                )
    _settle(desk)
    newest = {
        _id(f"table-{'abcdefg'[number]}"): max(version for version, good in enumerate(versions, start=1) if good)
        for number, versions in enumerate(documents)
        if any(versions)
    }
    assert _stands(desk) == newest
    bad_after = {
        (_id(f"table-{'abcdefg'[number]}"), version)
        for number, versions in enumerate(documents)
        for version, good in enumerate(versions, start=1)
        if not good and version > newest.get(_id(f"table-{'abcdefg'[number]}"), 0)
    }
    assert keys_of(held_back_now(desk.data, BUNDLED)) == bad_after
