"""A file is read once; what was read is trusted only while it is whole and its reader is the same."""

import json
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.archive import extracts
from sources.archive.store import Archive, Card
from sources.declaration.declared import BUNDLED, read_source
from sources.declaration.errors import SourceError
from sources.reading.content import tell
from sources.reading.guarded import Extract, as_json, from_json
from sources.reading.parts import NotThis, Part, Reader

_DATA = b"agency,index\nKota Magelang,3\n"
_ROW = {"agency": "Kota Magelang", "index": "3,69"}
_PART = Part(
    raw_table="spbe_press", edition=2025, same_as="example.go.id", title="Pernyataan", document_type="statements",
    rows=(_ROW, {"agency": "Kota Tegal", "index": ""}), document_date=date(2026, 1, 9), states={"statements": 2},
    notes=("Pages: 1",),
)  # fmt: skip


class Reading:
    """The reader of a source as a test wants it, and how often a file was read by it."""

    def __init__(self, monkeypatch):
        self.version, self.parts, self.times = 1, (_PART,), 0
        monkeypatch.setattr(extracts, "reader_of", self.reader)
        monkeypatch.setattr(extracts, "read_guarded", self.read)

    def reader(self, source):
        return Reader(source.source, "statements", frozenset({"csv"}), self.version, lambda *_: NotThis("nothing"))

    def read(self, content, sources_dir, source):
        assert (content.data, content.media, source) == (_DATA, "csv", "spbe_press")
        self.times += 1
        return Extract(source, self.version, "statements", self.parts)


@pytest.fixture
def reading(monkeypatch):
    return Reading(monkeypatch)


@pytest.fixture
def archive(tmp_path):
    return Archive(tmp_path / "archive")


@pytest.fixture
def digest(archive):
    return archive.keep(_DATA)


@pytest.fixture
def ask(archive, digest):
    """What the archived file says, asked as the pipeline asks."""
    source = read_source(BUNDLED / "spbe_press")
    return lambda: extracts.read_extract(archive, digest, "pernyataan.csv", source, BUNDLED)


def _kept(archive):
    (place,) = (archive.folder / "extracts").iterdir()
    return place


def test_a_file_is_read_once_and_then_taken_from_what_was_kept(reading, ask):
    first = ask()
    assert ask() == ask() == first == Extract("spbe_press", 1, "statements", (_PART,))
    assert reading.times == 1


def test_what_was_kept_when_it_came_in_is_not_read_again(archive, digest, reading, ask):
    kept = Extract("spbe_press", 1, "statements", (replace(_PART, title="as it came in"),))
    extracts.keep_extract(archive, digest, kept)
    assert ask() == kept
    assert reading.times == 0


def test_a_newer_reader_reads_the_file_again(reading, ask):
    ask()
    reading.version, reading.parts = 2, (replace(_PART, title="better read"),)
    assert ask().parts[0].title == "better read"
    assert (ask().version, reading.times) == (2, 2)


def test_an_older_reader_finds_its_own_reading_again(reading, ask):
    ask()
    reading.version = 2
    ask()
    reading.version = 1
    assert (ask().version, reading.times) == (1, 2)


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[: len(text) // 2],
        lambda text: text.replace("3,69", "3,96"),
        lambda text: text.replace('"sha256": "', '"sha256": "0'),
        lambda text: json.dumps({"extract": json.loads(text)["extract"]}),
        lambda text: json.dumps(json.loads(text)["extract"]),
        lambda text: json.dumps([text]),
        lambda _: "null",
        lambda _: "",
    ],
    ids=["cut", "a figure changed", "other print", "no print", "bare", "a list", "null", "empty"],
)
def test_a_damaged_extract_is_read_again_and_kept_anew(archive, reading, ask, damage):
    first = ask()
    place = _kept(archive)
    whole = place.read_text(encoding="utf-8")
    place.write_text(damage(whole), encoding="utf-8")
    assert ask() == first
    assert reading.times == 2
    assert place.read_text(encoding="utf-8") == whole
    ask()
    assert reading.times == 2


def test_an_extract_that_is_no_text_is_read_again(archive, reading, ask):
    first = ask()
    _kept(archive).write_bytes(b"\xff\xfe\x00")
    assert ask() == first
    assert reading.times == 2


@pytest.mark.parametrize("change", [{"colour": "red"}, {"document_date": None}], ids=["a key more", "a key less"])
def test_an_extract_of_another_shape_of_this_project_is_read_again(archive, reading, ask, change):
    """An older version of the project may have kept other keys; its extract is whole, and of no use."""
    first = ask()
    place = _kept(archive)
    content = json.loads(place.read_text(encoding="utf-8"))
    part = content["extract"]["parts"][0]
    for key, value in change.items():
        if value is None:
            del part[key]
        else:
            part[key] = value
    body = json.dumps(content["extract"], ensure_ascii=False, sort_keys=True)
    content["sha256"] = extracts.hashlib.sha256(body.encode()).hexdigest()
    place.write_text(json.dumps(content), encoding="utf-8")
    assert ask() == first
    assert reading.times == 2


def test_removing_the_extracts_costs_a_reading_and_nothing_else(archive, reading, ask):
    first = ask()
    _kept(archive).unlink()
    assert ask() == first
    assert reading.times == 2


