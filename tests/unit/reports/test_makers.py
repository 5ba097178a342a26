"""The parts of a release are written beside each other, and what fails in any of them fails them all."""

from datetime import date
from functools import partial

import duckdb
import pytest

from reports import makers
from reports.makers import Maker, helping_processes, make_parts
from warehouse.connection import Connection
from warehouse.releases import DATABASE, ReleaseFacts
from warehouse.spec import Text

_FACTS = ReleaseFacts("2024-0123456789ab", 2024, date(2026, 11, 28))


def _writes(database: Connection, folder, facts, name="here.txt"):
    figure, bar = database.execute("SELECT figure, current_setting('enable_progress_bar') FROM figures").fetchone()
    (folder / name).write_text(f"{facts.release_id} {figure}, progress bar {bar}")


_BESIDE = partial(_writes, name="beside.txt")


def _fails(database: Connection, folder, facts):
    raise OSError(f"{folder.name}: no space left")


def _make(monkeypatch, folder, *beside):
    with duckdb.connect(str(folder / DATABASE)) as database:
        database.execute("CREATE TABLE figures AS SELECT 7 AS figure")
    quick = Maker("quick", "file", Text("a", "a"), ("here.txt",), _writes, ())
    long = Maker("long", "file", Text("a", "a"), ("beside.txt",), lambda *_: None, (), beside=beside)
    monkeypatch.setattr(makers, "MAKERS", (long, quick))
    with helping_processes() as helpers:
        return [(maker.name, maker.files_in(folder)) for maker in make_parts(helpers, folder, _FACTS)]


def test_each_part_is_given_when_its_files_are_there(monkeypatch, tmp_path):
    made = _make(monkeypatch, tmp_path, _BESIDE)
    assert made == [("quick", [tmp_path / "here.txt"]), ("long", [tmp_path / "beside.txt"])]
    assert (
        (tmp_path / "beside.txt").read_text()
        == (tmp_path / "here.txt").read_text()
        == "2024-0123456789ab 7, progress bar False"
    )


def test_what_fails_beside_is_raised_with_its_own_words(monkeypatch, tmp_path):
    with pytest.raises(OSError, match=f"{tmp_path.name}: no space left"):
        _make(monkeypatch, tmp_path, _BESIDE, _fails)
