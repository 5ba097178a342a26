"""A file is read once; what was read is trusted only while it is whole and its reader is the same."""

import hashlib
import json
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.archive import extracts
from sources.declaration.declared import BUNDLED, read_source
from sources.declaration.errors import SourceError
from sources.reading.content import identify
from sources.reading.guarded import Extract, as_json, from_json
from sources.reading.parts import NotThis, Part, Reader
from tests.unit.sources.conftest import make_card

_DATA = b"agency,index\nKota Magelang,3\n"
_ROW = {"agency": "Kota Magelang", "index": "3,69"}
_PART = Part(
    raw_table="spbe_press", edition=2025, same_as="example.go.id", title="Pernyataan", document_type="statements",
    rows=(_ROW, {"agency": "Kota Tegal", "index": ""}), document_date=date(2026, 1, 9), states={"statements": 2},
    notes=("Pages: 1",),
)  # fmt: skip


@pytest.fixture
def reading(monkeypatch):
    """The reader of a source as a test wants it, and how often a file was read by it."""
    state = SimpleNamespace(version=1, parts=(_PART,), times=0)

    def reader(source):
        return Reader(source.source, "statements", frozenset({"csv"}), state.version, lambda *_: NotThis("nothing"))

    def read(content, sources_dir, source):
        assert (content.data, content.media, source) == (_DATA, "csv", "spbe_press")
        state.times += 1
        return Extract(source, state.version, "statements", state.parts)

    monkeypatch.setattr(extracts, "reader_of", reader)
    monkeypatch.setattr(extracts, "read_guarded", read)
    return state


@pytest.fixture
def digest(archive):
    return archive.keep(_DATA)


@pytest.fixture
def ask(archive, digest):
    """What the archived file says, asked as the pipeline asks."""
    source = read_source(BUNDLED / "spbe_press")
    return lambda: extracts.read_extract(archive, digest, "pernyataan.csv", source, BUNDLED)


def test_a_file_is_read_once_and_again_by_a_newer_reader_and_an_older_one_finds_its_own_reading(reading, ask):
    first = ask()
    assert ask() == ask() == first == Extract("spbe_press", 1, "statements", (_PART,))
    assert reading.times == 1
    reading.version, reading.parts = 2, (replace(_PART, title="better read"),)
    assert ask().parts[0].title == "better read"
    assert (ask().version, reading.times) == (2, 2)
    reading.version = 1
    assert (ask().version, reading.times) == (1, 2)


def _of_another_shape(text, change):
    """What an older version of the project may have kept: whole, and of no use."""
    content = json.loads(text)
    change(content["extract"]["parts"][0])
    body = json.dumps(content["extract"], ensure_ascii=False, sort_keys=True)
    return json.dumps({**content, "sha256": hashlib.sha256(body.encode()).hexdigest()})


_DAMAGES = [
    lambda text: text[: len(text) // 2],
    lambda text: text.replace("3,69", "3,96"),
    lambda text: json.dumps({"extract": json.loads(text)["extract"]}),
    lambda _: "null",
    lambda _: "\udcff\udcfe\x00",
    lambda text: _of_another_shape(text, lambda part: part.update(colour="red")),
    lambda text: _of_another_shape(text, lambda part: part.pop("document_date")),
]


def test_a_damaged_or_removed_extract_is_read_again_and_kept_anew(archive, reading, ask):
    first = ask()
    (file,) = (archive.folder / "extracts").iterdir()
    whole = file.read_bytes()
    for times, damage in enumerate(_DAMAGES, start=2):
        file.write_bytes(damage(whole.decode()).encode(errors="surrogateescape"))
        assert ask() == first
        assert file.read_bytes() == whole
        assert (ask(), reading.times) == (first, times)
    file.unlink()
    assert (ask(), reading.times) == (first, len(_DAMAGES) + 2)


def test_a_kept_extract_does_not_stand_for_bytes_that_are_gone(archive, digest, reading, ask):
    ask()
    file = archive.folder / "objects" / digest[:2] / digest
    file.chmod(0o644)
    for damage in (lambda: file.write_bytes(b"other"), file.unlink):
        damage()
        with pytest.raises(SourceError) as refusal:
            ask()
        assert refusal.value.file == file
    assert reading.times == 1


def test_a_file_that_cannot_be_read_or_lost_its_reader_leaves_no_extract(archive, digest, ask, reading, monkeypatch):
    def broken(*_):
        raise SourceError(identify("pernyataan.csv", _DATA).path, "it breaks off.", "ask again.")

    monkeypatch.setattr(extracts, "read_guarded", broken)
    with pytest.raises(SourceError, match="it breaks off"):
        ask()
    monkeypatch.setattr(extracts, "reader_of", lambda _: None)
    with pytest.raises(SourceError, match=r"pernyataan\.csv: the source spbe_press has no reader any more"):
        ask()
    assert not (archive.folder / "extracts").exists()


@pytest.fixture
def rows_of(archive):
    source = read_source(BUNDLED / "spbe_press")
    press = {"document_id": "spbe-press-example-2025", "same_as": "example.go.id", "raw_table": "spbe_press"}
    return lambda **changes: extracts.rows_of(make_card(_DATA, **{**press, **changes}), archive, source, BUNDLED)


def test_of_several_documents_in_a_file_each_card_gets_its_own_rows_or_is_refused(digest, reading, rows_of):
    more = ({"edition": 2024}, {"same_as": "other.go.id"}, {"raw_table": "x"})
    reading.parts = (_PART, *(replace(_PART, rows=({"agency": str(changes)},), **changes) for changes in more))
    assert rows_of() == _PART.rows
    for changes in more:
        assert rows_of(**changes) == ({"agency": str(changes)},)
    for parts, count in (((replace(_PART, edition=2024),), 0), ((_PART, _PART), 2)):
        reading.parts = parts
        reading.version += 1
        with pytest.raises(SourceError) as refusal:
            rows_of()
        finds = f"version {reading.version} of its reader finds {count} documents in it for raw.spbe_press of 2025"
        assert f"{finds} (example.go.id)" in str(refusal.value)
        assert "withdraw spbe-press-example-2025 and add the file again" in str(refusal.value)


_TEXT = st.text(max_size=10)
_DAYS = st.none() | st.dates()
_PARTS = st.builds(
    Part,
    rows=st.lists(st.dictionaries(_TEXT, _TEXT, max_size=3), max_size=3).map(tuple),
    document_date=_DAYS,
    decree_date=_DAYS,
    states=st.dictionaries(_TEXT, st.integers() | _TEXT, max_size=3),
    notes=st.lists(_TEXT, max_size=3).map(tuple),
)


@given(st.builds(Extract, _TEXT, st.integers(1, 9), _TEXT, st.lists(_PARTS, max_size=2).map(tuple)))
def test_any_extract_comes_back_from_json_as_it_was(extract):
    assert from_json(json.loads(json.dumps(as_json(extract)))) == extract


def test_the_order_of_columns_survives_being_kept(archive, digest, reading, ask):
    turned = replace(_PART, rows=({"index": "3,69", "agency": "Kota Magelang"},))
    extracts.keep_extract(archive, digest, Extract("spbe_press", 1, "statements", (turned,)))
    assert [list(row) for part in ask().parts for row in part.rows] == [["index", "agency"]]
    assert reading.times == 0
