"""Opening the working database for one process alone, and a release for as many readers as like."""

import threading

import duckdb
import pytest

from warehouse import publish, writer
from warehouse.connection import NothingPublished, WarehouseBusy, literal, open_release, open_working
from warehouse.publish import DATABASE

_HOLD = """
import sys
from pathlib import Path
from warehouse.connection import open_working
with open_working(Path(sys.argv[1])) as connection:
    print("ready", flush=True)
    sys.stdin.readline()
"""


def test_the_folder_of_the_working_database_is_made(tmp_path):
    with open_working(tmp_path / "a" / "b" / "spbe.duckdb") as connection:
        assert connection.execute("SELECT 42").fetchone() == (42,)
    assert (tmp_path / "a" / "b" / "spbe.duckdb").is_file()


def test_what_was_written_is_there_when_opened_again(database, regions):
    with open_working(database) as connection:
        writer.replace(connection, regions, [{"code": "33.71", "name": "Kota Magelang"}])
    with open_working(database) as connection:
        assert writer.count(connection, regions) == 1


def test_the_working_database_is_closed_when_its_block_fails(database):
    with pytest.raises(ZeroDivisionError), open_working(database) as connection:
        raise ZeroDivisionError
    with pytest.raises(duckdb.ConnectionException):
        connection.execute("SELECT 1")


def test_a_second_process_is_refused_and_told_what_to_do(database, other_process):
    other_process(_HOLD, database)
    with pytest.raises(WarehouseBusy) as refusal, open_working(database, wait_seconds=0.3):
        pass
    assert "spbe.duckdb is held by another process" in str(refusal.value)
    assert "Wait for that run" in str(refusal.value)


def test_a_second_process_gets_in_when_the_first_lets_go_in_time(database, other_process):
    first = other_process(_HOLD, database)
    letting_go = threading.Timer(0.3, lambda: first.communicate("go\n"))
    letting_go.start()
    with open_working(database, wait_seconds=60) as connection:
        assert connection.execute("SELECT 42").fetchone() == (42,)
    letting_go.join()


def test_a_process_that_died_holds_nothing(database, other_process):
    first = other_process(_HOLD, database)
    first.kill()
    first.wait()
    with open_working(database, wait_seconds=60) as connection:
        assert connection.execute("SELECT 42").fetchone() == (42,)


def test_a_file_that_is_no_database_is_not_called_busy(tmp_path):
    file = tmp_path / "spbe.duckdb"
    file.write_bytes(b"evaluation_year,region_code\n" * 1000)
    with pytest.raises(duckdb.Error) as refusal, open_working(file, wait_seconds=0):
        pass
    assert not isinstance(refusal.value, WarehouseBusy)


def test_a_folder_whose_name_speaks_of_locks_is_not_called_busy(tmp_path):
    file = tmp_path / "block" / "spbe.duckdb"
    file.parent.mkdir()
    file.write_bytes(b"evaluation_year,region_code\n" * 1000)
    with pytest.raises(duckdb.IOException), open_working(file, wait_seconds=0):
        pass


@pytest.mark.parametrize("opened", ["working", "release"])
def test_no_extension_is_ever_fetched(tmp_path, database, opened):
    with open_working(database) as connection:
        connection.execute("CREATE TABLE t AS SELECT 1")
    with open_working(database) if opened == "working" else open_release(database) as connection:
        for setting in ("autoinstall_known_extensions", "autoload_known_extensions"):
            assert connection.execute("SELECT current_setting(?)", [setting]).fetchone() == (False,)


def test_where_nothing_is_published_the_error_says_what_to_run(tmp_path):
    with pytest.raises(NothingPublished, match="make refresh"), open_release(tmp_path / "current" / DATABASE):
        pass


def test_a_link_to_a_release_that_is_gone_is_nothing_published(tmp_path):
    (tmp_path / "current").symlink_to("releases/2024-gone")
    with pytest.raises(NothingPublished), open_release(tmp_path / "current" / DATABASE):
        pass


@pytest.mark.parametrize(
    "statement", ["INSERT INTO mart.regions VALUES ('1', 'A')", "DROP TABLE mart.regions", "CREATE TABLE t (a INTEGER)"]
)
def test_a_release_cannot_be_written(connection, regions, tmp_path, statement):
    writer.replace(connection, regions, [{"code": "33.71", "name": "Kota Magelang"}])
    publish.publish(connection, [regions], tmp_path / "data", newest_year=2024, facts={})
    with open_release(tmp_path / "data" / "current" / DATABASE) as release:
        with pytest.raises(duckdb.Error, match="read-only"):
            release.execute(statement)
        assert release.execute("SELECT name FROM mart.regions").fetchall() == [("Kota Magelang",)]


def test_a_release_is_found_in_a_folder_with_a_quote_in_its_name(connection, regions, tmp_path):
    writer.replace(connection, regions, [{"code": "33.71", "name": "Kota Magelang"}])
    data = tmp_path / "Bappeda's data"
    publish.publish(connection, [regions], data, newest_year=2024, facts={})
    with open_release(data / "current" / DATABASE) as release:
        assert release.execute("SELECT count(*) FROM mart.regions").fetchone() == (1,)


def test_after_a_switch_a_new_reader_sees_the_new_release_and_an_old_one_the_old(connection, regions, tmp_path):
    current = tmp_path / "data" / "current" / DATABASE
    query = "SELECT name FROM mart.regions"
    writer.replace(connection, regions, [{"code": "1", "name": "old"}])
    publish.publish(connection, [regions], tmp_path / "data", newest_year=2024, facts={})
    with open_release(current) as old:
        assert old.execute(query).fetchall() == [("old",)]
        writer.replace(connection, regions, [{"code": "1", "name": "new"}])
        publish.publish(connection, [regions], tmp_path / "data", newest_year=2024, facts={})
        with open_release(current) as new:
            assert new.execute(query).fetchall() == [("new",)]
            assert old.execute(query).fetchall() == [("old",)]


_READ = """
import sys
from pathlib import Path
from warehouse.connection import open_release
with open_release(Path(sys.argv[1])) as release:
    print("ready", flush=True)
    sys.stdin.readline()
    print(release.execute("SELECT count(*), min(name) FROM mart.regions").fetchone(), flush=True)
"""


def test_a_reader_in_another_process_keeps_reading_what_it_opened(connection, regions, tmp_path, other_process):
    data = tmp_path / "data"
    writer.replace(connection, regions, [{"code": str(number), "name": "old"} for number in range(5000)])
    publish.publish(connection, [regions], data, newest_year=2024, facts={})
    reader = other_process(_READ, data / "current" / DATABASE)
    writer.replace(connection, regions, [{"code": "1", "name": "new"}])
    publish.publish(connection, [regions], data, newest_year=2024, facts={})
    said, _ = reader.communicate("go\n")
    assert said == "(5000, 'old')\n"


@pytest.mark.parametrize("text", ["", "it's", "''", "a\nb", "\\", '"', "--", "; DROP TABLE t"])
def test_any_text_survives_as_a_literal(connection, text):
    assert connection.execute(f"SELECT {literal(text)}").fetchone() == (text,)
