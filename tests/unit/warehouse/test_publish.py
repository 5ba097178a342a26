"""A release is whole or not there; the link to it is switched in one step; readers are never disturbed."""

import hashlib
import json
import shutil
import stat
import struct
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from warehouse import publish, schema, writer
from warehouse.connection import open_release, open_working
from warehouse.publish import DATABASE, MANIFEST, is_whole, read_manifest
from warehouse.tables import PUBLISHED


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def fill(scores, regions, score):
    """Write both tables; the rows are the same whatever the order in which they come."""

    def write(connection, *, first="3.52", backwards=False):
        cells = [(2023, "33.71", first), (2024, "33.71", "4.00"), (2024, "33.08", None)]
        places = [{"code": "33.71", "name": "Kota Magelang"}, {"code": "33.08", "name": "Kabupaten Magelang"}]
        step = -1 if backwards else 1
        writer.replace(connection, scores, [score(*cell) for cell in cells][::step])
        writer.replace(connection, regions, places[::step])

    return write


@pytest.fixture
def make(connection, scores, regions, data):
    """Publish both tables."""

    def run(into=data, **changes):
        return publish.publish(
            connection, [scores, regions], into, **{"newest_year": 2024, "facts": {"years": [2023]}, **changes}
        )

    return run


def _files(folder):
    return {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}


def _damage(file, content):
    file.chmod(0o644)
    file.write_bytes(content)


def test_a_release_holds_the_database_one_parquet_file_per_table_and_a_manifest(connection, fill, make, data):
    fill(connection)
    release = make()
    assert release.is_new
    assert release.folder == data / "releases" / release.release_id
    assert release.release_id.startswith("2024-")
    assert release.rows == {"core.scores": 3, "mart.regions": 2}
    assert _files(release.folder) == {
        DATABASE,
        MANIFEST,
        "parquet/core.scores.parquet",
        "parquet/mart.regions.parquet",
    }
    assert is_whole(release.folder)


def test_the_manifest_vouches_for_every_file_and_records_the_facts(connection, fill, make):
    fill(connection)
    release = make(facts={"checks": {"passed": 7}, "written_by": "Kota Malang"})
    manifest = read_manifest(release.folder)
    assert manifest["release_id"] == release.release_id
    assert manifest["checks"] == {"passed": 7}
    assert manifest["written_by"] == "Kota Malang"
    for item in (manifest["database"], *manifest["tables"].values()):
        assert hashlib.sha256((release.folder / item["file"]).read_bytes()).hexdigest() == item["sha256"]
    assert {name: item["rows"] for name, item in manifest["tables"].items()} == release.rows


def test_the_published_database_has_the_rows_types_and_comments_and_no_index(connection, fill, make, scores, regions):
    fill(connection)
    with open_release(make().database) as release:
        for table in (scores, regions):
            assert writer.records(release, table) == writer.records(connection, table)
            assert schema.stored_columns(release, table) == [(c.name, c.type) for c in table.columns]
        assert release.execute("SELECT name FROM mart.regions").fetchall() == [
            ("Kabupaten Magelang",),
            ("Kota Magelang",),
        ]
        (comment,) = release.execute("SELECT comment FROM duckdb_tables() WHERE table_name = 'scores'").fetchone()
        assert comment == schema.table_comment(scores)
        constraints = release.execute(
            "SELECT DISTINCT constraint_type FROM duckdb_constraints() WHERE database_name = 'release'"
        ).fetchall()
        assert constraints == [("NOT NULL",)]


def test_only_the_named_tables_are_published(connection, fill, scores, data):
    fill(connection)
    release = publish.publish(connection, [scores], data, newest_year=2024, facts={})
    with open_release(release.database) as published:
        found = published.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = 'release'").fetchall()
    assert found == [("scores",)]
    assert "parquet/mart.regions.parquet" not in _files(release.folder)


def test_parquet_has_the_rows_in_published_order_with_exact_decimals(connection, fill, make):
    fill(connection)
    file = make().folder / "parquet" / "core.scores.parquet"
    rows = connection.execute(f"SELECT year, code, score FROM '{file}'").fetchall()
    assert rows == [(2023, "33.71", Decimal("3.52")), (2024, "33.08", None), (2024, "33.71", Decimal("4.00"))]


def test_equal_rows_give_equal_parquet_bytes_and_one_release_id(tmp_path, connection, fill, scores, regions):
    fill(connection)
    one = publish.publish(connection, [scores, regions], tmp_path / "first", newest_year=2024, facts={"years": [2023]})
    with open_working(tmp_path / "elsewhere" / "other.duckdb") as other:
        fill(other, backwards=True)
        two = publish.publish(other, [regions, scores], tmp_path / "second", newest_year=2024, facts={"years": []})
    assert one.release_id == two.release_id
    for name in ("core.scores", "mart.regions"):
        file = f"parquet/{name}.parquet"
        assert (one.folder / file).read_bytes() == (two.folder / file).read_bytes()


