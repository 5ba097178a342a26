"""A source folder is taken at its word, and every way in which the word is wrong is told with place and remedy."""

import datetime
import re

import pytest
import yaml
from pydantic import TypeAdapter

from sources.declaration.declared import BUNDLED, Publisher, read_source, read_sources
from sources.declaration.errors import SourceError
from sources.declaration.sealing import seal


def _edit(file, /, **changes):
    """Change keys of a YAML file; None as a value removes the key."""
    card = {**yaml.safe_load(file.read_text(encoding="utf-8")), **changes}
    file.write_text(yaml.safe_dump({k: v for k, v in card.items() if v != "REMOVED"}), encoding="utf-8")


def test_a_right_folder_is_read_in_file_order_and_each_snapshot_fills_its_table(source):
    read = read_source(source.folder)
    assert [snapshot.path.name for snapshot in read.snapshots] == ["report_2023.csv", "report_2024.csv"]
    assert [snapshot.sidecar.edition for snapshot in read.snapshots] == [2023, 2024]
    assert read.snapshots[0].sidecar.retrieved_on == datetime.date(2026, 11, 22)
    assert b"Kota Magelang" in read.snapshots[0].read_bytes()
    assert [snapshot.sidecar.edition for snapshot in read.snapshots_of("reports", [2024])] == [2024]
    assert read.snapshots_of("reports", []) == ()
    # A snapshot fills the table with the longest name that begins its own.
    source.declare(years=None, raw_tables=["report", "report_2024"])
    read = read_source(source.folder)
    assert [snapshot.path.stem for snapshot in read.snapshots_of("report")] == ["report_2023"]
    assert [snapshot.path.stem for snapshot in read.snapshots_of("report_2024")] == ["report_2024"]
    source.declare(raw_tables=["means", "scores"])
    with pytest.raises(SourceError, match=r"begins with none of the source's tables \['means', 'scores'\]"):
        read_source(source.folder).snapshots_of("means")


_ROW = b"agency,index\nKota Magelang,1\n"


def _card(source, stem="report_2024"):
    return source.file(stem).with_suffix(".yml")


def _move(source, stem, to, **changes):
    source.file(stem).unlink()
    _card(source, stem).unlink()
    source.put(to, _ROW, **changes)


#: What is done to the folder of source, the file that is named, and what is told of it.
_SPOILT = [
    (lambda s: _card(s).unlink(), "report_2024.yml", "missing"),
    (lambda s: s.file("report_2024").unlink(), "report_2024.yml", "describes a file that is missing"),
    (lambda s: _edit(_card(s), licence="REMOVED"), "report_2024.yml", "licence"),
    (lambda s: _edit(_card(s), file="a.csv"), "report_2024.yml", "describes a.csv, not report_2024"),
    (lambda s: s.put("report_2025", _ROW, edition=2025), "report_2025.csv", "2025, which source.yml does not declare"),
    (lambda s: s.put("report_2024", _ROW, edition=None), "report_2024.csv", "edition None"),
    (lambda s: s.put("report_2024", s.file("report_2023").read_bytes(), edition=2024), "report_2024.csv",
     "same bytes as report_2023.csv, under another year"),
    (lambda s: _move(s, "report_2024", "last_year", edition=2024), "last_year.csv", "edition 2024 do not agree"),
    (lambda s: _card(s).write_bytes(b"title: a: b\n"), "report_2024.yml", "not YAML"),
    (lambda s: _card(s).write_bytes(b""), "report_2024.yml", "holds no keys"),
]  # fmt: skip


@pytest.mark.parametrize(("spoil", "file", "problem"), _SPOILT)
def test_a_spoilt_folder_is_refused_with_its_place_and_a_remedy(source, spoil, file, problem):
    spoil(source)
    with pytest.raises(SourceError) as refusal:
        source.snapshots()
    assert problem in str(refusal.value)
    assert f"reports/snapshots/{file}" in str(refusal.value)
    assert refusal.value.remedy.strip()


def test_a_wrong_source_file_is_refused_by_its_key(source):
    arrival = {"document_id": "report-{edition}"}
    for changes, key in (
        ({"frequency": "yearly"}, "frequency"),
        ({"years": ["later"]}, "years"),
        ({"title": {"id": "Laporan"}}, "title.en"),
        ({"refresh": {"cron": "0 7 20 1 *"}}, "refresh.timezone"),
        ({"arrival": arrival}, "arrival.transcription"),
        ({"arrival": {**arrival, "transcription": "read", "shortfal": 0.9}}, "arrival.shortfal"),
    ):
        source.declare(**changes)
        with pytest.raises(SourceError, match=rf"reports/source\.yml: .*{key}.*Remedy"):
            read_source(source.folder)
    (source.folder / "source.yml").unlink()
    with pytest.raises(SourceError, match=r"source\.yml: the file is missing"):
        read_source(source.folder)
    source.declare()
    (source.folder / "parse.py").write_text("def read(content): ...\n", encoding="utf-8")
    with pytest.raises(SourceError, match=r"reports/parse\.py: it has no `READER`"):
        read_source(source.folder)


