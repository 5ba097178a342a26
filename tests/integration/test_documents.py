"""Documents that come in: by hand, by the inbox, from a publisher; published, taken back, corrected."""

from __future__ import annotations

import os
import shutil
import time
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import duckdb
import pytest
from pytest_httpserver import HTTPServer

from assets.loads import due_loads
from pipelines import jobs
from pipelines.assembly import build_defs
from pipelines.settings import Settings
from sources.declaration.declared import BUNDLED
from tests.misbehaving_server import (
    answer,
    endless_body,
    half_then_reset,
    misbehaving_server,
    packed,
    says,
    slow_body,
)

PRESS = (
    "evaluation_year,agency,index,predikat,url\n"
    '2025,Kota Magelang,"3,95",Sangat Baik,https://example.go.id/magelang-2025\n'
    '2025,Kabupaten Magelang,"3,10",Baik,https://example.go.id/magelang-2025\n'
)


@pytest.fixture
def press(tmp_path: Path) -> Path:
    file = tmp_path / "pernyataan.csv"
    file.write_text(PRESS, encoding="utf-8")
    return file


def _release(data: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(data / "current" / "spbe.duckdb"), read_only=True)


def _index(data: Path, year: int, region: str) -> list[tuple[object, ...]]:
    with _release(data) as release:
        return release.execute(
            "SELECT CAST(spbe_index AS VARCHAR), evidence_grade, rank_in_kind FROM mart.region_ranking "
            "WHERE evaluation_year = ? AND region_code = ?",
            [year, region],
        ).fetchall()


def test_a_dry_run_says_everything_and_writes_nothing(data: Path, press: Path, spbe) -> None:
    ran = spbe("add", "--dry-run", str(press), data=data)
    assert ran.code == 0, ran.told
    for part in ("statements", "2025", "2 regions", "Nothing was written"):
        assert part in ran.out
    assert not (data / "archive").exists()


TARGET = (
    "targets:\n"
    "  - {target_id: magelang-contoh-2025, subject_code: 33.71, target_year: 2025, target_value: '3,80',\n"
    "     instrument: SPBE-2020, plan: RPJMD 2025-2029}\n"
    "indicator_costs:\n"
    "  - {instrument: SPBE-2020, node_code: I11, step_cost: '0,5', note: Sudah dianggarkan.}\n"
)
PLANNED = ("planner-cost-beside-magelang-contoh-2025", "planner-target-magelang-contoh-2025")


