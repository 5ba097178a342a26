"""A source folder is taken at its word, and every way in which the word is wrong is told with place and remedy."""

import datetime
import re

import pytest
import yaml

from sources.declaration.declared import BUNDLED, read_source, read_sources
from sources.declaration.errors import SourceError
from sources.declaration.sealing import seal


def _edit(file, /, **changes):
    """Change keys of a YAML file; None as a value removes the key."""
    card = {**yaml.safe_load(file.read_text(encoding="utf-8")), **changes}
    file.write_text(yaml.safe_dump({k: v for k, v in card.items() if v != "REMOVED"}), encoding="utf-8")


def test_a_right_folder_is_read_in_file_order(source):
    read = read_source(source.folder)
    assert [snapshot.path.name for snapshot in read.snapshots] == ["report_2023.csv", "report_2024.csv"]
    assert [snapshot.sidecar.edition for snapshot in read.snapshots] == [2023, 2024]
    assert read.snapshots[0].sidecar.retrieved_on == datetime.date(2026, 11, 22)
    assert b"Kota Magelang" in read.snapshots[0].read_bytes()


def _missing_sidecar(source):
    source.file("report_2024").with_suffix(".yml").unlink()


def _stray_sidecar(source):
    source.file("report_2024").unlink()


def _unknown_key(source):
    _edit(source.file("report_2024").with_suffix(".yml"), confidence="high")


def _missing_key(source):
    _edit(source.file("report_2024").with_suffix(".yml"), licence="REMOVED")


def _unknown_grade(source):
    _edit(source.file("report_2024").with_suffix(".yml"), evidence_grade="E")


def _no_date(source):
    _edit(source.file("report_2024").with_suffix(".yml"), retrieved_on="yesterday")


def _other_file(source):
    _edit(source.file("report_2024").with_suffix(".yml"), file="report_2023.csv")


def _undeclared_edition(source):
    source.put("report_2025", b"agency,index\nKota Magelang,1\n", edition=2025)


def _no_edition(source):
    source.put("report_2024", b"agency,index\nKota Magelang,1\n", edition=None)


def _same_bytes(source):
    source.put("report_2024", source.file("report_2023").read_bytes(), edition=2024)


def _year_not_in_name(source):
    source.file("report_2024").unlink()
    source.file("report_2024").with_suffix(".yml").unlink()
    source.put("report_last_year", b"agency,index\nKota Magelang,1\n", edition=2024)


def _wrong_edition_of_two(source):
    source.put("report_2024", b"agency,index\nKota Magelang,1\n", edition=2023)


def _broken_yaml(source):
    source.file("report_2024").with_suffix(".yml").write_text("title: a: b\n", encoding="utf-8")


def _not_utf_8(source):
    source.file("report_2024").with_suffix(".yml").write_bytes(b"title: caf\xe9\n")


