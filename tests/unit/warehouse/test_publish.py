"""A release is whole or not there; the link to it is switched in one step; readers are never disturbed."""

import hashlib
import json
import shutil
import stat
import struct
import subprocess
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import get_args

import duckdb
import pytest
from pyarrow import parquet

from reports.planner import planner_statements, read_views
from tests.publications import STORY_FILES, told
from warehouse import publish, releases, schema, writer
from warehouse.connection import open_release
from warehouse.publish import CHECKSUMS, Contents, stage
from warehouse.releases import DATABASE, MANIFEST, PublishFailed, is_whole, sweep
from warehouse.spec import Language, Text
from warehouse.tables import CONTENT, PUBLISHED

DAY = date(2026, 11, 22)
_PARQUET = {"parquet/core.scores.parquet", "parquet/mart.regions.parquet", *STORY_FILES}


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def fill(connection, scores, regions, score):
    """Write both tables; the rows are the same whatever the order in which they come."""

    def write(first="3.52", step=1):
        cells = [(2023, "33.71", first), (2024, "33.71", "4.00"), (2024, "33.08", None)]
        names = [{"code": "33.71", "name": "Kota Magelang"}, {"code": "33.08", "name": "Kabupaten Magelang"}]
        writer.replace(connection, scores, [score(*cell) for cell in cells][::step])
        writer.replace(connection, regions, names[::step])

    return write


def release_of(connection, tables, data, *makers, newest_year=2024, facts=(), **contents):
    """Publish these tables of the working database, and what the makers write beside them."""
    made_of = Contents(tables, newest_year, **{"data_date": DAY, **contents})
    with stage(connection, made_of, data) as staging:
        publication = told(staging) if staging.stays is None else None
        if publication is not None:
            staging.write_tables(publication)
            with open_release(staging.folder / DATABASE) as database:
                for make in makers:
                    make(database, staging.folder)
        return staging.publish(dict(facts), publication)


@pytest.fixture
def make(connection, scores, regions, data):
    """Publish both tables of the working database."""

    def publish(newest_year=2024, **facts):
        return release_of(connection, [scores, regions], data, newest_year=newest_year, facts=facts)

    return publish


def _files(folder):
    return {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}


# --- what a release is ----------------------------------------------------------------------------------


def test_a_release_holds_read_only_files_that_its_manifest_vouches_for(fill, make, data):
    fill()
    release = make(checks={"passed": 7}, told="Kabupaten Pangkajene – Kepulauan")
    assert (release.is_new, release.folder) == (True, data / "releases" / release.release_id)
    assert release.release_id.startswith("2024-")
    assert release.rows == {"core.scores": 3, "mart.regions": 2}
    assert _files(release.folder) == {DATABASE, MANIFEST, CHECKSUMS, *_PARQUET}
    assert is_whole(release.folder)
    text = (release.folder / MANIFEST).read_text(encoding="utf-8")
    assert "Pangkajene – Kepulauan" in text
    manifest = json.loads(text)
    assert (manifest["release_id"], manifest["checks"]) == (release.release_id, {"passed": 7})
    assert manifest["files"] == {
        name: hashlib.sha256((release.folder / name).read_bytes()).hexdigest()
        for name in _files(release.folder) - {MANIFEST}
    }
    assert {item["file"] for item in manifest["tables"].values()} == _PARQUET
    ran = subprocess.run(["sha256sum", "--check", "--quiet", CHECKSUMS], cwd=release.folder, check=False)
    assert ran.returncode == 0
    assert len((release.folder / CHECKSUMS).read_text().splitlines()) == len(_PARQUET) + 1
    rows = {name: item["rows"] for name, item in manifest["tables"].items()}
    assert rows.items() > release.rows.items()
    assert rows["audit.releases"] == 1
    assert {stat.S_IMODE((release.folder / file).stat().st_mode) for file in _files(release.folder)} == {0o444}
    storage = struct.unpack_from("<4sQ", release.database.read_bytes()[:20], offset=8)
    assert storage == (b"DUCK", 64), "the storage format of DuckDB 1.0"


