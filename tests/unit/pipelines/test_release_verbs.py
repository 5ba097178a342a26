"""Releases are listed, compared, put in force again, kept and removed; what is wrong is one sentence."""

import json
import re
import shutil
from decimal import Decimal
from pathlib import Path

import dagster as dg
import pytest

from pipelines.carrying import carry_out
from pipelines.jobs import build_carry_job
from pipelines.refresh import alone
from pipelines.sensors import build_sensors
from pipelines.settings import Settings
from sources.declaration.declared import BUNDLED
from tests.publications import publish_tables
from warehouse import writer
from warehouse.connection import open_scratch
from warehouse.destination import DestinationFailed
from warehouse.ledger import LedgerDamaged
from warehouse.releases import folders_of, is_in_force, is_whole
from warehouse.tables import TABLES

RANKING = TABLES["mart.region_ranking"]


def _rows(index, rank, tied=1):
    nothing = dict.fromkeys(RANKING.column_names)
    row = {
        **nothing, "evaluation_year": 2024, "instrument": "SPBE-2020", "region_code": "33.71",
        "region_name": "Kota Magelang", "kind": "kota", "province_code": "33", "province_name": "Jawa Tengah",
        "spbe_index": Decimal(index), "rank_in_kind": rank, "tied_in_kind": tied, "expected_in_kind": 93,
        "previous_year": 2023, "status": "published", "certainty": "official", "is_final": True, "levels_known": False,
        "current_code": "33.71", "obs_status": "A",
    }  # fmt: skip
    return [row]


@pytest.fixture(scope="module")
def three(tmp_path_factory):
    """Three releases of one region: 3,10 on rank 9, 3,20 on rank 4, and 3,20 with a tie."""
    folder = tmp_path_factory.mktemp("releases")
    with open_scratch() as connection:
        for cells in (("3.10", 9), ("3.20", 4), ("3.20", 4, 2)):
            publish_tables(connection, {RANKING: writer.arrow_table(RANKING, _rows(*cells))}, folder)
    return folder


@pytest.fixture
def data(three, tmp_path):
    return Path(shutil.copytree(three, tmp_path / "data", symlinks=True))


def _ids(data):
    return [
        json.loads(file.read_text())["release_id"]
        for file in sorted((data / "archive" / "releases").glob("*/entry.json"))
    ]


def test_releases_are_listed_with_what_is_in_force(data, spbe):
    ids = _ids(data)
    ran = spbe("releases", "--format", "json", data=data)
    listed = json.loads(ran.out)
    assert [(row["no"], row["event"], row["release"]) for row in listed] == [
        (number, "published", release) for number, release in enumerate(ids, start=1)
    ]
    assert [row["state"] for row in listed] == [None, None, "in force"]
    assert spbe("releases", data=data / "nowhere").out.startswith("Nothing was published here")


def test_what_differs_is_counted_and_then_told_cell_by_cell(data, spbe):
    first, second, _ = _ids(data)
    told = json.loads(spbe("diff", first, second, "--format", "json", data=data).out)
    assert told["counts"] == [{"table": "mart.region_ranking", "change": "changed", "rows": 2}]
    assert [(cell["column"], cell["old"], cell["new"], cell["places_moved"]) for cell in told["cells"]] == [
        ("spbe_index", "3.10", "3.20", 5), ("rank_in_kind", "9", "4", 5),
    ]  # fmt: skip
    assert "spbe_index" in spbe("diff", "1", "2", "--format", "md", data=data).out
    at_the_terminal = spbe("diff", "1", "2", data=data).out
    assert "row: 2024 33.71" in at_the_terminal
    assert re.search(r"spbe_index +3\.10 +3\.20\n *rank_in_kind +9 +4", at_the_terminal)
    assert spbe("diff", "3", "current", data=data).out == "Nothing differs.\n"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("diff", "1", "2023"), "There is no release 2023: see `spbe releases`."),
        (("diff", "77", "1"), "There is no event 77"),
        (("use", "2024-", "--reason", "x"), "write more of it"),
        (("unpin",), "No release is pinned."),
        (("rebuild", "2023", "--into", "x"), "No release 2023 was published here"),
        (("rebuild", "2024", "--into", "x"), "write more of it"),
        (("rebuild", "", "--into", "x"), "Name a release"),
        (("diff", "\u00b3", "1"), "There is no release \u00b3"),
    ],
)
def test_what_cannot_be_done_is_said(data, spbe, typed, said):
    ran = spbe(*typed, data=data)
    assert (ran.code, said in ran.err) == (1, True), ran.told