def _no_keys(source):
    source.file("report_2024").with_suffix(".yml").write_text("", encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "place", "told"),
    [
        (_missing_sidecar, "report_2024.yml", "missing"),
        (_stray_sidecar, "report_2024.yml", "describes a file that is missing"),
        (_unknown_key, "report_2024.yml", "confidence"),
        (_missing_key, "report_2024.yml", "licence"),
        (_unknown_grade, "report_2024.yml", "evidence_grade"),
        (_no_date, "report_2024.yml", "retrieved_on"),
        (_other_file, "report_2024.yml", "describes report_2023.csv, not report_2024.csv"),
        (_undeclared_edition, "report_2025.csv", "edition 2025, which source.yml does not declare"),
        (_no_edition, "report_2024.csv", "edition None"),
        (_same_bytes, "report_2024.csv", "same bytes as report_2023.csv, under another year"),
        (_year_not_in_name, "report_last_year.csv", "edition 2024 do not agree"),
        (_wrong_edition_of_two, "report_2024.csv", "edition 2023 do not agree"),
        (_broken_yaml, "report_2024.yml", "not YAML"),
        (_not_utf_8, "report_2024.yml", "not YAML"),
        (_no_keys, "report_2024.yml", "holds no keys"),
    ],
)
def test_a_spoilt_folder_is_refused_with_its_place_and_a_remedy(source, spoil, place, told):
    spoil(source)
    with pytest.raises(SourceError) as refusal:
        source.snapshots()
    assert refusal.value.file.name == place
    assert told in str(refusal.value)
    assert f"reports/snapshots/{place}" in str(refusal.value)
    assert "Remedy: " in str(refusal.value)
    assert refusal.value.remedy.strip()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"frequency": "yearly"}, "frequency"),
        ({"evidence_grade": "Z"}, "evidence_grade"),
        ({"years": ["later"]}, "years"),
        ({"title": {"id": "Laporan"}}, "title.en"),
        ({"refresh": {"cron": "0 7 20 1 *"}}, "refresh.timezone"),
        ({"arrival": {"document_id": "report-{edition}", "terms": "cite"}}, "arrival.transcription"),
        (
            {"arrival": {"document_id": "r", "terms": "cite", "transcription": "read", "shortfal": 0.9}},
            "arrival.shortfal",
        ),
    ],
)
def test_a_wrong_source_file_is_refused_by_its_key(source, changes, told):
    source.declare(**changes)
    with pytest.raises(SourceError, match=rf"reports/source\.yml: .*{told}.*Remedy"):
        read_source(source.folder)


def test_a_folder_that_declares_nothing_is_refused(tmp_path):
    with pytest.raises(SourceError, match=r"source\.yml: the file is missing"):
        read_source(tmp_path)


@pytest.mark.parametrize("awaited", [2022, 2025])
def test_a_declared_year_without_a_document_is_awaited_and_no_error(source, awaited):
    source.declare(years=sorted([2023, 2024, awaited]))
    read = read_source(source.folder)
    assert [snapshot.sidecar.edition for snapshot in read.snapshots] == [2023, 2024]
    assert awaited in read.years


def test_a_source_may_wait_for_its_first_document(source):
    for stem in ("report_2023", "report_2024"):
        source.file(stem).unlink()
        source.file(stem).with_suffix(".yml").unlink()
    assert source.snapshots() == ()


def test_a_reference_source_has_no_years_and_its_files_no_edition(source):
    source.declare(years=None)
    source.put("report_last", b"agency,index\nKota Magelang,1\n", edition=None)
    assert len(source.snapshots()) == 3


def test_other_files_in_the_folder_are_no_snapshots(source):
    (source.folder / "snapshots" / "notes.txt").write_text("look at page 54", encoding="utf-8")
    assert len(source.snapshots()) == 2


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"agency,index\nKota Magelang,2032\n", "32 bytes, 32 described."),
        (b"agency,index\nKota Mage", "22 bytes, 32 described (cut off?)."),
        (b"agency,index\nKota Magelang,2023\nKota Tegal,1\n", "45 bytes, 32 described."),
        (b"", "the file is empty"),
        (b" \n\n", "the file is empty"),
    ],
    ids=["changed", "cut", "longer", "empty", "blank"],
)
def test_bytes_that_the_sidecar_does_not_vouch_for_are_refused(source, content, told):
    snapshot = source.snapshot("report_2023")
    snapshot.path.write_bytes(content)
    with pytest.raises(SourceError) as refusal:
        snapshot.read_bytes()
    assert told in str(refusal.value)
    assert "restore" in refusal.value.remedy


def test_a_file_that_is_gone_is_refused(source):
    snapshot = source.snapshot("report_2023")
    snapshot.path.unlink()
    with pytest.raises(SourceError, match="the file is missing"):
        snapshot.read_bytes()


# --- which table a snapshot fills ------------------------------------------------------------------------


