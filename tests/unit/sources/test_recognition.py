"""A file is read by the one reader that knows it; none or two make a clear error, never a choice."""

import pytest

from sources.declaration.declared import BUNDLED, read_source, read_sources
from sources.declaration.errors import SourceError
from sources.reading import readers
from sources.reading.content import Content, identify
from sources.reading.parts import NotThis, Part, Reader
from sources.reading.readers import NotRecognised, read_as, reader_of, recognise

_PART = Part("spbe_press", 2025, "", "Pernyataan", "statements", ({"agency": "Kota Magelang"},))
_CONTENT = Content("tabel.csv", b"a,b\n1,2\n", "csv")


class Readers:
    """Readers of the bundled sources as a test wants them; a source that is not named has none."""

    def __init__(self, monkeypatch):
        self.known, self.asked = {}, []
        monkeypatch.setattr(readers, "reader_of", lambda source: self.known.get(source.source))

    def put(self, source, answer, media=("csv",)):
        def read(content, declared):
            assert (content, declared.source) == (_CONTENT, source)
            self.asked.append(source)
            if isinstance(answer, Exception):
                raise answer
            return answer

        self.known[source] = Reader(source, f"kind of {source}", frozenset(media), 1, read)
        return self.known[source]


@pytest.fixture
def known(monkeypatch):
    return Readers(monkeypatch)


@pytest.fixture(scope="module")
def sources():
    return read_sources()


def test_the_one_reader_that_knows_the_file_reads_it_and_those_of_other_types_are_not_asked(known, sources):
    known.put("spbe_annual_report", (_PART,), media=("pdf",))
    known.put("spbe_decree", NotThis("an annex"))
    one = known.put("spbe_press", (_PART,))
    known.put("un_egovkb", NotThis("a Country column"))
    assert recognise(_CONTENT, sources) == (one, (_PART,))
    assert known.asked == ["spbe_decree", "spbe_press", "un_egovkb"]


def test_a_file_that_no_reader_knows_is_refused_with_all_that_was_looked_for(known, sources):
    known.put("spbe_press", NotThis("the columns evaluation_year, agency"))
    known.put("un_egovkb", NotThis("a column Country Name"))
    with pytest.raises(NotRecognised) as refusal:
        recognise(_CONTENT, sources)
    told = str(refusal.value)
    assert told.startswith("tabel.csv: its type is CSV, and it is of no kind that is known.")
    assert "kind of spbe_press: the columns evaluation_year, agency\n" in told
    assert "kind of un_egovkb: a column Country Name\n" in told


def test_a_file_of_a_type_that_no_reader_opens_or_that_two_know_is_refused_with_the_way_out(known, sources):
    known.put("spbe_decree", (_PART,), media=("pdf",))
    with pytest.raises(NotRecognised, match="no kind of document comes as such a file"):
        recognise(_CONTENT, sources)
    known.put("spbe_press", (_PART,))
    known.put("spbe_spreadsheet", (_PART,))
    with pytest.raises(NotRecognised, match=r"it could be kind of spbe_press and kind of spbe_spreadsheet") as refusal:
        recognise(_CONTENT, sources)
    assert "--as SOURCE" in refusal.value.remedy


def test_a_file_that_is_known_and_broken_is_refused_with_the_readers_own_words(known, sources):
    known.put("spbe_press", SourceError(_CONTENT.path, "page 12 is cut off.", "ask for it again.", 12))
    for other in ("spbe_decree", "un_egovkb"):  # asked before it and after it
        known.put(other, NotThis("something else"))
    with pytest.raises(SourceError, match=r"tabel\.csv, line 12: page 12 is cut off") as refusal:
        recognise(_CONTENT, sources)
    assert not isinstance(refusal.value, NotRecognised)


def test_a_person_who_says_which_decides_between_two_or_is_told_what_was_looked_for(known):
    two = known.put("spbe_spreadsheet", (_PART, _PART))
    known.put("spbe_press", NotThis("the column url"))
    known.put("spbe_decree", (_PART,), media=("pdf",))
    assert read_as(_CONTENT, read_source(BUNDLED / "spbe_spreadsheet")) == (two, (_PART, _PART))
    assert known.asked == ["spbe_spreadsheet"]
    for source, problem in (
        ("spbe_press", "kind of spbe_press: the column url"),
        ("spbe_decree", "its type is CSV; kind of spbe_decree was expected"),
        ("regions", r"documents of regions are not read from files.*adding_a_year"),
    ):
        with pytest.raises(NotRecognised, match=problem):
            read_as(_CONTENT, read_source(BUNDLED / source))


def test_a_reader_is_of_the_source_in_whose_folder_it_lies_and_its_documents_can_arrive(sources):
    for source in sources:
        reader = reader_of(source)
        assert (reader is not None) == (source.folder / "parse.py").exists()
        if reader is not None:
            assert reader.source == source.source
            assert source.arrival is not None, source.source


def test_a_file_of_something_else_is_known_by_none_of_them(sources):
    for data in (b"Tanggal,Barang,Harga\n2026-01-01,Kertas,12000\n", b"x\n", b'[{"a": 1}]', b"{}"):
        with pytest.raises(NotRecognised, match="of no kind that is known"):
            recognise(identify("lain.csv", data), sources)
