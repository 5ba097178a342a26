"""Files are taken in from the command line or the inbox; each ends in the archive, or beside the reason why not."""

import os
from pathlib import Path

import pytest

from pipelines import document_verbs
from pipelines.intake import Intake, take_inbox, waiting
from sources.archive.store import Archive
from sources.declaration.declared import BUNDLED, read_source


def _statements(*lines):
    header = "evaluation_year,agency,index,url"
    return "\n".join([header, *lines, ""]).encode()


_PAGE = "https://example.go.id/berita/1"
_GOOD = _statements(f'2025,Kota Magelang,"3,70",{_PAGE}', f"2025,Kota Tegal,2.95,{_PAGE}")
_UNDECLARED = _statements(f'2026,Kota Magelang,"3,70",{_PAGE}')
_UNKNOWN = b"Tanggal,Barang,Harga\n2026-01-01,Kertas,12000\n"


def _cards(settings):
    archive = Archive(settings.archive_dir)
    return {card.document_id: card for card in archive.standing(read_source(BUNDLED / "spbe_press"))}


def _listing(folder):
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def _take(settings):
    return take_inbox(settings, waiting(settings))


# --- one file -----------------------------------------------------------------------------------------------


@pytest.fixture
def intake(settings, read_here):
    return Intake(settings)


@pytest.fixture
def file(tmp_path):
    def write(content=_GOOD, name="pernyataan.csv"):
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


def test_a_file_is_examined_in_a_process_of_its_own_and_archived(settings, file):
    taken = Intake(settings).take_file(file())
    assert (taken.name, taken.outcome) == ("pernyataan.csv", "taken in")
    (card,) = taken.cards
    assert (card.source, card.edition, card.rows, card.original_name) == ("spbe_press", 2025, 2, "pernyataan.csv")
    assert card.retrieved_from == "handed in as pernyataan.csv"
    assert card.retrieved_at.utcoffset().total_seconds() == 7 * 3600
    assert _cards(settings) == {card.document_id: card}
    assert Archive(settings.archive_dir).read(card.sha256) == _GOOD


def test_a_dry_run_says_the_same_and_writes_nothing(settings, intake, file):
    tried = intake.take_file(file(), dry_run=True)
    assert (tried.outcome, tried.cards) == ("taken in", ())
    assert "-> would become spbe-press-example-go-id-" in tried.report
    assert _listing(settings.data_dir) == []
    done = intake.take_file(file())
    assert done.report == tried.report.replace("would become", "archived as")


def test_the_same_file_twice_is_known_whatever_it_is_called(intake, file):
    intake.take_file(file())
    again = intake.take_file(file(name="salinan (1).csv"))
    assert (again.outcome, again.cards) == ("known", ())
    assert "byte for byte" in again.report


def test_a_changed_file_is_a_new_version(settings, intake, file):
    (first,) = intake.take_file(file()).cards
    (second,) = intake.take_file(file(_GOOD.replace(b"2.95", b"2.96"))).cards
    assert (second.document_id, second.version) == (first.document_id, 2)
    assert "1 rows are new or changed" in intake.take_file(file(_GOOD.replace(b"2.95", b"2.97")), dry_run=True).report
    assert _cards(settings) == {second.document_id: second}


@pytest.mark.parametrize("damage", ["lost", "changed"])
def test_a_file_that_the_archive_has_lost_is_restored_by_adding_it_again(settings, intake, file, damage):
    """That is the remedy that the archive itself names."""
    (card,) = intake.take_file(file()).cards
    place = settings.archive_dir / card.file
    place.chmod(0o644)
    place.write_bytes(b"damaged")
    if damage == "lost":
        place.unlink()
    intake.take_file(file())
    assert Archive(settings.archive_dir).read(card.sha256) == _GOOD


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (_UNDECLARED, "the year 2026 is not declared"),
        (_UNKNOWN, "of no kind that is known. Looked for:"),
        (b"", "the file is empty"),
        (b"<!doctype html><html><body>404</body></html>", "it is a web page (HTML)"),
        (b"\x89PNG\r\n\x1a\n", "it is an image"),
        (_statements(f"2025,Kota Magelang,tiga,{_PAGE}"), "line 2: statement 1: index 'tiga' is not a figure"),
    ],
    ids=["year", "kind", "empty", "page", "image", "figure"],
)
def test_a_refused_file_is_told_why_and_leaves_nothing(settings, intake, file, content, told):
    taken = intake.take_file(file(content))
    assert (taken.outcome, taken.cards) == ("refused", ())
    assert "REFUSED" in taken.report
    assert told in taken.report
    assert "Remedy: " in taken.report
    assert taken.report.count("pernyataan.csv") == 1
    assert _listing(settings.data_dir) == []