def test_a_snapshot_fills_the_table_with_the_longest_name_that_begins_its_own(source):
    source.declare(years=None, raw_tables=["report", "report_2024"])
    read = read_source(source.folder)
    assert [snapshot.path.stem for snapshot in read.snapshots_of("report")] == ["report_2023"]
    assert [snapshot.path.stem for snapshot in read.snapshots_of("report_2024")] == ["report_2024"]


def test_a_snapshot_of_no_table_is_refused(source):
    source.declare(raw_tables=["means", "scores"])
    with pytest.raises(SourceError, match=r"begins with none of the source's tables \['means', 'scores'\]"):
        read_source(source.folder).snapshots_of("means")


@pytest.mark.parametrize(
    ("years", "stems"),
    [(None, ["report_2023", "report_2024"]), ([2024], ["report_2024"]), ([2022], []), ([], [])],
)
def test_only_snapshots_of_the_asked_years_are_loaded(source, years, stems):
    found = read_source(source.folder).snapshots_of("reports", years)
    assert [snapshot.path.stem for snapshot in found] == stems


def test_sources_are_found_by_their_source_file(source, tmp_path):
    (tmp_path / "not_a_source").mkdir()
    assert [read.source for read in read_sources(tmp_path)] == ["reports"]


# --- sealing ---------------------------------------------------------------------------------------------


def test_sealing_changes_exactly_three_lines_and_makes_the_sidecar_vouch(source):
    file = source.file("report_2024")
    card = file.with_suffix(".yml")
    card.write_text("# by hand\n" + card.read_text(encoding="utf-8") + "# the end", encoding="utf-8")
    before = card.read_text(encoding="utf-8").split("\n")
    file.write_bytes(b"agency,index\nKota Magelang,3\nKota Tegal,2\n")
    changed = seal(file)
    after = card.read_text(encoding="utf-8").split("\n")
    assert len(after) == len(before)
    different = {new.split(":")[0] for old, new in zip(before, after, strict=True) if old != new}
    assert different == set(changed) == {"sha256", "bytes", "rows"}
    assert changed["rows"] == (1, 2)
    assert changed["bytes"] == (32, 42)
    assert source.snapshot("report_2024").read_bytes() == file.read_bytes()


def test_sealing_twice_changes_nothing(source):
    file = source.file("report_2024")
    card = file.with_suffix(".yml").read_bytes()
    assert seal(file) == {}
    assert file.with_suffix(".yml").read_bytes() == card


def test_sealing_keeps_the_line_ends_of_the_other_lines(source):
    file = source.file("report_2024")
    card = file.with_suffix(".yml")
    card.write_bytes(card.read_bytes().replace(b"\n", b"\r\n"))
    before = card.read_bytes().split(b"\n")
    file.write_bytes(b"agency,index\nKota Magelang,3\nKota Tegal,2\n")
    seal(file)
    after = card.read_bytes().split(b"\n")
    different = [new.split(b":")[0] for old, new in zip(before, after, strict=True) if old != new]
    assert different == [b"sha256", b"bytes", b"rows"]


@pytest.mark.parametrize("key", ["sha256", "bytes", "rows"])
def test_a_sidecar_without_a_line_to_seal_is_refused_and_left(source, key):
    file = source.file("report_2024")
    _edit(file.with_suffix(".yml"), **{key: "REMOVED"})
    before = file.with_suffix(".yml").read_bytes()
    with pytest.raises(SourceError, match=f"no key `{key}`"):
        seal(file)
    assert file.with_suffix(".yml").read_bytes() == before


def test_a_file_without_a_sidecar_cannot_be_sealed(source):
    _missing_sidecar(source)
    with pytest.raises(SourceError, match="copying last year's"):
        seal(source.file("report_2024"))


def test_a_file_that_is_no_table_cannot_be_sealed(source):
    file = source.file("report_2024")
    before = file.with_suffix(".yml").read_bytes()
    file.write_bytes(b"agency,index\nKota Magelang\n")
    with pytest.raises(SourceError, match="1 cells where 2 columns"):
        seal(file)
    assert file.with_suffix(".yml").read_bytes() == before


