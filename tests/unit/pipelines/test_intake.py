"""Files are taken in from the command line or the inbox; each ends in the archive, or beside the reason why not."""

import csv
import io
import os

import pytest

from pipelines import document_verbs
from pipelines.intake import Intake, take_inbox, waiting
from sources.archive.store import Archive
from sources.declaration.declared import BUNDLED, read_source
from tests.typeset.documents import decree
from tests.typeset.tables import Table
from tests.unit.sources.conftest import csv_rows


def _statements(*lines):
    header = "evaluation_year,agency,index,url"
    return "\n".join([header, *lines, ""]).encode()


_PAGE = "https://example.go.id/berita/1"
_GOOD = _statements(f'2025,Kota Magelang,"3,70",{_PAGE}', f"2025,Kota Tegal,2.95,{_PAGE}")
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


def test_a_file_that_the_archive_has_lost_is_restored_by_adding_it_again(settings, intake, file):
    """That is the remedy that the archive itself names."""
    (card,) = intake.take_file(file()).cards
    place = settings.archive_dir / card.file
    for lost in (True, False):
        place.chmod(0o644)
        place.write_bytes(b"damaged")
        if lost:
            place.unlink()
        intake.take_file(file())
        assert Archive(settings.archive_dir).read(card.sha256) == _GOOD


def test_a_refused_file_is_told_why_and_leaves_nothing(settings, intake, file):
    for content, told in (
        (_UNKNOWN, "of no kind that is known. Looked for:"),
        (b"", "the file is empty"),
        (b"\x89PNG\r\n\x1a\n", "it is an image"),
        (_statements(f"2025,Kota Magelang,tiga,{_PAGE}"), "line 2: statement 1: index 'tiga' is not a figure"),
    ):
        taken = intake.take_file(file(content))
        assert (taken.outcome, taken.cards) == ("refused", ())
        assert [part for part in ("REFUSED", told, "Remedy: ") if part not in taken.report] == []
        assert taken.report.count("pernyataan.csv") == 1
    assert _listing(settings.data_dir) == []