def test_equal_content_is_one_release(connection, fill, make, data):
    fill(connection)
    first = make()
    before = first.database.stat().st_mtime_ns
    second = make(facts={"years": "others"})
    assert (second.release_id, second.is_new, second.rows) == (first.release_id, False, first.rows)
    assert first.database.stat().st_mtime_ns == before
    assert len(list((data / "releases").iterdir())) == 1


@pytest.mark.parametrize("what", ["value", "year"])
def test_other_content_is_another_release_and_the_old_one_stays_whole(connection, fill, make, data, what):
    fill(connection)
    old = make()
    fill(connection, first="3.52" if what == "year" else "3.53")
    new = make(newest_year=2025 if what == "year" else 2024)
    assert new.is_new
    assert new.release_id != old.release_id
    assert is_whole(old.folder)
    assert (data / "current").resolve() == new.folder.resolve()


def test_publishing_old_content_again_switches_back_to_its_release(connection, fill, make, data):
    fill(connection)
    old = make()
    fill(connection, first="1.00")
    make()
    fill(connection)
    again = make()
    assert (again.release_id, again.is_new) == (old.release_id, False)
    assert (data / "current").resolve() == old.folder.resolve()


def test_current_is_a_relative_link_so_that_the_data_folder_can_be_moved(connection, fill, make, data, tmp_path):
    fill(connection)
    release = make()
    assert (data / "current").is_symlink()
    assert str((data / "current").readlink()) == f"releases/{release.release_id}"
    data.rename(tmp_path / "moved")
    with open_release(tmp_path / "moved" / "current" / DATABASE) as published:
        assert published.execute("SELECT count(*) FROM core.scores").fetchone() == (3,)


def test_released_files_are_read_only_and_nothing_lies_beside_them(connection, fill, make, data):
    fill(connection)
    release = make()
    fill(connection, first="1.00")
    make()
    for folder in (data / "releases").iterdir():
        for file in folder.rglob("*"):
            assert file.is_dir() or stat.S_IMODE(file.stat().st_mode) == 0o444
    assert list(data.rglob("*.wal")) == []
    assert {path.name for path in data.iterdir()} == {"current", "releases"}
    assert [path.name for path in (data / "releases").iterdir() if path.name.startswith(".")] == []
    assert release.database.name == DATABASE


def test_the_published_file_is_written_in_the_storage_format_of_1_0(connection, fill, make):
    fill(connection)
    header = make().database.read_bytes()[:20]
    magic, version = struct.unpack_from("<4sQ", header, offset=8)
    assert (magic, version) == (b"DUCK", 64)


_READ_WITH_THE_OLDEST = """
import sys, duckdb
release = duckdb.connect(sys.argv[1], read_only=True)
print(duckdb.__version__)
tables = release.execute("SELECT schema_name, table_name, comment FROM duckdb_tables() ORDER BY ALL").fetchall()
for layer, name, comment in tables:
    assert comment, name
    print(f"{layer}.{name}", release.execute(f'SELECT count(*) FROM "{layer}"."{name}"').fetchone()[0])
print(release.execute("SELECT sum(score), count(DISTINCT code), max(note) FROM core.scores").fetchone())
"""