def test_a_release_is_put_in_force_byte_for_byte_and_stays_until_it_is_let_go(data, spbe):
    first, _, third = _ids(data)
    before = {file: file.read_bytes() for file in (data / "releases" / first).rglob("*") if file.is_file()}
    ran = spbe("use", first[:9], "--reason", "angka 2024 diperiksa ulang", data=data)
    assert ran.code == 0, ran.told
    assert "3 cells differ and 1 regions have another rank" in ran.out
    assert is_in_force(data, first)
    assert before == {file: file.read_bytes() for file in (data / "current").resolve().rglob("*") if file.is_file()}
    sensor = next(one for one in build_sensors((), Settings(data, BUNDLED)) if one.name == "publish_documents")
    with dg.build_sensor_context(instance=dg.DagsterInstance.ephemeral()) as context:
        skipped = sensor(context)
    assert "is pinned since" in skipped.skip_message
    assert "angka 2024 diperiksa ulang" in skipped.skip_message
    with open_scratch() as connection:
        rows = writer.arrow_table(RANKING, _rows("4.00", 1))
        assert not publish_tables(connection, {RANKING: rows}, data).is_new, "built, and not put in force"
    assert is_in_force(data, first)
    assert spbe("unpin", "--reason", "selesai", data=data).code == 0
    with open_scratch() as connection:
        assert publish_tables(connection, {RANKING: rows}, data).is_new
        assert publish_tables(connection, {RANKING: writer.arrow_table(RANKING, _rows("3.20", 4, 2))}, data).is_new
    assert is_in_force(data, third)
    events = [row["event"] for row in json.loads(spbe("releases", "--format", "json", data=data).out)]
    assert events == ["published", "published", "published", "pinned", "unpinned", "published", "published"]


def test_a_damaged_release_is_not_used_and_a_run_is_not_disturbed(data, spbe):
    first, second, _ = _ids(data)
    (file,) = (data / "releases" / first / "parquet").glob("mart.region_ranking*")
    file.chmod(0o644)
    file.write_bytes(file.read_bytes()[:-1])
    for typed in (("use", first, "--reason", "x"), ("diff", first, second)):
        assert "is damaged and cannot be used" in spbe(*typed, data=data).err
    (data / "releases" / second / "manifest.json").chmod(0o644)
    (data / "releases" / second / "manifest.json").write_text("{}")
    assert "is damaged and cannot be used" in spbe("use", second, "--reason", "x", data=data).err
    assert "write why" in spbe("use", first, "--reason", "  ", data=data).err
    with alone(Settings(data, BUNDLED)):
        assert "Another refresh is at work" in spbe("use", second, "--reason", "x", data=data).err


def test_old_releases_go_but_not_what_is_in_force_or_cited_and_what_they_changed_stays(data, spbe):
    first, second, third = _ids(data)
    assert spbe("cite", first, "--reason", "RPJMD 2025-2029, hlm. 41", data=data).code == 0
    (data / "profiles" / second).mkdir(parents=True)
    cited = data / "releases" / first / "manifest.json"
    cited.chmod(0o644)
    cited.write_text("")
    would = spbe("prune", "--keep", "0", "--dry-run", data=data)
    assert would.out.startswith(f"Would remove {second} (")
    assert folders_of(data, second)
    assert spbe("prune", "--keep", "1", data=data).out.startswith("Nothing to remove")
    assert spbe("prune", "--keep", "0", data=data).out.startswith(f"Removed {second} (")
    assert not (data / "profiles" / second).exists()
    assert [bool(folders_of(data, one)) for one in (first, second, third)] == [True, False, True]
    assert is_whole(data / "current")
    gone = spbe("diff", second, third, data=data)
    assert "are gone; audit.revisions keeps what it changed" in gone.err
    listed = json.loads(spbe("releases", "--format", "json", data=data).out)
    assert [row["state"] for row in listed[:3]] == ["cited", "files gone", "in force"]


