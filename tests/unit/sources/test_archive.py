"""What has come in is kept byte for byte, whole or not at all, and is told apart from what has changed since."""

import hashlib
import os
import stat
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
import yaml

from sources.archive import store
from sources.archive.store import sweep, write_whole
from sources.archive.vouched import ArchiveDamaged, read_vouched, vouched
from sources.declaration.declared import read_source
from sources.declaration.errors import SourceError
from tests.unit.sources.conftest import make_card

_DATA = b"agency,index\nKota Magelang,3\n"


def _card(data=_DATA, version=1, **changes):
    told = {"title": "Laporan: tahun 2025", "original_name": "Laporan é 2025.pdf", "headers": {"etag": '"33a6"'}}
    return make_card(data, version=version, **{**told, **changes})


@pytest.fixture
def reports(source):
    """The source that the cards belong to, without transcriptions."""
    return read_source(source.folder)


def _files(archive):
    return sorted(str(path.relative_to(archive.folder)) for path in archive.folder.rglob("*") if path.is_file())


def _object(archive, digest):
    return archive.folder / "objects" / digest[:2] / digest


def test_bytes_are_kept_once_under_their_sha256_read_only(archive):
    digest = archive.keep(_DATA)
    file = _object(archive, digest)
    assert digest == hashlib.sha256(_DATA).hexdigest()
    assert file.read_bytes() == archive.read(digest) == _DATA
    assert stat.S_IMODE(file.stat().st_mode) == 0o444
    before = file.stat().st_ino
    assert archive.keep(_DATA) == digest
    assert (file.stat().st_ino, len(_files(archive))) == (before, 1)


def test_damaged_or_lost_bytes_are_never_handed_out_and_the_file_is_named(archive):
    digest = archive.keep(_DATA)
    file = _object(archive, digest)
    file.chmod(0o644)
    for damaged in (_DATA[:-1], _DATA + b" ", b"", _DATA.replace(b"3", b"4")):
        file.write_bytes(damaged)
        with pytest.raises(SourceError, match="the archived bytes have changed") as refusal:
            archive.read(digest)
        assert refusal.value.file == file
        assert "backup" in refusal.value.remedy
    file.unlink()
    with pytest.raises(SourceError, match="the archive has lost this file") as refusal:
        archive.read(digest)
    assert refusal.value.file == file


def test_a_card_comes_back_as_it_was_written_and_can_be_read_by_people(archive, reports):
    assert (list(archive.versions(reports)), archive.standing(reports)) == ([], ())
    assert not archive.folder.exists()
    card = archive.add(_DATA, _card())
    archive.add(_DATA, _card(source="others"))
    (version,) = archive.versions(reports)
    assert version.card == card == _card()
    assert version.withdrawn is None
    assert archive.standing(reports) == (card,)
    text = (archive.folder / "documents/reports/report-2025/001.yml").read_text(encoding="utf-8")
    assert text.splitlines()[1] == "document_id: report-2025"
    assert text.startswith("# sha256 of all that follows: ")
    assert "original_name: Laporan é 2025.pdf\n" in text
    assert "2026-01-12T09:30:00+07:00" in text


def test_a_card_of_no_document_id_or_of_other_bytes_is_refused_and_makes_no_folder(archive):
    for document_id in (
        *("../../etc/cron", "a/b", "Report-2025", "re", "", "-report", "report 2025", "report_2025", "laporan-é"),
        "a" * 160,
    ):
        with pytest.raises(SourceError, match=r"is no document id.*arrival\.document_id"):
            archive.add(_DATA, _card(document_id=document_id))
    assert not archive.folder.exists()
    for changes in ({"sha256": "0" * 64}, {"bytes": 1}):
        with pytest.raises(SourceError, match="its card describes other bytes"):
            archive.add(_DATA, _card(**changes))
    assert not (archive.folder / "documents").exists()


def test_the_bytes_are_there_before_the_card(archive, monkeypatch):
    written = []
    monkeypatch.setattr(store, "write_whole", lambda place, *_, **__: written.append(place))
    archive.add(_DATA, _card())
    assert [place.relative_to(archive.folder).parts[0] for place in written] == ["objects", "documents"]


def test_of_many_that_add_one_version_at_once_one_wins_and_the_others_are_refused(archive, reports):
    contents = [f"agency,index\nKota Magelang,{number}\n".encode() for number in range(8)]
    start = threading.Barrier(len(contents))

    def add(content):
        start.wait()
        try:
            return archive.add(content, _card(content))
        except SourceError as refusal:
            return str(refusal)

    with ThreadPoolExecutor(len(contents)) as threads:
        ended = list(threads.map(add, contents))
    (won,) = (end for end in ended if not isinstance(end, str))
    told = "version 1 of report-2025 was added meanwhile. Remedy: add the file again."
    assert all(told in end for end in ended if end != won)
    assert archive.standing(reports) == (won,)
    assert archive.read(won.sha256) in contents
    assert [name for name in _files(archive) if ".new-" in name] == []