@pytest.mark.skipif(sys.version_info >= (3, 13), reason="DuckDB 1.0.0 has no wheel for this Python")
def test_duckdb_1_0_0_opens_a_release_of_every_published_table(tmp_path, connection, scores, regions, score):
    rows = [score(year, f"{code}", f"{code % 400 / 100 + 1:.2f}", note="x" * (code % 9))
            for year in (2023, 2024) for code in range(3000)]  # fmt: skip
    writer.replace(connection, scores, rows)
    writer.replace(connection, regions, [{"code": "33.71", "name": "Kota Magelang"}])
    schema.create_missing(connection, PUBLISHED)
    release = publish.publish(connection, [scores, regions, *PUBLISHED], tmp_path, newest_year=2024, facts={})
    oldest = Path(sys.prefix) / "oldest-duckdb"
    assert oldest.is_dir(), f"{oldest} is missing: `make venv` installs it"
    said = subprocess.run(
        [sys.executable, "-c", _READ_WITH_THE_OLDEST, release.database],
        env={"PYTHONPATH": str(oldest)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    version, *counts, figures = said.stdout.splitlines() or [said.stderr, ""]
    assert version == "1.0.0", said.stderr
    assert dict(line.split() for line in counts) == {name: str(count) for name, count in release.rows.items()}
    assert figures == str((sum(row["score"] for row in rows), 3000, "x" * 8))


@pytest.mark.parametrize("file", [DATABASE, MANIFEST, "parquet/core.scores.parquet"])
@pytest.mark.parametrize("damage", ["changed", "cut", "gone"])
def test_a_damaged_release_is_detected_and_built_anew(connection, fill, make, file, damage):
    fill(connection)
    release = make()
    data = release.folder.parent.parent
    content = (release.folder / file).read_bytes()
    if damage == "gone":
        (release.folder / file).unlink()
    elif damage == "cut" or file == MANIFEST:
        _damage(release.folder / file, content[:-20])
    else:
        _damage(release.folder / file, content[:-20] + bytes(byte ^ 1 for byte in content[-20:]))
    assert not is_whole(release.folder)
    again = make()
    assert (again.release_id, again.is_new) == (release.release_id, True)
    assert is_whole(again.folder)
    with open_release(data / "current" / DATABASE) as published:
        assert published.execute("SELECT count(*) FROM core.scores").fetchone() == (3,)


@pytest.mark.parametrize("content", [b"{}", b"[]", b'{"database": {}, "tables": {}}', b"\xff\xfe{}"])
def test_a_manifest_that_is_none_is_a_damaged_release_and_built_anew(connection, fill, make, content):
    fill(connection)
    release = make()
    _damage(release.folder / MANIFEST, content)
    assert not is_whole(release.folder)
    again = make()
    assert again.is_new
    assert is_whole(again.folder)
    assert not release.folder.exists(), "the damaged folder is removed once nothing points to it"


def test_a_folder_without_a_manifest_is_no_release(tmp_path):
    assert read_manifest(tmp_path) is None
    assert not is_whole(tmp_path)
    assert not is_whole(tmp_path / "gone")


@pytest.fixture
def unpublishable(connection, regions):
    """A stored table with a NULL in its declared key: it reaches Parquet, but not the new database."""

    def store():
        connection.execute("CREATE SCHEMA IF NOT EXISTS mart")
        connection.execute(
            "CREATE OR REPLACE TABLE mart.regions AS SELECT CAST(NULL AS VARCHAR) AS code, 'Kota Magelang' AS name"
        )

    return store


def test_a_failure_midway_leaves_the_last_release_and_no_trace(connection, fill, make, data, unpublishable):
    fill(connection)
    good = make()
    link, files = (data / "current").readlink(), _files(data)
    fill(connection, first="2.00")
    unpublishable()
    with pytest.raises(duckdb.ConstraintException):
        make()
    assert (data / "current").readlink() == link
    assert _files(data) == files
    assert is_whole(good.folder)


def test_a_failure_midway_before_any_release_publishes_nothing(connection, fill, make, data, unpublishable):
    fill(connection)
    unpublishable()
    with pytest.raises(duckdb.ConstraintException):
        make()
    assert not (data / "current").is_symlink()
    assert list((data / "releases").iterdir()) == []


def test_after_a_failure_the_working_database_is_usable_and_the_next_release_succeeds(
    connection, fill, make, data, unpublishable
):
    fill(connection)
    unpublishable()
    with pytest.raises(duckdb.ConstraintException):
        make()
    attached = connection.execute("SELECT database_name FROM duckdb_databases() WHERE NOT internal").fetchall()
    assert attached == connection.execute("SELECT current_database()").fetchall()
    fill(connection)
    assert make().is_new


def test_a_table_that_was_never_made_is_not_published(connection, make, scores, data):
    writer.replace(connection, scores, [])
    with pytest.raises(duckdb.CatalogException, match="regions"):
        make()
    assert not (data / "current").is_symlink()


def test_what_an_interrupted_publish_left_behind_is_no_obstacle(connection, fill, make, data):
    fill(connection)
    release = make()
    leftover = data / "releases" / f".staging-{publish.os.getpid()}"
    shutil.copytree(release.folder, leftover)
    fill(connection, first="2.00")
    assert make().is_new
    assert not leftover.exists()


def test_the_working_tables_are_not_changed_by_publishing(connection, fill, make, scores, regions):
    fill(connection)
    before = [writer.fingerprint(connection, table) for table in (scores, regions)]
    make()
    assert [writer.fingerprint(connection, table) for table in (scores, regions)] == before


def test_the_manifest_is_readable_text(connection, fill, make):
    fill(connection)
    text = (make(facts={"note": "Kabupaten Pangkajene – Kepulauan"}).folder / MANIFEST).read_text(encoding="utf-8")
    assert "Pangkajene – Kepulauan" in text
    assert json.loads(text)["note"] == "Kabupaten Pangkajene – Kepulauan"