def test_a_release_has_the_rows_types_and_comments_but_no_index_and_leaves_the_working_tables_alone(
    connection, fill, make, scores, regions
):
    fill()
    before = {table: writer.records(connection, table) for table in (scores, regions)}
    made = make()
    with open_release(made.database) as release:
        for table, records in before.items():
            assert writer.records(release, table) == writer.records(connection, table) == records
            assert schema.stored_columns(release, table) == [(c.name, c.type) for c in table.columns]
            parquet = release.execute(f"FROM '{made.folder}/parquet/{table.full_name}.parquet'").fetchall()
            stored = release.execute(f"FROM {table.full_name}").fetchall()
            assert parquet == stored == [tuple(record.values()) for record in records], "in published order, exact"
        (comment,) = release.execute("SELECT comment FROM duckdb_tables() WHERE table_name = 'scores'").fetchone()
        assert comment == schema.table_comment(scores)
        constraints = release.execute(
            "SELECT DISTINCT constraint_type FROM duckdb_constraints() WHERE database_name = 'release'"
        ).fetchall()
        assert constraints == [("NOT NULL",)]


def test_current_is_a_relative_link_and_nothing_lies_beside_releases(fill, make, data, tmp_path):
    for first in ("3.52", "1.00"):
        fill(first)
        release = make()
    assert str((data / "current").readlink()) == f"releases/{release.release_id}"
    assert {path.name for path in data.iterdir()} == {"archive", "current", "releases"}
    assert len(list((data / "releases").iterdir())) == 2
    assert list(data.rglob("*.wal")) == []
    data.rename(tmp_path / "moved")
    with open_release(tmp_path / "moved" / "current" / DATABASE) as published:
        assert published.execute("SELECT min(score) FROM core.scores").fetchone() == (Decimal("1.00"),)


_READ_WITH_THE_OLDEST = """
import sys, duckdb
release = duckdb.connect(sys.argv[1], read_only=True)
print(duckdb.__version__)
tables = release.execute("SELECT schema_name, table_name, comment FROM duckdb_tables() ORDER BY ALL").fetchall()
for layer, name, comment in tables:
    assert comment, name
    print(f"{layer}.{name}", release.execute(f'SELECT count(*) FROM "{layer}"."{name}"').fetchone()[0])
print(release.execute("SELECT sum(score), count(DISTINCT code), max(note) FROM core.scores").fetchone())
views = release.execute("SELECT schema_name, view_name FROM duckdb_views() WHERE NOT internal ORDER BY ALL").fetchall()
for language, name in views:
    release.execute(f'FROM "{language}"."{name}" LIMIT 0')
print(" ".join(f"{language}.{name}" for language, name in views))
release.execute("SELECT region FROM core.regions_asked(['33.71'])")
"""


