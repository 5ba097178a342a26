"""Opening the working database for one process alone, and a release for as many readers as like."""

import threading
from datetime import date

import duckdb
import pytest

from tests.publications import told
from warehouse import writer
from warehouse.connection import NothingPublished, WarehouseBusy, literal, open_release, open_working
from warehouse.publish import Contents, stage
from warehouse.releases import DATABASE

_HOLD = """
import sys
from pathlib import Path
from warehouse.connection import open_working
with open_working(Path(sys.argv[1])) as connection:
    print("ready", flush=True)
    sys.stdin.readline()
"""


def test_what_was_written_is_there_when_opened_again_in_a_folder_that_is_made(tmp_path, regions):
    database = tmp_path / "a" / "b" / "spbe.duckdb"
    with open_working(database) as connection:
        writer.replace(connection, regions, [{"code": "33.71", "name": "Kota Magelang"}])
    with open_working(database) as connection:
        assert writer.count(connection, regions) == 1


def test_the_working_database_is_closed_when_its_block_fails(database):
    with pytest.raises(ZeroDivisionError), open_working(database) as connection:
        raise ZeroDivisionError
    with pytest.raises(duckdb.ConnectionException):
        connection.execute("SELECT 1")


def test_a_second_process_gets_in_once_the_first_lets_go_and_is_told_so_before(database, other_process):
    first = other_process(_HOLD, database)
    with pytest.raises(WarehouseBusy) as refusal, open_working(database, wait_seconds=0.3):
        pass
    assert "spbe.duckdb is held by another process" in str(refusal.value)
    assert "Wait for that run" in str(refusal.value)
    letting_go = threading.Timer(0.3, lambda: first.communicate("go\n"))
    letting_go.start()
    with open_working(database, wait_seconds=60) as connection:
        assert connection.execute("SELECT 42").fetchone() == (42,)
    letting_go.join()


@pytest.mark.parametrize("folder", ["", "block"])
def test_a_file_that_is_no_database_is_not_called_busy_even_in_a_folder_named_after_locks(tmp_path, folder):
    file = tmp_path / folder / "spbe.duckdb"
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(b"evaluation_year,region_code\n" * 1000)
    with pytest.raises(duckdb.Error) as refusal, open_working(file, wait_seconds=0):
        pass
    assert not isinstance(refusal.value, WarehouseBusy)


def test_what_does_not_fit_into_memory_is_set_down_beside_the_database_and_nothing_of_it_is_left(database):
    with open_working(database):
        pass
    of_a_killed_run = database.with_name("spbe.duckdb.tmp") / "duckdb_temp_storage_DEFAULT-0.tmp"
    of_a_killed_run.parent.mkdir()
    of_a_killed_run.write_bytes(b"\0")
    with open_working(database, memory="20MB") as connection:
        assert not of_a_killed_run.exists()
        connection.execute("SET threads = 1")
        rows = connection.execute(
            "FROM (SELECT hash(i) AS h FROM range(2_000_000) AS t (i) ORDER BY h) OFFSET 1_999_999"
        )
        assert len(rows.fetchall()) == 1
        assert of_a_killed_run.parent.is_dir()
    assert [file.name for file in database.parent.iterdir()] == ["spbe.duckdb"]


@pytest.mark.parametrize("open_", [open_working, open_release])
def test_no_extension_is_ever_fetched(database, open_):
    with open_working(database) as connection:
        connection.execute("CREATE TABLE t AS SELECT 1")
    with open_(database) as connection:
        for setting in ("autoinstall_known_extensions", "autoload_known_extensions"):
            assert connection.execute("SELECT current_setting(?)", [setting]).fetchone() == (False,)


# --- releases -------------------------------------------------------------------------------------------


@pytest.fixture
def data(tmp_path):
    return tmp_path / "Bappeda's data"


@pytest.fixture
def release(connection, regions, data):
    """Publish regions of these names."""

    def make(*names):
        writer.replace(connection, regions, [{"code": str(at), "name": name} for at, name in enumerate(names)])
        with stage(connection, Contents([regions], 2024, date(2026, 11, 22)), data) as staging:
            publication = told(staging)
            staging.write_tables(publication)
            staging.publish({}, publication)
        return data / "current" / DATABASE

    return make


def test_where_nothing_is_published_the_error_says_what_to_run(tmp_path):
    for link in (None, "releases/2024-gone"):
        if link:
            (tmp_path / "current").symlink_to(link)
        with pytest.raises(NothingPublished, match="make refresh"), open_release(tmp_path / "current" / DATABASE):
            pass


def test_a_release_cannot_be_written(release):
    with open_release(release("Kota Magelang")) as opened:
        with pytest.raises(duckdb.Error, match="read-only"):
            opened.execute("INSERT INTO mart.regions VALUES ('1', 'A')")
        assert opened.execute("SELECT name FROM mart.regions").fetchall() == [("Kota Magelang",)]


_READ = """
import sys
from pathlib import Path
from warehouse.connection import open_release
with open_release(Path(sys.argv[1])) as release:
    print("ready", flush=True)
    sys.stdin.readline()
    print(release.execute("SELECT count(*), min(name) FROM mart.regions").fetchone(), flush=True)
"""


def test_after_a_switch_new_readers_see_the_new_release_and_old_ones_the_old(release, other_process):
    query = "SELECT count(*), min(name) FROM mart.regions"
    database = release(*["old"] * 5000)
    elsewhere = other_process(_READ, database)
    with open_release(database) as old:
        release("new")
        with open_release(database) as new:
            assert new.execute(query).fetchall() == [(1, "new")]
            assert old.execute(query).fetchall() == [(5000, "old")]
    assert elsewhere.communicate("go\n")[0] == "(5000, 'old')\n"


def test_any_text_survives_as_a_literal(memory):
    for text in ("", "it's", "''", "a\nb", "\\", '"', "--", "; DROP TABLE t"):
        assert memory.execute(f"SELECT {literal(text)}").fetchone() == (text,)