@pytest.mark.parametrize("what", ["missing", "folder", "link", "pipe"])
def test_what_is_no_plain_file_is_refused(intake, file, tmp_path, what):
    path = tmp_path / "berkas.csv"
    if what == "folder":
        path.mkdir()
    elif what == "link":
        path.symlink_to(file())
    elif what == "pipe":
        os.mkfifo(path)
    taken = intake.take_file(path)
    assert taken.outcome == "refused"
    assert ("no such file" if what == "missing" else "it is not a file") in taken.report


def test_a_person_may_say_whose_document_it_is(intake, file):
    assert intake.take_file(file(), dry_run=True, source="spbe_press").outcome == "taken in"
    wrong = intake.take_file(file(), dry_run=True, source="spbe_annual_report")
    assert wrong.outcome == "refused"


# --- the inbox -------------------------------------------------------------------------------------------


def test_without_an_inbox_nothing_waits(settings):
    assert waiting(settings) == []


def test_files_wait_in_the_order_in_which_they_came(settings, inbox):
    inbox("b.csv", b"2", seconds_old=20)
    inbox("a.csv", b"3", seconds_old=10)
    inbox("c.csv", b"1", seconds_old=30)
    assert [path.name for path in waiting(settings)] == ["c.csv", "b.csv", "a.csv"]


def test_a_file_that_is_still_being_written_waits_until_it_is_quiet(settings, inbox):
    inbox("half.csv", b"1", seconds_old=3)
    inbox("whole.csv", b"1", seconds_old=11)
    assert [path.name for path in waiting(settings, quiet_seconds=10)] == ["whole.csv"]
    inbox("half.csv", b"1", seconds_old=12)
    assert len(waiting(settings, quiet_seconds=10)) == 2


def test_a_file_with_a_date_in_the_future_is_not_forgotten(settings, inbox):
    """A clock that goes wrong, or a copy that keeps a wrong date, must not hide a file for ever."""
    inbox("besok.csv", b"1", seconds_old=-86_400)
    assert [path.name for path in waiting(settings)] == ["besok.csv"]


def test_hidden_files_and_the_folders_of_the_inbox_do_not_wait(settings, inbox):
    inbox(".~lock.laporan.xlsx#", b"1")
    for name in ("done", "refused"):
        (settings.inbox_dir / name).mkdir()
    assert waiting(settings) == []


def test_a_file_that_was_taken_in_lies_in_done_beside_its_report(settings, inbox, read_here):
    inbox("pernyataan.csv", _GOOD)
    (taken,) = _take(settings)
    assert taken.outcome == "taken in"
    assert len(_cards(settings)) == 1
    assert _listing(settings.inbox_dir) == ["done"]
    assert _listing(settings.inbox_dir / "done") == ["pernyataan.csv", "pernyataan.csv.txt"]
    assert (settings.inbox_dir / "done/pernyataan.csv").read_bytes() == _GOOD
    assert (settings.inbox_dir / "done/pernyataan.csv.txt").read_text(encoding="utf-8") == taken.report + "\n"


def test_a_refused_file_lies_in_refused_beside_the_reason(settings, inbox, read_here):
    inbox("daftar.csv", _UNKNOWN)
    (taken,) = _take(settings)
    assert taken.outcome == "refused"
    assert _listing(settings.inbox_dir) == ["refused"]
    assert (settings.inbox_dir / "refused/daftar.csv").read_bytes() == _UNKNOWN
    note = (settings.inbox_dir / "refused/daftar.csv.txt").read_text(encoding="utf-8")
    assert "REFUSED" in note
    assert "of no kind that is known" in note
    assert not settings.archive_dir.exists()