def test_what_is_added_is_published_and_what_is_withdrawn_is_gone_without_a_trace(
    data: Path, press: Path, tmp_path: Path, spbe
) -> None:
    before = (data / "current").readlink()
    target = tmp_path / "my_targets.yml"
    target.write_text(TARGET, encoding="utf-8")
    added = spbe("add", str(press), str(target), data=data)
    assert added.code == 0, added.told
    assert "nothing to do" in spbe("add", str(press), data=data).out
    assert spbe("refresh", data=data).code == 0
    assert _index(data, 2025, "33.71") == [("3.95", "D", None)]
    with _release(data) as release:
        place = release.execute(
            "SELECT d.original_name, d.file_name FROM core.observations o JOIN core.documents d USING (document_id) "
            "WHERE o.printed_name = 'Kota Magelang' AND o.evaluation_year = 2025 AND o.measure = 'INDEX' "
            "AND d.original_name IS NOT NULL"
        ).fetchall()
        assert [name for name, _ in place] == ["pernyataan.csv"]
        assert (data / place[0][1]).read_bytes() == press.read_bytes()
        # The planner's target is judged, and the cost weighs the steps.
        assert release.execute(
            "SELECT evaluation_year, subject_name, target_status FROM mart.target_progress "
            "WHERE target_id = 'magelang-contoh-2025' AND result_value IS NOT NULL ORDER BY evaluation_year"
        ).fetchall() == [
            (2023, "Kota Magelang", "not_assessable"),
            (2024, "Kota Magelang", "on_track"),
            (2025, "Kota Magelang", "not_assessable"),  # known from press alone
        ]
        assert release.execute(
            "SELECT DISTINCT CAST(step_cost AS VARCHAR) FROM mart.next_predikat_steps "
            "WHERE evaluation_year = 2024 AND node_code = 'I11'"
        ).fetchall() == [("0.50",)]
        planned = release.execute(
            "SELECT document_id, edition, document_version, original_name, file_name FROM core.documents "
            "WHERE source = 'targets' AND original_name IS NOT NULL ORDER BY document_id"
        ).fetchall()
        assert [row[:4] for row in planned] == [(document, None, 1, "my_targets.yml") for document in PLANNED]
        assert (data / planned[0][4]).read_bytes() == target.read_bytes()
    assert isinstance(_evaluate(data, "publish_documents")[0], dg.SkipReason), "the release holds all of it"

    # A changed file of the same page is a new version; the old bytes stay.
    press.write_text(PRESS.replace("3,95", "3,96"), encoding="utf-8")
    changed = spbe("add", str(press), data=data)
    assert "version 2" in changed.out
    assert "3,96, known 3,95" in changed.out
    assert spbe("refresh", data=data).code == 0
    assert _index(data, 2025, "33.71") == [("3.96", "D", None)]

    document = changed.out.split("version 2 of ")[1].split(";")[0]
    for withdrawn in (document, document, *PLANNED):
        assert spbe("withdraw", withdrawn, "--reason", "only tried", data=data).code == 0
    assert spbe("withdraw", document, "--reason", "again", data=data).code == 1
    assert len(list((data / "archive" / "objects").rglob("*"))) >= 2
    assert spbe("refresh", data=data).code == 0
    assert (data / "current").readlink() == before, "without them the release is the one before, byte for byte"


def _evaluate(data: Path, sensor: str) -> list[dg.RunRequest | dg.SkipReason]:
    definitions = build_defs(Settings(data, BUNDLED))
    with dg.build_sensor_context(instance=dg.DagsterInstance.ephemeral(), definitions=definitions) as context:
        found = definitions.resolve_sensor_def(sensor)(context)
        return [found] if isinstance(found, dg.RunRequest | dg.SkipReason) else list(found)


def test_the_inbox_is_taken_in_and_the_year_loaded_by_the_sensors(data: Path, press: Path) -> None:
    settings = Settings(data, BUNDLED)
    inbox = settings.inbox_dir
    inbox.mkdir(exist_ok=True)
    shutil.copy(press, inbox / "pernyataan.csv")
    (inbox / "brief.pdf").write_text("<!DOCTYPE html><html><body>Masuk</body></html>")
    definitions = build_defs(settings)
    instance = dg.DagsterInstance.ephemeral()

    def evaluate(name: str) -> list[dg.RunRequest | dg.SkipReason]:
        sensor = definitions.resolve_sensor_def(name)
        with dg.build_sensor_context(instance=instance, definitions=definitions) as context:
            found = sensor(context)
        return [found] if isinstance(found, dg.RunRequest | dg.SkipReason) else list(found)

    (still_written,) = evaluate("inbox")
    assert isinstance(still_written, dg.SkipReason), "a file may not be whole yet"
    for file in inbox.iterdir():
        os.utime(file, (1_700_000_000, 1_700_000_000))
    (request,) = evaluate("inbox")
    assert isinstance(request, dg.RunRequest)
    assert definitions.resolve_job_def("take_in_inbox").execute_in_process(instance=instance).success
    assert (inbox / "done" / "pernyataan.csv").exists()
    assert "web page (HTML)" in (inbox / "refused" / "brief.pdf.txt").read_text()
    (after,) = evaluate("inbox")
    assert isinstance(after, dg.SkipReason)

    assert list(due_loads(data, BUNDLED)) == ["spbe_press 2025"]
    (request,) = evaluate("publish_documents")
    assert isinstance(request, dg.RunRequest)


