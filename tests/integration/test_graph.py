"""The graph as Dagster sees it: definitions, years, schedules, the sensor, and single steps through the UI's way."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from expectations.suites import SUITES
from pipelines.assembly import build_defs
from pipelines.calendar import LAUNCHED_BY
from pipelines.settings import Settings
from sources.declaration.declared import BUNDLED
from warehouse import writer
from warehouse.tables import TABLES

ROOT = Path(__file__).resolve().parents[2]
#: Progress lines instead of a log line per event.
QUIET = {"loggers": {"progress": {}}}
SNAPSHOT = Path(__file__).with_name("graph_snapshot.json")


@pytest.fixture
def definitions(tmp_path: Path) -> dg.Definitions:
    return build_defs(Settings(tmp_path / "data", BUNDLED))


def _graph(definitions: dg.Definitions) -> dict[str, object]:
    repository = definitions.get_repository_def()
    graph = repository.asset_graph
    return {
        "assets": {
            "/".join(key.path): {
                "group": graph.get(key).group_name,
                "kinds": sorted(graph.get(key).kinds),
                "upstream": sorted("/".join(parent.path) for parent in graph.get(key).parent_keys),
                "years": sorted(graph.get(key).partitions_def.get_partition_keys())
                if graph.get(key).partitions_def
                else None,
            }
            for key in sorted(graph.get_all_asset_keys())
        },
        "jobs": {
            job.name: sorted("/".join(key.path) for key in job.asset_layer.executable_asset_keys)
            for job in sorted(repository.get_all_jobs(), key=lambda job: job.name)
            if not job.name.startswith("__")
        },
        "schedules": {
            schedule.name: [schedule.cron_schedule, schedule.execution_timezone, schedule.job_name]
            for schedule in repository.schedule_defs
        },
        "sensors": sorted(sensor.name for sensor in repository.sensor_defs),
        "checks": {
            name: [f"{rule.name} ({rule.severity})" for rule in suite.rules] for name, suite in sorted(SUITES.items())
        },
    }


def test_assets_jobs_schedules_and_checks_are_those_of_the_snapshot(definitions) -> None:
    graph = json.loads(json.dumps(_graph(definitions)))
    if os.environ.get("UPDATE_SNAPSHOT"):
        SNAPSHOT.write_text(json.dumps(graph, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    expected = json.loads(SNAPSHOT.read_text(encoding="utf-8"))
    assert graph == expected, "if the change is meant: UPDATE_SNAPSHOT=1, and look at the difference"


def test_dagster_itself_finds_the_definitions_valid(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "dagster", "definitions", "validate"],
        cwd=ROOT,
        env={**os.environ, "SPBE_DATA": str(tmp_path), "DAGSTER_HOME": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "validation successful" in (ran.stdout + ran.stderr).lower()


def test_definitions_load_without_great_expectations_and_httpx() -> None:
    code = "import sys, pipelines.definitions; print([m for m in ('great_expectations', 'httpx') if m in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.strip().splitlines()[-1] == "[]"


def test_every_asset_tells_its_columns_owner_and_meaning(definitions) -> None:
    graph = definitions.get_repository_def().asset_graph
    for key in graph.get_all_asset_keys():
        node = graph.get(key)
        assert node.owners
        assert node.kinds
        assert node.description
        if key.path[0] != "release":
            schema = node.metadata["dagster/column_schema"]
            assert [c.name for c in schema.columns] == list(TABLES[".".join(key.path)].column_names)
            assert all(column.description for column in schema.columns)


def test_raw_assets_link_to_their_documents(definitions) -> None:
    graph = definitions.get_repository_def().asset_graph
    told = graph.get(dg.AssetKey(["raw", "spbe_annual_report"])).metadata["documents"].value
    assert "Laporan Evaluasi SPBE 2023" in told
    assert "annual_report_2024.csv" in told


def test_every_rule_is_a_check_and_a_stage_waits_for_what_its_tables_are_built_from(definitions) -> None:
    graph = definitions.get_repository_def().asset_graph
    checks = sorted((".".join(check.asset_key.path), check.name) for check in graph.asset_check_keys)
    assert checks == sorted((name, rule.name) for name, suite in SUITES.items() for rule in suite.rules)
    steps = [node for node in definitions.asset_checks if node.node_def.name.startswith("check_stage_")]
    stage_of = {".".join(key.asset_key.path): number for number, step in enumerate(steps) for key in step.check_keys}
    assert set(stage_of) == {name for name in SUITES if not name.startswith("raw.")}
    for name, stage in stage_of.items():
        parents = {".".join(parent.path) for parent in graph.get(dg.AssetKey(name.split("."))).parent_keys}
        assert all(stage_of[parent] < stage for parent in parents & set(stage_of)), name


def test_a_backfill_of_all_years_is_one_run(definitions) -> None:
    graph = definitions.get_repository_def().asset_graph
    for key in graph.get_all_asset_keys():
        if graph.get(key).partitions_def:
            assert graph.get(key).backfill_policy == dg.BackfillPolicy.single_run()


# --- the calendar -----------------------------------------------------------------------------------------------


def _tick(definitions: dg.Definitions, name: str) -> dg.RunRequest | dg.SkipReason:
    schedule = definitions.resolve_schedule_def(name)
    with dg.DagsterInstance.ephemeral() as instance:
        context = dg.build_schedule_context(
            instance=instance, scheduled_execution_time=datetime(2027, 1, 20, tzinfo=UTC)
        )
        result = schedule(context)
    assert isinstance(result, dg.RunRequest | dg.SkipReason)
    return result


def test_a_tick_asks_for_the_newest_year_when_there_is_no_release(definitions) -> None:
    request = _tick(definitions, "watch_spbe_annual_report")
    assert isinstance(request, dg.RunRequest)
    assert request.partition_key == "2024"


def test_a_tick_skips_with_a_reason_when_the_release_holds_every_declared_year(good, bundle) -> None:
    bundle.edit_yaml("spbe_annual_report/source.yml", years=[2023, 2024])
    skip = _tick(build_defs(Settings(good, bundle.root)), "watch_spbe_annual_report")
    assert isinstance(skip, dg.SkipReason)
    assert "2024 is the newest year" in str(skip.skip_message)
    assert "source.yml" in str(skip.skip_message)


def test_a_tick_says_what_is_awaited_and_how_it_can_come(good) -> None:
    skip = _tick(build_defs(Settings(good, BUNDLED)), "watch_spbe_annual_report")
    assert isinstance(skip, dg.SkipReason)
    for part in ("2025 is awaited", "brought by hand", "spbe add FILE", "inbox"):
        assert part in str(skip.skip_message)


def test_a_tick_says_which_setting_a_portal_lacks(good) -> None:
    skip = _tick(build_defs(Settings(good, BUNDLED)), "watch_spbe_tauval")
    assert isinstance(skip, dg.SkipReason)
    assert "SPBE_TAUVAL_URL and SPBE_TAUVAL_KEY are not set" in str(skip.skip_message)


def test_a_biennial_source_is_not_looked_for_in_odd_years(good) -> None:
    skip = _tick(build_defs(Settings(good, BUNDLED)), "watch_un_egovkb")
    assert isinstance(skip, dg.SkipReason)
    assert "even years only" in str(skip.skip_message)


def test_a_tick_asks_for_a_year_declared_since_the_release(good, bundle) -> None:
    path = bundle.snapshot("annual_report_2024.csv")
    new = path.with_name("annual_report_2025.csv")
    new.write_text(path.read_text().replace("Menko", "Menko", 1) + "")
    sidecar = path.with_suffix(".yml").read_text().replace("annual_report_2024.csv", new.name)
    new.with_suffix(".yml").write_text(
        sidecar.replace("edition: 2024", "edition: 2025").replace("spbe-2024", "spbe-2025")
    )
    text = new.read_text().replace('"3,08",Baik', '"3,09",Baik', 1)
    new.write_text(text)
    from sources.declaration.sealing import seal

    seal(new)
    bundle.edit_yaml("spbe_annual_report/source.yml", years=[2023, 2024, 2025])
    request = _tick(build_defs(Settings(good, bundle.root)), "watch_spbe_annual_report")
    assert isinstance(request, dg.RunRequest)
    assert request.partition_key == "2025"


@pytest.mark.parametrize(
    ("job_name", "selection", "launched_by", "builds"),
    [
        ("ingest_spbe_printed_means", None, "schedule", True),
        ("ingest_spbe_printed_means", None, None, True),
        ("ingest_spbe_printed_means", None, "refresh", False),
        ("__ASSET_JOB", [["raw", "spbe_annual_report"]], None, True),
        ("__ASSET_JOB", [["core", "regions"]], None, False),
        ("build_release", None, None, False),
    ],
    ids=["schedule", "by hand", "full refresh", "backfill", "a core table alone", "the build itself"],
)
def test_a_load_is_followed_by_a_build_unless_it_has_its_own(
    definitions, job_name, selection, launched_by, builds
) -> None:
    sensor = definitions.resolve_sensor_def("release_after_ingest")
    chosen = frozenset(dg.AssetKey(path) for path in selection) if selection else None
    run = dg.DagsterRun(
        job_name=job_name, asset_selection=chosen, tags={LAUNCHED_BY: launched_by} if launched_by else {}
    )
    with dg.DagsterInstance.ephemeral() as instance:
        context = dg.build_run_status_sensor_context(
            sensor_name="release_after_ingest",
            dagster_instance=instance,
            dagster_run=run,
            dagster_event=dg.DagsterEvent(dg.DagsterEventType.RUN_SUCCESS.value, job_name),
        )
        result = sensor(context)
    assert isinstance(result, dg.RunRequest if builds else dg.SkipReason)


# --- steps taken alone, as the UI launches them -------------------------------------------------------------------


def test_one_year_loaded_alone_leaves_the_others(data) -> None:
    definitions = build_defs(Settings(data, BUNDLED))
    job = definitions.resolve_job_def("ingest_spbe_annual_report")
    with dg.DagsterInstance.ephemeral() as instance:
        result = job.execute_in_process(instance=instance, partition_key="2023", run_config=QUIET)
        assert result.success
        (materialization,) = result.asset_materializations_for_node("raw__spbe_annual_report")
        assert materialization.partition == "2023"
        assert materialization.metadata["dagster/partition_row_count"].value == 621
    with duckdb.connect(str(data / "working" / "spbe.duckdb")) as connection:
        rows = connection.execute(
            "SELECT edition, count(*) FROM raw.spbe_annual_report GROUP BY edition ORDER BY edition"
        ).fetchall()
    assert rows == [(2023, 621), (2024, 615)]


def test_the_build_alone_publishes_nothing_new_when_nothing_changed(data) -> None:
    before = sorted(path.name for path in (data / "releases").iterdir())
    definitions = build_defs(Settings(data, BUNDLED))
    with dg.DagsterInstance.ephemeral() as instance:
        result = definitions.resolve_job_def("build_release").execute_in_process(instance=instance, run_config=QUIET)
    assert result.success
    (released,) = result.asset_materializations_for_node("release__current")
    assert released.metadata["new"].value is False
    assert sorted(path.name for path in (data / "releases").iterdir()) == before


def _refusal_of_the_release_after(change: str, data: Path) -> str:
    """Change the working database behind the pipeline's back, ask for the release alone, and give the refusal."""
    with duckdb.connect(str(data / "working" / "spbe.duckdb")) as connection:
        connection.execute(change)
    job = build_defs(Settings(data, BUNDLED)).resolve_job_def("build_release")
    with dg.DagsterInstance.ephemeral() as instance:
        result = job.execute_in_process(
            instance=instance,
            asset_selection=[dg.AssetKey(["release", "current"])],
            raise_on_error=False,
            run_config=QUIET,
        )
        assert not result.success
        failure = result.failure_data_for_node("release__current")
    assert failure is not None
    return failure.error.to_string()