@pytest.mark.parametrize("damage", ["lost", "changed"])
def test_a_kept_extract_does_not_stand_for_bytes_that_are_gone(archive, digest, reading, ask, damage):
    ask()
    place = archive.folder / "objects" / digest[:2] / digest
    place.chmod(0o644)
    place.unlink() if damage == "lost" else place.write_bytes(b"other")
    with pytest.raises(SourceError) as refusal:
        ask()
    assert refusal.value.file == place
    assert reading.times == 1


def test_a_source_that_lost_its_reader_is_told_with_the_way_out(reading, ask, monkeypatch):
    monkeypatch.setattr(extracts, "reader_of", lambda _: None)
    with pytest.raises(SourceError, match=r"pernyataan\.csv: the source spbe_press has no reader any more"):
        ask()


def test_a_file_that_cannot_be_read_leaves_no_extract(archive, digest, ask, reading, monkeypatch):
    def broken(*_):
        raise SourceError(tell("pernyataan.csv", _DATA).path, "it breaks off.", "ask again.")

    monkeypatch.setattr(extracts, "read_guarded", broken)
    with pytest.raises(SourceError, match="it breaks off"):
        ask()
    assert not (archive.folder / "extracts").exists()


# --- the rows of one document ----------------------------------------------------------------------------


def _card(digest, **changes):
    return Card.model_validate(
        {
            "document_id": "spbe-press-example-2025", "file": "f", "sha256": digest, "bytes": len(_DATA), "rows": 2,
            "title": "Pernyataan", "publisher": "p", "document_type": "statements", "document_number": None,
            "document_date": None, "decree_number": None, "decree_date": None, "edition": 2025, "url": None,
            "retrieved_from": "x", "retrieved_on": "2026-01-12", "licence": "none", "terms": "cite",
            "evidence_grade": "D", "transcription": "typed", "states": {}, "notes": [], "same_as": "example.go.id",
            "source": "spbe_press", "raw_table": "spbe_press", "version": 1, "original_name": "pernyataan.csv",
            "media": "csv", "retrieved_at": datetime(2026, 1, 12, tzinfo=ZoneInfo("Asia/Jakarta")), "headers": {},
            "reader": "spbe_press", **changes,
        }
    )  # fmt: skip


@pytest.fixture
def rows_of(archive, digest):
    source = read_source(BUNDLED / "spbe_press")
    return lambda **changes: extracts.rows_of(_card(digest, **changes), archive, source, BUNDLED)


@pytest.mark.parametrize(
    ("changes", "title"),
    [({}, "Pernyataan"), ({"edition": 2024}, "2024"), ({"same_as": "other.go.id"}, "other"), ({"raw_table": "x"}, "x")],
)
def test_of_several_documents_in_a_file_each_card_gets_its_own_rows(reading, rows_of, changes, title):
    more = ({"edition": 2024}, {"same_as": "other.go.id"}, {"raw_table": "x"})
    reading.parts = (_PART, *(replace(_PART, rows=({"agency": next(iter(c.values()))},), **c) for c in more))
    expected = (_ROW, _PART.rows[1]) if not changes else ({"agency": next(iter(changes.values()))},)
    assert rows_of(**changes) == expected, title


@pytest.mark.parametrize("found", [0, 2])
def test_a_document_that_the_reader_no_longer_finds_is_told_with_the_way_out(reading, rows_of, found):
    reading.parts = (_PART,) * 2 if found else (replace(_PART, edition=2024),)
    with pytest.raises(SourceError) as refusal:
        rows_of()
    told = str(refusal.value)
    assert f"version 1 of its reader finds {found} documents in it for raw.spbe_press of 2025 (example.go.id)" in told
    assert "withdraw spbe-press-example-2025 and add the file again" in told


# --- to and from JSON ------------------------------------------------------------------------------------

_TEXT = st.text(max_size=10)
_DAYS = st.none() | st.dates()
_PARTS = st.builds(
    Part,
    raw_table=_TEXT,
    edition=st.integers(2000, 2030),
    same_as=_TEXT,
    title=_TEXT,
    document_type=_TEXT,
    rows=st.lists(st.dictionaries(_TEXT, _TEXT, max_size=3), max_size=3).map(tuple),
    document_number=st.none() | _TEXT,
    document_date=_DAYS,
    decree_number=st.none() | _TEXT,
    decree_date=_DAYS,
    states=st.dictionaries(_TEXT, st.integers() | _TEXT, max_size=3),
    notes=st.lists(_TEXT, max_size=3).map(tuple),
)


@given(st.builds(Extract, _TEXT, st.integers(1, 9), _TEXT, st.lists(_PARTS, max_size=2).map(tuple)))
@settings(deadline=None, max_examples=60)
def test_any_extract_comes_back_from_json_as_it_was(extract):
    assert from_json(json.loads(json.dumps(as_json(extract)))) == extract


@given(st.lists(_PARTS, min_size=1, max_size=2).map(tuple))
@settings(deadline=None, max_examples=8)
def test_the_order_of_columns_survives_being_kept(tmp_path_factory, parts):
    archive = Archive(tmp_path_factory.mktemp("archive"))
    extracts.keep_extract(archive, "0" * 64, Extract("spbe_press", 1, "statements", parts))
    kept = extracts._kept(_kept(archive))
    assert [[list(row) for row in part.rows] for part in kept.parts] == [
        [list(row) for row in part.rows] for part in parts
    ]