def test_a_record_that_lacks_what_the_release_in_force_knows_stops_every_verb(data, spbe):
    shutil.rmtree(data / "archive" / "releases" / "0003")
    for typed in (("releases",), ("prune", "--keep", "0"), ("use", "1", "--reason", "x"), ("unpin",)):
        ran = spbe(*typed, data=data)
        assert (ran.code, "The release in force is event 3, and" in ran.err) == (1, True), ran.told
    shutil.rmtree(data / "archive")
    with open_scratch() as connection, pytest.raises(LedgerDamaged, match="ends at 0"):
        publish_tables(connection, {RANKING: writer.arrow_table(RANKING, _rows("4.00", 1))}, data)
    assert len(list((data / "releases").iterdir())) == 3


def _pointed(place):
    pointer = json.loads((place / "current.json").read_text())
    assert (place / pointer["path"] / "manifest.json").exists()
    return pointer["release_id"]


def test_what_is_put_in_force_is_carried_and_what_does_not_arrive_is_said_reported_and_tried_again(
    data, spbe, tmp_path, monkeypatch
):
    first, second, _ = _ids(data)
    place = tmp_path / "umum"
    monkeypatch.setenv("SPBE_PUBLISH_TO", str(place))
    ran = spbe("use", first, "--reason", "diperiksa", data=data)
    assert (ran.code, is_in_force(data, first)) == (1, True)
    (said,) = ran.err.splitlines()
    assert said.startswith(f"Release {first} is in force here and was not carried to file://")
    assert said.endswith(f"{place} is no folder: make it, or mount it. The next refresh tries again.")
    (reported,) = (data / "failures.log").read_text().splitlines()
    assert (json.loads(reported)["job"], json.loads(reported)["message"]) == ("carry_out", said)
    place.mkdir()
    settings = Settings(data, BUNDLED, publish_to=place.as_uri())
    assert carry_out(settings)
    assert _pointed(place) == first
    ran = spbe("use", second, "--reason", "tidak jadi", data=data)
    assert (ran.code, _pointed(place)) == (0, second)
    assert f"Release {second} is in force at {place.as_uri()}, in releases/{second}." in ran.out
    assert len(list((place / "releases").iterdir())) == 2
    assert spbe("use", first, "--reason", "diperiksa", data=data).out.endswith("(nothing was to be sent).\n")
    assert _pointed(place) == first


def test_after_a_run_of_the_ui_a_sensor_asks_for_a_job_that_carries(data, tmp_path, instance):
    place = tmp_path / "umum"
    settings = Settings(data, BUNDLED, publish_to=place.as_uri())
    (sensor,) = (one for one in build_sensors((), settings) if one.name == "carry_release")
    job = build_carry_job(settings)

    def asked():
        with dg.build_sensor_context(instance=instance, sensor_name=sensor.name) as context:
            return sensor(context)

    wanted = asked()
    with pytest.raises(DestinationFailed, match="make it, or mount it"):
        job.execute_in_process(instance=instance, tags=wanted.tags)
    assert "ended without success" in asked().skip_message
    place.mkdir()
    assert job.execute_in_process(instance=instance, tags=wanted.tags).success
    assert _pointed(place) == _ids(data)[-1]
    assert "has the release in force" in asked().skip_message
    assert "carry_release" not in {one.name for one in build_sensors((), Settings(data, BUNDLED))}