def test_a_known_file_is_done(settings, inbox, read_here):
    inbox("a.csv", _GOOD)
    inbox("b.csv", _GOOD)
    assert [taken.outcome for taken in _take(settings)] == ["taken in", "known"]
    assert "b.csv" in _listing(settings.inbox_dir / "done")


def test_a_refused_file_holds_up_no_other(settings, inbox, read_here):
    inbox("1.csv", _UNKNOWN, seconds_old=30)
    inbox("2.csv", _GOOD, seconds_old=20)
    inbox("3.csv", b"", seconds_old=10)
    assert [taken.outcome for taken in _take(settings)] == ["refused", "taken in", "refused"]
    assert waiting(settings) == []


def test_a_file_that_vanished_meanwhile_holds_up_no_other(settings, inbox, read_here):
    gone = inbox("1.csv", _GOOD, seconds_old=30)
    inbox("2.csv", _GOOD, seconds_old=20)
    paths = waiting(settings)
    gone.unlink()
    assert take_inbox(settings, paths)[-1].outcome == "taken in"
    assert len(_cards(settings)) == 1


@pytest.mark.parametrize("folder", ["done", "refused"])
def test_files_of_one_name_are_all_kept(settings, inbox, read_here, folder):
    made = []
    for number in range(3):
        row = f"2025,Kota Magelang,3.{number},{_PAGE}"
        content = _statements(row) if folder == "done" else f"{number}\n".encode()
        inbox("tabel.csv", content)
        made.append(content)
        _take(settings)
    lies = settings.inbox_dir / folder
    names = ["tabel.csv", "tabel (2).csv", "tabel (3).csv"]
    assert [(lies / name).read_bytes() for name in names] == made
    assert _listing(lies) == sorted([*names, *(f"{name}.txt" for name in names)])


def test_a_note_takes_the_place_of_no_file(settings, inbox, read_here):
    inbox("tabel.csv.txt", b"not recognised\n", seconds_old=30)
    inbox("tabel.csv", b"neither\n", seconds_old=20)
    _take(settings)
    kept = {path.read_bytes() for path in (settings.inbox_dir / "refused").iterdir()}
    assert {b"not recognised\n", b"neither\n"} <= kept


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("lain\\..\\..\\evil.csv", "evil.csv"),
        ("lap\x1b[31moran\n.csv", "lap_[31moran_.csv"),
        ("=cmd|'x'!A1.csv", "_cmd_'x'!A1.csv"),
        ("-rf.csv", "_rf.csv"),
        ("\u202ecsv.exe", "_csv.exe"),
        ("NUL.csv", "_NUL.csv"),
    ],
)
def test_a_name_made_to_do_harm_is_made_harmless(settings, inbox, read_here, name, kept):
    inbox(name, _GOOD)
    (taken,) = _take(settings)
    assert taken.name == kept
    assert taken.cards[0].original_name == kept
    assert _listing(settings.inbox_dir / "done") == sorted([kept, f"{kept}.txt"])
    assert _listing(settings.inbox_dir) == ["done"]
    assert _listing(settings.data_dir) == ["archive", "inbox"]
    assert "\x1b" not in taken.report


def test_a_name_as_long_as_a_name_can_be_is_taken_and_has_its_note(settings, inbox, read_here):
    inbox("漢" * 83 + ".csv", _GOOD)
    (taken,) = _take(settings)
    assert taken.outcome == "taken in"
    done = settings.inbox_dir / "done"
    assert len(_listing(done)) == 2
    assert taken.report + "\n" in {path.read_text(encoding="utf-8") for path in done.iterdir()}