def _no_space(*_, **__):
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize(("owner", "name"), [(Path, "replace"), (os, "fsync"), (Path, "chmod")], ids=str)
def test_a_failed_write_leaves_no_partial_file_and_no_document(archive, reports, monkeypatch, owner, name):
    with monkeypatch.context() as broken:
        broken.setattr(owner, name, _no_space)
        with pytest.raises(OSError, match="No space left"):
            archive.add(_DATA, _card())
    assert archive.standing(reports) == ()
    assert [name for name in _files(archive) if not name.startswith("objects/")] == []
    # The bytes may be there, but then whole; nothing half-written lies beside them.
    for file in archive.folder.rglob("*"):
        if file.is_file():
            assert archive.read(file.name) == _DATA
    assert archive.add(_DATA, _card()) == _card()


@pytest.mark.parametrize("replace", [True, False])
def test_a_process_that_is_stopped_while_writing_leaves_the_old_file(tmp_path, monkeypatch, replace):
    file = tmp_path / "file"
    file.write_bytes(b"old")

    def interrupt(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_whole(file, b"new", mode=0o644, replace=replace)
    assert file.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def _add_versions(archive, count):
    contents = [f"agency,index\nKota Magelang,{number}\n".encode() for number in range(1, count + 1)]
    return [archive.add(content, _card(content, version)) for version, content in enumerate(contents, start=1)]


def _withdraw(archive, card, reason="the ministry called it back"):
    archive.withdraw(card, by="budi", on=date(2026, 2, 1), reason=reason)


def test_the_newest_version_stands_and_after_its_withdrawal_the_one_before(archive, reports):
    cards = _add_versions(archive, 11)  # ordered by number past nine
    (archive.folder / "documents/reports/report-2025/.new-abc").write_text("half written", encoding="utf-8")
    assert archive.standing(reports) == (cards[-1],)
    assert [version.card for version in archive.versions(reports)] == cards
    _withdraw(archive, cards[9])
    assert archive.standing(reports) == (cards[-1],)
    _withdraw(archive, cards[10])
    assert archive.standing(reports) == (cards[8],)
    for card in cards[:9]:
        _withdraw(archive, card)
    assert archive.standing(reports) == ()
    assert archive.read(cards[0].sha256) == b"agency,index\nKota Magelang,1\n"
    last = list(archive.versions(reports))[-1]
    assert (last.card, last.withdrawn.by, last.withdrawn.on) == (cards[-1], "budi", date(2026, 2, 1))
    assert last.withdrawn.reason == "the ministry called it back"


@pytest.mark.parametrize(
    ("came", "kind"),
    [
        ({}, "handed_in"),
        ({"url": "https://data.example.go.id/laporan.pdf", "media": "pdf"}, "publisher_file"),
        ({"url": "https://data.example.go.id/api/spbe", "media": "json"}, "publisher_interface"),
    ],
)
def test_how_a_document_came_says_what_copy_is_held(archive, reports, came, kind):
    archive.add(_DATA, _card(**came))
    assert [card.held_copy.kind for card in archive.standing(reports)] == [kind]


_CARD, _NOTE = "documents/reports/report-2025/001.yml", "documents/reports/report-2025/001.withdrawn.yml"


def _as_before(file):
    """Take a file's checksum away, as it was before there was one."""
    file.write_bytes(file.read_bytes().partition(b"\n")[2])


def _refused(archive, reports, file, problem):
    with pytest.raises(ArchiveDamaged, match=problem) as refusal:
        archive.standing(reports)
    assert refusal.value.file == file
    assert "restore it from a backup of data/archive" in refusal.value.remedy
    assert [found.file for found in archive.look_through()[1]] == [file]


@pytest.mark.parametrize("name", [_CARD, _NOTE])
def test_a_card_or_withdrawal_is_refused_when_one_bit_of_it_has_changed_or_its_end_is_gone(archive, name):
    _withdraw(archive, archive.add(_DATA, _card()))
    file = archive.folder / name
    whole = file.read_bytes()
    changed = [
        *(whole[:at] + bytes([byte ^ 1 << at % 8]) + whole[at + 1 :] for at, byte in enumerate(whole)),
        *(whole[:length] for length in range(len(whole))),
    ]
    for content in changed:
        file.write_bytes(content)
        with pytest.raises(ArchiveDamaged):
            read_vouched(file)
    file.write_bytes(whole)
    assert read_vouched(file).has_checksum


@pytest.mark.parametrize("name", [_CARD, _NOTE])
def test_what_a_card_or_withdrawal_says_cannot_be_changed_by_hand(archive, reports, name):
    _withdraw(archive, archive.add(_DATA, _card()))
    file = archive.folder / name
    whole = file.read_bytes()
    for said, other in (
        (b"raw_table: reports", b"raw_table: report"), (b"evidence_grade: A", b"evidence_grade: B"),
        (b"2026-0", b"2025-0"), (b"by: budi", b"by: siti"),
    ):  # fmt: skip
        if said in whole:
            file.write_bytes(whole.replace(said, other))
            _refused(archive, reports, file, "its checksum does not fit")


def test_a_card_in_another_place_than_its_own_is_refused(archive, reports):
    archive.add(_DATA, _card())
    file = archive.folder / _CARD
    for name in ("002.yml", "../report-2024/001.yml"):
        place = file.parent / name
        place.parent.mkdir(exist_ok=True)
        file = file.rename(place.resolve())
        _refused(archive, reports, file, "it is the card of version 1 of report-2025, of the source reports")


def test_files_from_before_there_was_a_checksum_are_read_and_are_given_one_when_somebody_vouches(archive, reports):
    _withdraw(archive, archive.add(_DATA, _card()))
    files = [archive.folder / name for name in (_CARD, _NOTE)]
    whole = [file.read_bytes() for file in files]
    for file in files:
        _as_before(file)
    (version,) = archive.versions(reports)
    assert (version.card, version.withdrawn.by, version.without_checksum) == (_card(), "budi", tuple(files))
    archive.vouch_for(version)
    (version,) = archive.versions(reports)
    assert (version.without_checksum, [file.read_bytes() for file in files]) == ((), whole)


def test_a_broken_card_is_refused_by_its_place(archive, reports):
    archive.add(_DATA, _card())
    file = archive.folder / _CARD
    _as_before(file)
    card = file.read_bytes()
    told = yaml.safe_load(card)
    for spoilt, problem in (
        ({**told, "evidence_grade": "E"}, "evidence_grade"),
        ({key: value for key, value in told.items() if key != "sha256"}, "sha256"),
        ([told], "does not begin with its checksum"),
        (None, "does not begin with its checksum"),
    ):
        file.write_text(yaml.safe_dump(spoilt, sort_keys=False), encoding="utf-8")
        _refused(archive, reports, file, problem)
    for content, problem in ((b"document_id: a: b\n", "it is not YAML"), (b"document_id: \xff", "it is not YAML")):
        file.write_bytes(content)
        _refused(archive, reports, file, problem)
    file.write_bytes(vouched(b"- a list\n"))
    _refused(archive, reports, file, "it holds no keys")
    file.write_bytes(card)
    # A broken withdrawal is never taken for none.
    gone = archive.folder / _NOTE
    for content in ("by: budi\n'on': 2026-02-01\n", "by: budi\n'on': soon\nreason: so\n", "reason\n", ""):
        gone.write_text(content, encoding="utf-8")
        _refused(archive, reports, gone, None)


def test_a_card_of_before_that_says_terms_of_use_in_words_is_still_read(archive, reports):
    archive.add(_DATA, _card())
    card = archive.folder / _CARD
    _as_before(card)
    card.write_text(card.read_text(encoding="utf-8") + "terms: They may be used freely.\n", encoding="utf-8")
    assert archive.standing(reports) == (_card(),)


def test_a_written_file_and_the_folders_made_for_it_are_brought_to_the_disk(tmp_path, monkeypatch):
    synced = []
    monkeypatch.setattr(os, "fsync", lambda opened: synced.append(Path(f"/proc/self/fd/{opened}").resolve()))
    write_whole(tmp_path / "a" / "b" / "file", b"new", mode=0o644, replace=False)
    assert [place.relative_to(tmp_path).as_posix() for place in synced if place.is_dir()] == [".", "a", "a/b"]
    assert len(synced) == 4  # and the file, under the name that it had then


def test_what_was_left_half_written_is_removed_once_nobody_writes_it_any_more(archive):
    archive.add(_DATA, _card())
    whole = set(_files(archive))
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    folder = (archive.folder / _CARD).parent
    by_age = {f".new-{os.getpid()}-old": 4000, ".new-abc": 4000}
    for name in (f".new-{gone.pid}-a", f".new-{os.getpid()}-b", ".new-def", *by_age):
        (folder / name).touch()
        os.utime(folder / name, times=(time.time() - by_age.get(name, 0),) * 2)
    sweep(archive.folder)
    left = {Path(name).name for name in set(_files(archive)) - whole}
    assert left == {f".new-{os.getpid()}-b", ".new-def"}
    assert whole <= set(_files(archive))