# --- the bundled sources ---------------------------------------------------------------------------------

_BUNDLED = [snapshot for bundled in read_sources() for snapshot in bundled.snapshots]


@pytest.mark.parametrize("snapshot", _BUNDLED, ids=lambda snapshot: snapshot.path.stem)
def test_every_bundled_sidecar_vouches_for_its_file(snapshot):
    content = snapshot.read_bytes()
    assert len(content) == snapshot.sidecar.bytes
    assert content.endswith(b"\n")


#: The editions of which a transcription comes with the project. Years that are declared besides them are awaited.
_COMES_WITH = {
    "spbe_agency_report": {2018, 2019, 2021, 2022, 2024},
    "spbe_annual_report": {2023, 2024},
    "spbe_printed_means": {2021, 2022, 2023, 2024},
    "spbe_press": set(range(2018, 2026)),
    "un_egovkb": {2003, 2004, 2005, *range(2008, 2025, 2)},
}
_each_bundled = pytest.mark.parametrize("bundled", read_sources(), ids=lambda bundled: bundled.source)


@_each_bundled
def test_every_bundled_source_is_named_after_its_folder_and_has_its_runbook(bundled):
    assert bundled.source == bundled.folder.name
    assert (bundled.folder / "README.md").is_file()


@_each_bundled
def test_every_table_of_a_bundled_source_is_filled_or_waits_for_a_document(bundled):
    filled = [len(bundled.snapshots_of(name)) for name in bundled.raw_tables]
    assert sum(filled) == len(bundled.snapshots)
    assert all(filled) or bundled.arrival is not None


@_each_bundled
def test_the_transcriptions_that_come_with_the_project_are_all_there(bundled):
    editions = {snapshot.sidecar.edition for snapshot in bundled.snapshots} - {None}
    assert editions == _COMES_WITH.get(bundled.source, set())


@pytest.mark.parametrize("bundled", [b for b in read_sources() if b.years], ids=lambda bundled: bundled.source)
def test_declared_years_are_in_order_and_an_awaited_one_can_arrive(bundled):
    assert bundled.years == sorted(set(bundled.years))
    awaited = set(bundled.years) - {snapshot.sidecar.edition for snapshot in bundled.snapshots}
    assert not awaited or bundled.arrival is not None


@pytest.mark.parametrize(
    "bundled", [b for b in read_sources() if b.arrival and b.years], ids=lambda bundled: bundled.source
)
def test_documents_that_arrive_get_an_identifier_that_tells_years_apart(bundled):
    made = {bundled.arrival.document_id.format(edition=year, label="kota-magelang") for year in (2024, 2025)}
    assert len(made) == 2
    assert [name for name in made if not re.fullmatch(r"[a-z0-9][a-z0-9-]{2,150}", name)] == []
    # A bundled edition may be one of several of that pattern, but no arriving one may take its place unseen.
    assert bundled.arrival.shortfall is None or 0 < bundled.arrival.shortfall <= 1


@pytest.mark.parametrize(
    "bundled", [b for b in read_sources() if b.arrival and b.years is None], ids=lambda bundled: bundled.source
)
def test_documents_of_a_source_without_years_are_told_apart_by_their_label_and_are_not_the_bundled_ones(bundled):
    made = {bundled.arrival.document_id.format(edition=None, label=label) for label in ("targets-a", "costs-a")}
    assert len(made) == 2
    assert not made & {snapshot.sidecar.document_id for snapshot in bundled.snapshots}
    assert {snapshot.sidecar.same_as for snapshot in bundled.snapshots} == {""}


def test_no_two_documents_share_an_identifier():
    found = [snapshot.sidecar.document_id for snapshot in _BUNDLED]
    assert sorted(found) == sorted(set(found))


def test_all_bundled_sources_are_those_with_a_source_file():
    assert {bundled.folder for bundled in read_sources()} == {yml.parent for yml in BUNDLED.glob("*/source.yml")}
    assert len(read_sources()) >= 14