def test_a_release_is_refused_when_a_table_changed_after_being_checked(data) -> None:
    change = "UPDATE mart.region_ranking SET spbe_index = 4.99 WHERE region_code = '33.71'"
    assert "mart.region_ranking changed after being checked" in _refusal_of_the_release_after(change, data)


def test_a_release_is_refused_when_a_rule_failed_earlier(data) -> None:
    change = (
        "UPDATE audit.check_results SET outcome = 'failed', violations = 3, remedy = 'look at it' "
        "WHERE checked_table = 'raw.un_egdi' AND rule = '193_countries_per_edition'"
    )
    assert "193_countries_per_edition (3 rows): look at it" in _refusal_of_the_release_after(change, data)


def test_every_model_gives_the_same_rows_however_many_threads_run_it(data) -> None:
    models = [name for name in TABLES if (ROOT / "warehouse" / "sql" / f"{name.replace('.', '/')}.sql").exists()]
    assert len(models) > 12
    with duckdb.connect(str(data / "working" / "spbe.duckdb")) as connection:
        for name in models:
            stored = writer.records(connection, TABLES[name])
            for threads in (1, 2, 7):
                connection.execute(f"SET threads = {threads}")
                writer.derive(connection, TABLES[name])
                assert writer.records(connection, TABLES[name]) == stored, name