def test_nothing_is_loaded_while_the_release_holds_every_document(good: Path) -> None:
    (skip,) = _evaluate(good, "publish_documents")
    assert isinstance(skip, dg.SkipReason)


def test_damaged_archive_bytes_stop_the_run_and_the_release_stands(data: Path, press: Path, spbe) -> None:
    assert spbe("add", str(press), data=data).code == 0
    (stored,) = [file for file in (data / "archive" / "objects").rglob("*") if file.is_file()]
    stored.chmod(0o644)
    stored.write_bytes(stored.read_bytes() + b" ")
    listed = spbe("archive", data=data)
    assert listed.code == 1
    assert "DAMAGED" in listed.out
    ran = spbe("refresh", data=data)
    assert ran.code == 1
    assert "the archived bytes have changed" in ran.told


@pytest.fixture
def watched(bundle, httpserver: HTTPServer, good: Path, tmp_path: Path):
    """The UN source with a file to fetch for 2024, from a server of our own; its bundled 2024 is taken out."""
    for file in (bundle.root / "un_egovkb" / "snapshots").iterdir():
        if "2022" not in file.name:
            file.unlink()
    place = f"127.0.0.1:{httpserver.port}"
    bundle.edit_yaml(
        "un_egovkb/source.yml",
        years=[2022, 2024],
        fetch={
            "kind": "file",
            "hosts": [place],
            "urls": {2024: f"http://{place}/EGOV_DATA_2024.csv"},
            "limits": {"total_seconds": 5, "attempts": 2, "min_interval_seconds": 0, "backoff_seconds": 0.01},
        },
    )
    empty = tmp_path / "nothing"
    empty.mkdir()
    (empty / "current").symlink_to(good / "current")
    return Settings(empty, bundle.root)


def _tick(settings: Settings) -> tuple[bool, str]:
    """One tick of the calendar and the run that it asks for: whether that succeeds, and what it says."""
    definitions = build_defs(settings)
    with dg.DagsterInstance.ephemeral() as instance:
        context = dg.build_schedule_context(
            instance=instance, scheduled_execution_time=datetime(2026, 10, 5, tzinfo=UTC)
        )
        request = definitions.resolve_schedule_def("watch_un_egovkb")(context)
        assert isinstance(request, dg.RunRequest)
        result = definitions.resolve_job_def("ask_publisher").execute_in_process(
            instance=instance, run_config=request.run_config, raise_on_error=False
        )
        said = " ".join(str(entry.dagster_event or "") + entry.message for entry in instance.all_logs(result.run_id))
    return result.success, said


def _un_csv() -> str:
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        [
            "Survey Year", "Country Name", "E-Government Rank", "E-Government Index", "E-Participation Index",
            "Online Service Index", "Human Capital Index", "Telecommunication Infrastructure Index",
        ]
    )  # fmt: skip
    with (BUNDLED / "un_egovkb" / "snapshots" / "un_egdi_2024.csv").open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            writer.writerow(
                [
                    "2024",
                    row["country"] + " ",
                    row["egdi_rank"],
                    row["egdi"],
                    row["epi"],
                    row["osi"],
                    row["hci"],
                    row["tii"],
                ]
            )
    return out.getvalue()