@pytest.mark.skipif(sys.version_info >= (3, 13), reason="DuckDB 1.0.0 has no wheel for this Python")
def test_duckdb_1_0_0_opens_a_release_of_every_published_table_with_the_planners_views(
    tmp_path, connection, scores, regions, score
):
    rows = [score(year, f"{code}", f"{code % 400 / 100 + 1:.2f}", note="x" * (code % 9))
            for year in (2023, 2024) for code in range(3000)]  # fmt: skip
    writer.replace(connection, scores, rows)
    writer.replace(connection, regions, [{"code": "33.71", "name": "Kota Magelang"}])
    schema.create_missing(connection, CONTENT)
    release = release_of(connection, [scores, regions, *CONTENT], tmp_path, statements=planner_statements)
    oldest = Path(sys.prefix) / "duckdb-1.0"
    assert oldest.is_dir(), f"{oldest} is missing: `make venv` installs it"
    said = subprocess.run(
        [sys.executable, "-c", _READ_WITH_THE_OLDEST, release.database],
        env={"PYTHONPATH": str(oldest)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    version, *counts, figures, views = said.stdout.splitlines() or [said.stderr, "", ""]
    assert version == "1.0.0", said.stderr
    parquet_only = {table.full_name for table in PUBLISHED if not table.in_database}
    held = {name: str(count) for name, count in release.rows.items() if name not in parquet_only}
    story = {table.full_name: "0" for table in PUBLISHED if table.story and table.in_database} | {"audit.releases": "1"}
    assert dict(line.split() for line in counts) == held | story
    assert figures == str((sum(row["score"] for row in rows), 3000, "x" * 8))
    assert said.returncode == 0, said.stderr
    assert set(views.split()) > {view.full_name(one) for view in read_views().values() for one in get_args(Language)}


def test_parquet_files_say_what_they_are_and_of_which_release(fill, make, scores):
    fill()
    release = make()
    file = release.folder / "parquet/core.scores.parquet"
    said = {
        "release_id": release.release_id,
        "table": "core.scores",
        "comment": schema.table_comment(scores),
        "key": "year, code",
        "columns": {column.name: schema.column_comment(column) for column in scores.columns},
    }
    found = {key.decode(): value.decode() for key, value in parquet.read_metadata(file).metadata.items()}
    assert {**found, "columns": json.loads(found["columns"])} == said
    by_duckdb = duckdb.sql(f"SELECT key, value FROM parquet_kv_metadata('{file}')").fetchall()
    assert {key.decode(): value.decode() for key, value in by_duckdb} == found


def test_statements_run_in_the_new_database_with_the_id_of_the_release(connection, fill, scores, regions, data):
    fill()

    def statements(release_id, data_date):
        return [f"CREATE VIEW main.panduan AS SELECT '{release_id} {data_date}' AS rilis"]

    release = release_of(connection, [scores, regions], data, statements=statements)
    with open_release(release.database) as published:
        assert published.execute("FROM panduan").fetchall() == [(f"{release.release_id} {DAY}",)]


# --- what is made from the tables ---------------------------------------------------------------------------


def _note(database, folder):
    (folder / "notes").mkdir()
    largest = database.execute("SELECT max(score)::VARCHAR FROM core.scores").fetchone()
    (folder / "notes" / "largest.txt").write_text(largest[0])


def test_files_made_from_the_staged_tables_are_vouched_for_and_can_be_damaged(connection, fill, scores, data):
    fill()
    release = release_of(connection, [scores], data, _note)
    note = release.folder / "notes" / "largest.txt"
    assert note.read_text() == "4.00"
    assert stat.S_IMODE(note.stat().st_mode) == 0o444
    assert is_whole(release.folder)
    note.unlink()
    assert not is_whole(release.folder)


def test_a_file_that_the_last_release_has_too_lies_on_the_disk_once_while_it_is_undamaged(
    connection, fill, scores, data
):
    def writes(figure):
        def write(database, folder):
            (folder / "pages").mkdir()
            for name, content in {"same": "one", "damaged": "two", "other": figure}.items():
                (folder / "pages" / name).write_text(content)

        return write

    def inodes(release):
        return {name: (release.folder / "pages" / name).stat().st_ino for name in ("same", "damaged", "other")}

    fill()
    first = release_of(connection, [scores], data, writes("3.52"))
    damaged = first.folder / "pages" / "damaged"
    damaged.chmod(0o644)
    damaged.write_text("tow")
    fill("2.00")
    second = release_of(connection, [scores], data, writes("2.00"))
    assert {name for name, inode in inodes(second).items() if inode == inodes(first)[name]} == {"same"}
    assert (is_whole(first.folder), is_whole(second.folder)) == (False, True)
    shutil.rmtree(first.folder)
    assert is_whole(second.folder)
    assert _files(second.folder) >= {"pages/same", "pages/damaged", "pages/other"}


def test_a_maker_that_fails_leaves_the_last_release_and_no_trace(connection, fill, scores, data):
    fill()
    good = release_of(connection, [scores], data, _note)
    files = _files(data)
    fill("2.00")

    def fails(database, folder):
        (folder / "half").write_text("half")
        raise OSError("no space left")

    with pytest.raises(OSError, match="no space left"):
        release_of(connection, [scores], data, _note, fails)
    assert _files(data) == files
    assert (data / "current").resolve() == good.folder.resolve()


# --- releases are named by content ----------------------------------------------------------------------


def test_equal_rows_give_equal_parquet_bytes_and_one_release_id(connection, fill, make, scores, regions):
    fill()
    one = make(years=[2023])
    fill(step=-1)
    elsewhere = one.folder.parent / "elsewhere"
    two = release_of(connection, [regions, scores], elsewhere, facts={"years": []})
    assert one.release_id == two.release_id
    for file in _PARQUET:
        assert (one.folder / file).read_bytes() == (two.folder / file).read_bytes()


@pytest.mark.parametrize(("first", "newest_year"), [("3.53", 2024), ("3.52", 2025)])
def test_other_content_is_another_release_and_equal_content_is_one(fill, make, data, first, newest_year):
    fill()
    old = make()
    fill(first)
    new = make(newest_year)
    assert new.is_new
    assert new.release_id != old.release_id
    assert is_whole(old.folder)
    assert (data / "current").resolve() == new.folder.resolve()
    fill()
    again = make(years="others")
    assert (again.release_id, again.is_new, again.rows) == (old.release_id, True, old.rows), (
        "with what has happened since"
    )
    with open_release(again.database) as released:
        told = released.sql("SELECT release_id FROM audit.releases ORDER BY publication_no").fetchall()
    assert told == [(old.release_id,), (new.release_id,), (old.release_id,)]
    assert [folder.name for folder in releases.folders_of(data, old.release_id)] == [again.folder.name]
    assert (data / "current").resolve() == again.folder.resolve()
    written = again.database.stat().st_mtime_ns
    assert not make().is_new
    assert again.database.stat().st_mtime_ns == written


@pytest.mark.parametrize(
    "change",
    [
        {"made_by": "another program"},
        {"data_date": date(2026, 11, 23)},
        {"statements": lambda *_: ["SELECT 1"]},
        {"site_url": "https://spbe.example.go.id/situs/"},
    ],
    ids=["the makers", "the date of the data", "the statements", "the address of the site"],
)
def test_what_shapes_the_files_is_part_of_the_content(connection, fill, scores, data, change):
    fill()
    plain = release_of(connection, [scores], data)
    assert release_of(connection, [scores], data, **change).release_id != plain.release_id


@pytest.mark.parametrize("change", ["meaning", "key", "title"])
def test_what_is_said_of_a_table_is_part_of_the_content(connection, fill, scores, data, change):
    fill()
    other = {
        "meaning": replace(scores, columns=(*scores.columns[:-1], replace(scores.columns[-1], text=Text("a", "b")))),
        "key": replace(scores, key=("code", "year"), order=("year", "code")),
        "title": replace(scores, title=Text("Angka", "Figures")),
    }[change]
    plain = release_of(connection, [scores], data)
    assert release_of(connection, [other], data).release_id != plain.release_id


def test_rows_are_hashed_as_text_that_every_duckdb_gives_alike(connection, scores, score):
    writer.replace(connection, scores, [score(2024, "33.71", "4.00", note='"a", b'), score(2024, "33.08", None)])
    found = publish._as_text(writer.published_rows(connection, scores)).to_pybytes().decode()
    assert found == '2024,"33.08",,"Baik",\n2024,"33.71",4.00,"Baik","""a"", b"\n'


def test_an_empty_text_is_another_content_than_none(connection, scores, score, data):
    found = set()
    for note in (None, "", '"', ",", '""'):
        writer.replace(connection, scores, [score(2024, "33.71", note=note)])
        found.add(release_of(connection, [scores], data).release_id)
    assert len(found) == 5


# --- damage and failures --------------------------------------------------------------------------------


def test_a_damaged_release_is_detected_and_built_anew_however_often_it_is_damaged(fill, make, data):
    fill()
    release = make()
    parquet = "parquet/core.scores.parquet"
    cases = [(file, damage) for file in (DATABASE, MANIFEST, CHECKSUMS, parquet) for damage in ("cut", "gone")]
    cases += [(DATABASE, "changed"), (parquet, "changed")]
    cases += [(MANIFEST, content) for content in (b"{}", b"[]", b'{"release_id": "2024", "files": {}}', b"\xff{}")]
    for file, damage in cases:
        path = release.folder / file
        content = path.read_bytes()
        path.unlink()
        if damage == "cut":
            path.write_bytes(content[:-20])
        elif damage == "changed":
            path.write_bytes(content[:-20] + bytes(byte ^ 1 for byte in content[-20:]))
        elif damage != "gone":
            path.write_bytes(damage)
        assert not is_whole(release.folder), (file, damage)
        again = make()
        assert (again.release_id, again.is_new) == (release.release_id, True)
        assert is_whole(again.folder)
        assert not release.folder.exists(), "the damaged folder is removed once nothing points to it"
        release = again
    with open_release(data / "current" / DATABASE) as published:
        assert published.execute("SELECT count(*) FROM core.scores").fetchone() == (3,)


@pytest.mark.parametrize("published_before", [True, False])
def test_a_failure_midway_leaves_the_last_release_no_trace_and_a_usable_database(
    connection, fill, make, data, published_before
):
    (data / "releases").mkdir(parents=True)
    good = None
    if published_before:
        fill()
        good = make()
    files = _files(data)
    fill("2.00")
    # A NULL in the declared key: the row reaches Parquet, but not the new database.
    connection.execute("CREATE OR REPLACE TABLE mart.regions AS SELECT NULL::VARCHAR AS code, 'Kota Magelang' AS name")
    with pytest.raises(duckdb.ConstraintException):
        make()
    assert _files(data) == files
    assert len(list((data / "releases").iterdir())) == int(published_before)
    assert (data / "current").is_symlink() == published_before
    if good:
        assert (data / "current").resolve() == good.folder.resolve()
        assert is_whole(good.folder)
    attached = connection.execute("SELECT database_name FROM duckdb_databases() WHERE NOT internal").fetchall()
    assert attached == connection.execute("SELECT current_database()").fetchall()
    fill("2.00")
    assert make().is_new


def test_a_table_that_was_never_made_is_not_published(connection, make, scores, data):
    writer.replace(connection, scores, [])
    with pytest.raises(duckdb.CatalogException, match="regions"):
        make()
    assert not (data / "current").is_symlink()


def test_what_an_interrupted_publish_left_behind_is_no_obstacle(fill, make, data):
    fill()
    release = make()
    leftover = data / "releases" / ".staging"
    shutil.copytree(release.folder, leftover)
    fill("2.00")
    again = make()
    assert again.is_new
    assert {folder.name for folder in (data / "releases").iterdir()} == {release.release_id, again.release_id}


def test_a_sweep_takes_what_was_left_by_the_killed_and_nothing_else(fill, make, data):
    fill()
    release = make()
    (data / "releases" / ".staging" / "pages").mkdir(parents=True)
    (data / ".current-4242").symlink_to("releases/none")
    (data / "archive" / "objects").mkdir()
    sweep(data)
    assert {path.name for path in data.iterdir() if path.name.startswith(".")} == set()
    assert [folder.name for folder in (data / "releases").iterdir()] == [release.release_id]
    assert is_whole(data / "current")
    assert (data / "archive" / "objects").is_dir()


def test_a_damaged_folder_that_a_kill_has_left_beside_the_whole_one_goes_with_the_next(fill, make, data):
    fill()
    release = make()
    damaged = release.folder.with_name(f"{release.release_id}.2")
    shutil.copytree(release.folder, damaged)
    (damaged / DATABASE).unlink()
    assert make().folder == release.folder
    assert not damaged.exists()


def test_a_folder_in_the_place_of_the_link_is_refused_and_left_alone(fill, make, data):
    fill()
    (data / "current").mkdir(parents=True)
    with pytest.raises(PublishFailed, match="current is no link to a release but a folder"):
        make()
    assert (data / "current").is_dir()