def test_a_link_is_set_apart_and_not_followed(settings, inbox, read_here, tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_bytes(_GOOD)
    settings.inbox_dir.mkdir()
    (settings.inbox_dir / "link.csv").symlink_to(secret)
    (taken,) = _take(settings)
    assert taken.outcome == "refused"
    assert "it is not a file" in taken.report
    assert (settings.inbox_dir / "refused/link.csv").is_symlink()
    assert secret.read_bytes() == _GOOD
    assert not settings.archive_dir.exists()


def test_the_job_of_the_inbox_leaves_a_file_that_is_still_being_written(settings, inbox, read_here):
    """The sensor waits for quiet files; the job that it launches must not take the others with them."""
    from pipelines.jobs import build_take_in_job

    inbox("whole.csv", _GOOD, seconds_old=60)
    inbox("half.csv", _GOOD[:-20], seconds_old=0)
    assert build_take_in_job(settings).execute_in_process().success
    assert _listing(settings.inbox_dir) == ["done", "half.csv"]


# --- the command -----------------------------------------------------------------------------------------


def _add(settings, *files, **how):
    return document_verbs.add(settings, files, **{"dry_run": False, "source": None, "accept_shortfall": False, **how})


def test_adding_a_file_prints_the_report_and_what_to_run_next(settings, file, read_here, capsys):
    assert _add(settings, file()) == 0
    out = capsys.readouterr().out
    assert "-> archived as spbe-press-example-go-id-" in out
    assert "make refresh" in out


def test_adding_nothing_takes_the_inbox(settings, inbox, read_here, capsys):
    assert _add(settings) == 0
    assert "Nothing waits in" in capsys.readouterr().out
    inbox("pernyataan.csv", _GOOD)
    assert _add(settings) == 0
    assert _listing(settings.inbox_dir) == ["done"]


def test_a_dry_run_of_the_inbox_moves_nothing(settings, inbox, read_here, capsys):
    inbox("pernyataan.csv", _GOOD)
    assert _add(settings, dry_run=True) == 0
    out = capsys.readouterr().out
    assert "would become" in out
    assert "Nothing was written (--dry-run)." in out
    assert _listing(settings.inbox_dir) == ["pernyataan.csv"]
    assert not settings.archive_dir.exists()


def test_one_refused_file_of_several_is_a_failure_and_the_others_are_taken(settings, file, read_here, capsys):
    assert _add(settings, file(_UNKNOWN, "daftar.csv"), file()) == 1
    out = capsys.readouterr().out
    assert "daftar.csv: REFUSED" in out
    assert len(_cards(settings)) == 1


def test_the_archive_is_listed_with_what_stands_and_what_is_damaged(settings, file, read_here, capsys):
    _add(settings, file())
    _add(settings, file(_GOOD.replace(b"2.95", b"2.96")))
    (card,) = _cards(settings).values()
    capsys.readouterr()
    assert document_verbs.list_archive(settings, None) == 0
    out = capsys.readouterr().out
    assert f"{card.document_id}  version 1  replaced" in out
    assert f"{card.document_id}  version 2  stands" in out
    place = settings.archive_dir / card.file
    place.chmod(0o644)
    place.write_bytes(b"x")
    assert document_verbs.list_archive(settings, card.document_id) == 1
    assert "DAMAGED: " in capsys.readouterr().out
    assert document_verbs.list_archive(settings, "no-such-document") == 1


def test_a_withdrawn_document_gives_way_to_the_version_before(settings, file, read_here, capsys):
    _add(settings, file())
    _add(settings, file(_GOOD.replace(b"2.95", b"2.96")))
    (card,) = _cards(settings).values()
    assert document_verbs.withdraw(settings, card.document_id, "salah ketik") == 0
    assert _cards(settings)[card.document_id].version == 1
    capsys.readouterr()
    document_verbs.list_archive(settings, None)
    out = capsys.readouterr().out
    assert "version 2  withdrawn on" in out
    assert "salah ketik" in out
    assert document_verbs.withdraw(settings, card.document_id, "juga salah") == 0
    assert document_verbs.withdraw(settings, card.document_id, "lagi") == 1
    assert f"No archived document {card.document_id} stands" in capsys.readouterr().err


def test_a_broken_card_is_told_and_not_passed_over(settings, file, read_here, capsys):
    _add(settings, file())
    (card_file,) = (settings.archive_dir / "documents").rglob("001.yml")
    card_file.write_text("title: x\n", encoding="utf-8")
    assert _add(settings, file(_GOOD.replace(b"2.95", b"2.96"))) == 1
    assert document_verbs.list_archive(settings, None) == 1
    assert Path(card_file).name in capsys.readouterr().err