def test_bytes_that_the_sidecar_does_not_vouch_for_are_refused(source):
    snapshot = source.snapshot("report_2023")
    for content, problem in (
        (b"agency,index\nKota Magelang,2032\n", "32 bytes, 32 described."),
        (b"agency,index\nKota Mage", "22 bytes, 32 described (cut off?)."),
        (b"agency,index\nKota Magelang,2023\nKota Tegal,1\n", "45 bytes, 32 described."),
        (b" \n\n", "the file is empty"),
    ):
        snapshot.path.write_bytes(content)
        with pytest.raises(SourceError) as refusal:
            snapshot.read_bytes()
        assert problem in str(refusal.value)
        assert "restore" in refusal.value.remedy
    snapshot.path.unlink()
    with pytest.raises(SourceError, match="the file is missing"):
        snapshot.read_bytes()


def test_sealing_changes_exactly_three_lines_and_makes_the_sidecar_vouch(source):
    file, card = source.file("report_2024"), _card(source)
    card.write_bytes(b"# by hand\r\n" + card.read_bytes().replace(b"\n", b"\r\n") + b"# the end")
    before = card.read_bytes().split(b"\n")
    file.write_bytes(b"agency,index\nKota Magelang,3\nKota Tegal,2\n")
    changed = seal(file)
    after = card.read_bytes().split(b"\n")
    different = [new.split(b":")[0] for old, new in zip(before, after, strict=True) if old != new]
    assert different == [b"sha256", b"bytes", b"rows"]
    assert (changed["rows"], changed["bytes"]) == ((1, 2), (32, 42))
    assert source.snapshot("report_2024").read_bytes() == file.read_bytes()
    assert seal(file) == {}
    assert card.read_bytes().split(b"\n") == after


def test_what_cannot_be_sealed_is_refused_and_left(source):
    file, card = source.file("report_2024"), _card(source)
    good = card.read_bytes()
    for key in ("sha256", "bytes", "rows"):
        card.write_bytes(good)
        _edit(card, **{key: "REMOVED"})
        before = card.read_bytes()
        with pytest.raises(SourceError, match=f"no key `{key}`"):
            seal(file)
        assert card.read_bytes() == before
    card.write_bytes(good)
    file.write_bytes(b"agency,index\nKota Magelang\n")
    with pytest.raises(SourceError, match="1 cells where 2 columns"):
        seal(file)
    assert card.read_bytes() == good
    card.unlink()
    with pytest.raises(SourceError, match="copying last year's"):
        seal(file)


_SOURCES = read_sources()
#: The editions of which a transcription comes with the project. Years that are declared besides them are awaited.
_COMES_WITH = {
    "spbe_agency_report": {2018, 2019, 2020, 2021, 2022, 2023, 2024},
    "spbe_annual_report": {2023, 2024},
    "spbe_printed_means": {2020, 2021, 2022, 2023, 2024},
    "spbe_press": set(range(2018, 2026)),
    "un_egovkb": {2003, 2004, 2005, *range(2008, 2025, 2)},
}


def test_every_bundled_source_is_named_after_its_folder_and_has_its_runbook_and_its_transcriptions():
    assert {source.folder for source in _SOURCES} == {yml.parent for yml in BUNDLED.glob("*/source.yml")}
    for source in _SOURCES:
        assert source.source == source.folder.name
        assert (source.folder / "README.md").is_file(), source.source
        editions = {snapshot.sidecar.edition for snapshot in source.snapshots} - {None}
        assert editions == _COMES_WITH.get(source.source, set()), source.source
    bundled = [snapshot for source in _SOURCES for snapshot in source.snapshots]
    assert [s.path for s in bundled if not s.read_bytes().endswith(b"\n")] == []
    assert len({snapshot.sidecar.document_id for snapshot in bundled}) == len(bundled)
    for source in _SOURCES:
        filled = [len(source.snapshots_of(name)) for name in source.raw_tables]
        assert sum(filled) == len(source.snapshots), source.source
        assert all(filled) or source.arrival is not None, source.source


def test_what_is_awaited_can_arrive_under_an_identifier_of_its_own():
    for source in (source for source in _SOURCES if source.years):
        assert source.years == sorted(set(source.years)), source.source
        awaited = set(source.years) - {snapshot.sidecar.edition for snapshot in source.snapshots}
        assert not awaited or source.arrival is not None, source.source
        if source.arrival is not None:
            made = {source.arrival.document_id.format(edition=year, label="kota-magelang") for year in (2024, 2025)}
            assert len(made) == 2, source.source
            assert all(re.fullmatch(r"[a-z0-9][a-z0-9-]{2,150}", name) for name in made), source.source
    # Without years, documents are told apart by their label, and are not the bundled ones.
    for source in (source for source in _SOURCES if source.arrival and source.years is None):
        made = {source.arrival.document_id.format(edition=None, label=label) for label in ("targets-a", "costs-a")}
        assert len(made) == 2
        assert not made & {snapshot.sidecar.document_id for snapshot in source.snapshots}
        assert {snapshot.sidecar.same_as for snapshot in source.snapshots} == {""}


@pytest.mark.parametrize(
    ("stated", "publisher"),
    [
        ({"id": "Media massa", "en": "News media"}, ("Media massa", "News media")),
        ("Kemendagri", ("Kemendagri", "Kemendagri")),
        ("Media massa | News media", ("Media massa", "News media")),  # a card of the archive from before
    ],
)
def test_a_publisher_is_described_once_per_language(stated, publisher):
    described = TypeAdapter(Publisher).validate_python(stated)
    assert (described.id, described.en) == publisher