def test_a_tick_fetches_what_is_out_and_it_is_due(
    watched: Settings, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "_ASK_AGAIN_SECONDS", 0.01)
    httpserver.expect_request("/EGOV_DATA_2024.csv").respond_with_data("", status=404)
    succeeded, said = _tick(watched)
    assert succeeded
    assert "not there (yet)" in said

    httpserver.clear()
    httpserver.expect_request("/EGOV_DATA_2024.csv").respond_with_data("", status=503)
    succeeded, said = _tick(watched)
    assert not succeeded, "a site that does not answer is reported, after Dagster has tried again"
    assert "The archive holds nothing of this source." in said
    assert said.count("STEP_RESTARTED") == 2

    httpserver.clear()
    httpserver.expect_request("/EGOV_DATA_2024.csv").respond_with_data(
        _un_csv(), content_type="text/csv", headers={"ETag": '"v1"'}
    )
    assert _tick(watched)[0]
    assert "un_egdi 2024" in due_loads(watched.data_dir, watched.sources_dir)
    (card,) = (watched.archive_dir / "documents" / "un_egovkb").rglob("*.yml")
    assert '"v1"' in card.read_text()


def test_an_unchanged_file_is_not_sent_again_and_a_dead_site_leaves_the_archive(
    watched: Settings, httpserver: HTTPServer, spbe, monkeypatch: pytest.MonkeyPatch
) -> None:
    httpserver.expect_ordered_request("/EGOV_DATA_2024.csv").respond_with_data(
        _un_csv(), content_type="text/csv", headers={"ETag": '"v1"'}
    )
    httpserver.expect_ordered_request("/EGOV_DATA_2024.csv", headers={"If-None-Match": '"v1"'}).respond_with_data(
        "", status=304
    )
    first = spbe("fetch", "un_egovkb", data=watched.data_dir, sources=watched.sources_dir)
    assert first.code == 0, first.told
    assert "un_egovkb: new" in first.out
    again = spbe("fetch", "un_egovkb", data=watched.data_dir, sources=watched.sources_dir)
    assert again.code == 0, again.told
    assert "un_egovkb: unchanged" in again.out
    httpserver.clear()
    httpserver.expect_request("/EGOV_DATA_2024.csv").respond_with_data("", status=503)
    down = spbe("fetch", "un_egovkb", data=watched.data_dir, sources=watched.sources_dir)
    assert down.code == 1
    assert "The archive answers: un-egovkb-egdi-2024, version 1" in down.out
    listed = spbe("archive", data=watched.data_dir, sources=watched.sources_dir)
    assert listed.code == 0
    assert "stands" in listed.out


@pytest.mark.parametrize(
    "behaviour",
    [
        endless_body,
        says(packed(bytes(10_000))),
        half_then_reset(b"Survey Year,Country Name\n" * 1000),
        slow_body,
        says(answer(b"<!DOCTYPE html><html>masuk</html>", media="text/html")),
        says(answer(b"", status=302, Location="http://10.0.0.1/EGOV_DATA_2024.csv")),
        says(answer(b"", status=302, Location="http://example.go.id/EGOV_DATA_2024.csv")),
    ],
    ids=["endless", "packed", "reset half-way", "slow drip", "HTML", "private address", "another host"],
)
def test_a_site_that_misbehaves_leaves_one_clear_error_and_nothing_in_the_archive(
    bundle, tmp_path: Path, spbe, behaviour
) -> None:
    with misbehaving_server() as server:
        url = server.on("/EGOV_DATA_2024.csv", behaviour)
        bundle.edit_yaml(
            "un_egovkb/source.yml",
            fetch={
                "kind": "file",
                "hosts": [url.split("/")[2]],
                "urls": {2024: url},
                "limits": {
                    "read_seconds": 1, "total_seconds": 3, "session_seconds": 4, "max_bytes": 2_000_000, "attempts": 2,
                    "min_interval_seconds": 0, "backoff_seconds": 0.01,
                },
            },
        )  # fmt: skip
        started = time.monotonic()
        ran = spbe("fetch", "un_egovkb", "--year", "2024", data=tmp_path / "data", sources=bundle.root)
        assert time.monotonic() - started < 20
    assert ran.code == 1, ran.told
    assert "Remedy:" in ran.out
    assert "The archive holds nothing of this source." in ran.out
    assert not [file for file in (tmp_path / "data").rglob("*") if file.is_file()]