def test_what_is_no_plain_file_is_refused(intake, file, tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(file())
    os.mkfifo(tmp_path / "pipe")
    for name in ("missing", "folder", "link", "pipe"):
        taken = intake.take_file(tmp_path / name)
        assert taken.outcome == "refused"
        assert ("no such file" if name == "missing" else "it is not a file") in taken.report


def test_a_person_may_say_whose_document_it_is(intake, file):
    assert intake.take_file(file(), dry_run=True, source="spbe_press").outcome == "taken in"
    wrong = intake.take_file(file(), dry_run=True, source="spbe_annual_report")
    assert wrong.outcome == "refused"


# --- the inbox -------------------------------------------------------------------------------------------


def test_quiet_files_wait_in_the_order_in_which_they_came(settings, inbox):
    assert waiting(settings) == [], "without an inbox nothing waits"
    inbox("b.csv", b"2", seconds_old=20)
    inbox("half.csv", b"3", seconds_old=3)
    inbox("c.csv", b"1", seconds_old=30)
    # A clock that goes wrong, or a copy that keeps a wrong date, must not hide a file for ever.
    inbox("besok.csv", b"4", seconds_old=-86_400)
    inbox(".~lock.laporan.xlsx#", b"hidden")
    for folder in ("done", "refused"):
        (settings.inbox_dir / folder).mkdir()
    assert [path.name for path in waiting(settings)] == ["c.csv", "b.csv", "half.csv", "besok.csv"]
    quiet = [path.name for path in waiting(settings, quiet_seconds=10)]
    assert quiet == ["c.csv", "b.csv", "besok.csv"], "what is still being written waits"


def test_each_file_lies_in_done_or_refused_beside_its_report_and_holds_up_no_other(settings, inbox, read_here):
    for seconds, (name, content) in enumerate(
        [("1.csv", _UNKNOWN), ("2.csv", _GOOD), ("3.csv", _GOOD), ("4.csv", b"")]
    ):
        inbox(name, content, seconds_old=30 - seconds)
    taken = _take(settings)
    assert [each.outcome for each in taken] == ["refused", "taken in", "known", "refused"]
    assert waiting(settings) == []
    assert len(_cards(settings)) == 1
    folders = {"done": ["2.csv", "3.csv"], "refused": ["1.csv", "4.csv"]}
    assert _listing(settings.inbox_dir) == list(folders)
    for folder, names in folders.items():
        lies = settings.inbox_dir / folder
        assert _listing(lies) == sorted([*names, *(f"{name}.txt" for name in names)])
        for name in names:
            (report,) = (each.report for each in taken if each.name == name)
            assert (lies / f"{name}.txt").read_text(encoding="utf-8") == report + "\n"
    assert (settings.inbox_dir / "done/2.csv").read_bytes() == _GOOD
    assert (settings.inbox_dir / "refused/1.csv").read_bytes() == _UNKNOWN
    assert "of no kind that is known" in taken[0].report
    assert "byte for byte" in taken[2].report


def test_a_file_that_vanished_meanwhile_holds_up_no_other(settings, inbox, read_here):
    gone = inbox("1.csv", _GOOD, seconds_old=30)
    inbox("2.csv", _GOOD, seconds_old=20)
    paths = waiting(settings)
    gone.unlink()
    assert take_inbox(settings, paths)[-1].outcome == "taken in"
    assert len(_cards(settings)) == 1


def test_files_of_one_name_are_all_kept_and_a_note_takes_the_place_of_none(settings, inbox, read_here):
    made = {"done": [], "refused": []}
    for number in range(3):
        for folder, content in (
            ("done", _statements(f"2025,Kota Magelang,3.{number},{_PAGE}")),
            ("refused", f"{number}\n".encode()),
        ):
            inbox("tabel.csv", content)
            made[folder].append(content)
            _take(settings)
    names = ["tabel.csv", "tabel (2).csv", "tabel (3).csv"]
    for folder, contents in made.items():
        lies = settings.inbox_dir / folder
        assert [(lies / name).read_bytes() for name in names] == contents
        assert _listing(lies) == sorted([*names, *(f"{name}.txt" for name in names)])
    inbox("note.csv.txt", b"not recognised\n", seconds_old=30)
    inbox("note.csv", b"neither\n", seconds_old=20)
    _take(settings)
    kept = {path.read_bytes() for path in (settings.inbox_dir / "refused").iterdir()}
    assert {b"not recognised\n", b"neither\n"} <= kept


def test_names_made_to_do_harm_are_made_harmless(settings, inbox, read_here):
    names = {
        "lain\\..\\..\\evil.csv": "evil.csv",
        "lap\x1b[31moran\n.csv": "lap_[31moran_.csv",
        "=cmd|'x'!A1.csv": "_cmd_'x'!A1.csv",
        "-rf.csv": "_rf.csv",
        "\u202ecsv.exe": "_csv.exe",
        "NUL.csv": "_NUL.csv",
    }
    for number, name in enumerate(names):
        inbox(name, _statements(f"2025,Kota Magelang,3.{number},{_PAGE}"), seconds_old=60 - number)
    taken = _take(settings)
    kept = list(names.values())
    assert [each.name for each in taken] == [each.cards[0].original_name for each in taken] == kept
    assert _listing(settings.inbox_dir / "done") == sorted([*kept, *(f"{name}.txt" for name in kept)])
    assert _listing(settings.inbox_dir) == ["done"]
    assert _listing(settings.data_dir) == ["archive", "inbox"]
    assert "\x1b" not in "".join(each.report for each in taken)


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


# --- the gate --------------------------------------------------------------------------------------------


def _decree(index="{}"):
    """An annex of 8 bodies, of the 517 that were evaluated in 2021."""
    names = ("Kota Magelang", "Kota Makassar", "Kota Tegal", "Kota Salatiga", "Kota Bukittinggi", "Kota Surakarta",
             "Kabupaten Wonosobo", "Kabupaten Merangin")  # fmt: skip
    rows = [
        {"no": str(number), "agency": f"Pemerintah {name}", "index": index.format("3,21"), "predikat": "Baik"}
        for number, name in enumerate(names, start=1)
    ]
    title = "Hasil Evaluasi SPBE Pemerintah Daerah Tahun 2021"
    return decree([Table("", title, rows)], 2021, "1503 TAHUN 2021", "24 Desember 2021").data


def _survey(year, cut):
    """A UN edition as the UN hands it out; or as a spreadsheet saves it, without trailing zeros."""
    headings = (
        "Survey Year,Country Name,E-Government Rank,E-Government Index,E-Participation Index,Online Service Index,"
        "Human Capital Index,Telecommunication Infrastructure Index"
    )
    figures = ("egdi", "epi", "osi", "hci", "tii")
    lines = [
        [
            str(year),
            row["country"],
            row["egdi_rank"],
            *(row[name].rstrip("0").rstrip(".") if cut else row[name] for name in figures),
        ]
        for row in csv_rows("un_egovkb", "un_egdi_2022")
    ]
    out = io.StringIO()
    csv.writer(out).writerows([headings.split(","), *lines])
    return out.getvalue().encode()


@pytest.mark.parametrize(
    ("name", "content", "outcome", "told"),
    [
        ("un.csv", _survey(2022, cut=True), "known", ["nothing to do: every figure is that of version 1"]),
        (
            "un.csv", _survey(2026, cut=True), "refused",
            ["brought back to 5 decimals: 965", "no_table_repeats_another_year", "past any spreadsheet program"],
        ),
        (
            "keputusan.pdf", _decree(), "refused",
            ["bodies_listed 8, bodies_evaluated 517", "--accept holds_every_body_of_its_year --because"],
        ),
        ("keputusan.pdf", _decree("{}4"), "refused", ["page ", "row 1", "3,214"]),
    ],
    ids=["zeros cut, held", "zeros cut, new", "8 of 517", "three decimals"],
)  # fmt: skip
@pytest.mark.usefixtures("read_here", "real_gate")
def test_what_the_next_build_would_refuse_is_refused_on_arrival(settings, file, name, content, outcome, told):  # noqa: PLR0917
    taken = Intake(settings).take_file(file(content, name))
    assert taken.outcome == outcome, taken.report
    assert [text for text in told if text not in taken.report] == [], taken.report
    assert _listing(settings.data_dir) == []


@pytest.mark.usefixtures("read_here", "real_gate")
def test_what_is_insisted_on_needs_its_reason_and_keeps_it(settings, file, capsys):
    rules = ["holds_every_body_of_its_year", "most_regions_are_evaluated"]
    annex = file(_decree(), "keputusan.pdf")
    for how in ({"accept": rules}, {"accept": rules, "because": " "}, {"because": "this annex alone is known"}):
        assert _add(settings, annex, **how) == 1
        assert 'Say what is accepted and why: --accept RULE --because "...".' in capsys.readouterr().err
    assert _add(settings, annex, accept=["no_such_rule"], because="so it is") == 1
    assert "there is no such rule" in capsys.readouterr().err
    assert _listing(settings.data_dir) == []
    assert _add(settings, annex, accept=rules, because="this annex alone is known") == 0
    assert capsys.readouterr().out.count("because: this annex alone is known") == 2
    document_verbs.list_archive(settings, None)
    assert "holds_every_body_of_its_year, because this annex alone is known" in capsys.readouterr().out


# --- the command -----------------------------------------------------------------------------------------


def _add(settings, *files, **how):
    return document_verbs.add(settings, files, **{"dry_run": False, "source": None, **how})


def test_one_refused_file_of_several_is_a_failure_and_the_others_are_taken(settings, file, read_here, capsys):
    assert _add(settings, file(_UNKNOWN, "daftar.csv"), file()) == 1
    out = capsys.readouterr().out
    for told in ("daftar.csv: REFUSED", "-> archived as spbe-press-example-go-id-", "make refresh"):
        assert told in out
    assert len(_cards(settings)) == 1


def test_adding_nothing_takes_the_inbox_and_a_dry_run_moves_nothing(settings, inbox, read_here, capsys):
    assert _add(settings) == 0
    assert "Nothing waits in" in capsys.readouterr().out
    inbox("pernyataan.csv", _GOOD)
    for dry_run, left, said in ((True, "pernyataan.csv", "Nothing was written (--dry-run)."), (False, "done", "")):
        assert _add(settings, dry_run=dry_run) == 0
        assert said in capsys.readouterr().out
        assert _listing(settings.inbox_dir) == [left]
        assert settings.archive_dir.exists() != dry_run


def test_the_archive_is_listed_with_what_stands_is_withdrawn_and_is_damaged(settings, file, read_here, capsys):
    def listed(document=None):
        capsys.readouterr()
        return document_verbs.list_archive(settings, document), capsys.readouterr().out

    _add(settings, file())
    _add(settings, file(_GOOD.replace(b"2.95", b"2.96")))
    (card,) = _cards(settings).values()
    code, out = listed()
    assert code == 0
    assert f"{card.document_id}  version 1  replaced" in out
    assert f"{card.document_id}  version 2  stands" in out

    assert document_verbs.withdraw(settings, card.document_id, "salah ketik") == 0
    (before,) = _cards(settings).values()
    assert (before.document_id, before.version) == (card.document_id, 1)
    _, out = listed()
    assert "version 2  withdrawn on" in out
    assert "salah ketik" in out
    assert document_verbs.withdraw(settings, card.document_id, "juga salah") == 0
    assert document_verbs.withdraw(settings, card.document_id, "lagi") == 1
    assert f"No archived document {card.document_id} stands" in capsys.readouterr().err

    place = settings.archive_dir / card.file
    place.chmod(0o644)
    place.write_bytes(b"x")
    code, out = listed(card.document_id)
    assert (code, "DAMAGED: " in out) == (1, True)
    assert listed("no-such-document")[0] == 1


def test_every_broken_card_is_told_and_none_is_passed_over(settings, file, read_here, capsys):
    for address in ("a", "b", "c"):
        _add(settings, file(_GOOD.replace(b"example", address.encode() + b".example")))
    changed, of_before, whole = sorted((settings.archive_dir / "documents").rglob("001.yml"))
    told = ["/".join(file.parts[-3:]) for file in (changed, of_before)]
    changed.write_bytes(changed.read_bytes().replace(b"raw_table: spbe_press", b"raw_table: spbe_pross"))
    of_before.write_bytes(
        of_before.read_bytes().partition(b"\n")[2].replace(b"raw_table: spbe_press", b"raw_table: spbe_pross")
    )
    capsys.readouterr()
    assert _add(settings, file(_GOOD.replace(b"2.95", b"2.96"))) == 1
    assert f"REFUSED\n  {told[0]}: it is not as it was written" in capsys.readouterr().out
    assert document_verbs.list_archive(settings, None) == 1
    out = capsys.readouterr().out
    assert f"{whole.parent.name}  version 1  stands" in out
    assert f"DAMAGED: {told[0]}: it is not as it was written: its checksum does not fit." in out
    assert f"DAMAGED: {told[1]}: it is of the table spbe_pross; sources/spbe_press has spbe_press." in out
    assert "1 of its cards and withdrawals are from before they had a checksum" in out
    document_verbs.list_archive(settings, of_before.parent.name, seal=True)
    document_verbs.list_archive(settings, None)
    assert capsys.readouterr().out.count("from before they had a checksum") == 0
