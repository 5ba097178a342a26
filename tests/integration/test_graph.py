"""The graph as Dagster sees it: definitions, years, schedules, and runs of a selection as the UI launches them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from assets.loads import due_loads
from expectations.suites import SUITES
from pipelines.assembly import build_defs
from pipelines.last_refresh import unchanged_release
from pipelines.settings import Settings
from reports.makers import MAKERS
from sources.archive.holdings import held_years
from sources.archive.store import Archive
from sources.declaration.declared import BUNDLED, read_sources
from tests.commands import ROOT
from warehouse import writer
from warehouse.releases import DATABASES
from warehouse.tables import TABLES

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
    told = graph.get(dg.AssetKey(["raw", "spbe_annual_report"])).metadata["documents"].value
    assert "Laporan Evaluasi SPBE 2023" in told, "raw assets link to their documents"
    assert "annual_report_2024.csv" in told


def test_every_rule_is_a_check_and_none_of_them_hides_what_another_would_find(definitions) -> None:
    graph = definitions.get_repository_def().asset_graph
    checks = {(".".join(check.asset_key.path), check.name) for check in graph.asset_check_keys}
    assert checks >= {(name, rule.name) for name, suite in SUITES.items() for rule in suite.rules}
    assert [check for check in graph.asset_check_keys if graph.get(check).blocking] == []


def test_a_backfill_is_one_run_and_every_arrow_between_groups_points_to_a_later_one(definitions) -> None:
    graph = definitions.get_repository_def().asset_graph
    nodes = {key: graph.get(key) for key in graph.get_all_asset_keys()}
    policies = [node.backfill_policy for node in nodes.values() if node.partitions_def]
    assert set(policies) == {dg.BackfillPolicy.single_run()}
    groups = {key: node.group_name for key, node in nodes.items()}
    assert len(set(groups.values())) <= 9
    backward = [(parent, key) for key in nodes for parent in nodes[key].parent_keys if groups[parent] > groups[key]]
    assert backward == []


# --- the calendar -----------------------------------------------------------------------------------------------


def _tick(settings: Settings, name: str) -> dg.RunRequest | dg.SkipReason:
    schedule = build_defs(settings).resolve_schedule_def(name)
    with dg.DagsterInstance.ephemeral() as instance:
        context = dg.build_schedule_context(
            instance=instance, scheduled_execution_time=datetime(2027, 1, 20, tzinfo=UTC)
        )
        result = schedule(context)
    assert isinstance(result, dg.RunRequest | dg.SkipReason)
    return result


@pytest.mark.parametrize(
    ("source", "years", "told"),
    [
        ("spbe_annual_report", [2023, 2024], ["2024 is the newest year", "source.yml"]),
        ("spbe_annual_report", None, ["2026 is awaited", "brought by hand", "spbe add FILE", "inbox"]),
        ("un_egovkb", None, ["even years only"]),
    ],
    ids=["every declared year is held", "awaited", "biennial"],
)
def test_a_tick_that_asks_nobody_says_why(tmp_path, bundle, source, years, told) -> None:
    if years:
        bundle.edit_yaml(f"{source}/source.yml", years=years)
    skip = _tick(Settings(tmp_path, bundle.root), f"watch_{source}")
    assert isinstance(skip, dg.SkipReason)
    assert [part for part in told if part not in str(skip.skip_message)] == []


def test_a_publisher_that_can_be_asked_is_asked_by_a_run_that_says_which_setting_is_missing(tmp_path) -> None:
    request = _tick(Settings(tmp_path, BUNDLED), "watch_spbe_tauval")
    assert isinstance(request, dg.RunRequest)
    job = build_defs(Settings(tmp_path, BUNDLED)).resolve_job_def("ask_publisher")
    with dg.DagsterInstance.ephemeral() as instance:
        result = job.execute_in_process(instance=instance, run_config=request.run_config)
        said = " ".join(entry.message for entry in instance.all_logs(result.run_id))
    assert result.success
    assert "SPBE_TAUVAL_URL and SPBE_TAUVAL_KEY are not set" in said


# --- runs as the UI launches them -------------------------------------------------------------------------------------


#: Made together, or not at all.
RELEASE = ["release.database", *(f"release.{maker.name}" for maker in MAKERS), "release.current"]


def _run(data: Path, *assets: str, **how: object) -> tuple[dg.ExecuteInProcessResult, dict[str, list[str | None]]]:
    """Run the job, or a selection of it; gives which partitions of each asset were materialised too."""
    job = build_defs(Settings(data, BUNDLED)).resolve_job_def("refresh")
    chosen = [dg.AssetKey(name.split(".")) for name in assets] or None
    with dg.DagsterInstance.ephemeral() as instance:
        result = job.execute_in_process(
            instance=instance, asset_selection=chosen, run_config=QUIET, raise_on_error=False, **how
        )
        made: dict[str, list[str | None]] = {}
        for event in result.all_events:
            if event.is_step_materialization:
                found = event.step_materialization_data.materialization
                made.setdefault(".".join(found.asset_key.path), []).append(found.partition)
    return result, made


def test_of_chosen_years_those_that_are_held_are_loaded_and_the_others_stay(data) -> None:
    result, made = _run(data, "raw.spbe_annual_report", partition_key="2023")
    assert result.success
    assert made == {"raw.spbe_annual_report": ["2023"]}
    with duckdb.connect(str(data / "working" / "spbe.duckdb")) as connection:
        rows = connection.execute(
            "SELECT edition, count(*) FROM raw.spbe_annual_report GROUP BY edition ORDER BY edition"
        ).fetchall()
    assert rows == [(2023, 621), (2024, 615)]
    assert due_loads(data, BUNDLED) == {}

    years = {"dagster/asset_partition_range_start": "2003", "dagster/asset_partition_range_end": "2025"}
    result, made = _run(data, "raw.spbe_annual_report", "raw.spbe_decree", tags=years)
    assert result.success
    assert made == {"raw.spbe_annual_report": ["2023", "2024"]}

    result, made = _run(data, "raw.spbe_annual_report", partition_key="2025")
    assert not result.success
    assert made == {}
    message = result.failure_data_for_node("raw__spbe_annual_report").error.to_string()
    assert "No document of spbe_annual_report for 2025 has arrived yet" in message
    assert "spbe add FILE" in message


def test_one_run_elsewhere_makes_every_table_the_years_that_are_held_and_a_damaged_release_whole_to_the_byte(
    good, tmp_path
) -> None:
    data = tmp_path / "another" / "place"
    for kept in ("releases", "archive"):
        shutil.copytree(good / kept, data / kept)
    whole = (good / "current").readlink()
    (data / "current").symlink_to(whole)
    damaged = data / "current" / "parquet" / "mart.region_ranking.parquet"
    damaged.chmod(0o644)
    damaged.write_bytes(damaged.read_bytes()[:100])
    result, made = _run(data)
    assert result.success
    assert set(made) >= {name for name, table in TABLES.items() if not name.startswith("raw.") and not table.story}
    for source in read_sources():
        years = sorted(str(year) for year in held_years(source, Archive(data / "archive")))
        for table in source.raw_tables:
            assert made.get(f"raw.{table}", []) == (years if source.years is not None else [None])
    # Beside the damaged folder first, never in its place.
    assert [path.name for path in (data / "releases").iterdir()] == [f"{whole.name}.2"]
    here, there = data / "current", good / "current"
    files = {str(file.relative_to(here)) for file in here.rglob("*") if file.is_file()}
    assert files == {str(file.relative_to(there)) for file in there.rglob("*") if file.is_file()}
    vouching = {*DATABASES, "SHA256SUMS", "manifest.json"}
    assert [name for name in files - vouching if (here / name).read_bytes() != (there / name).read_bytes()] == []
    manifests = [json.loads((folder / "manifest.json").read_text(encoding="utf-8")) for folder in (here, there)]
    assert set(manifests[0]["files"]) == files - {"manifest.json"}
    for manifest in manifests:
        assert {manifest.pop("run_id"), manifest.pop("checksum")}
        assert {manifest["files"].pop(name) for name in (*DATABASES, "SHA256SUMS")}
    after, first = (manifest.pop("warnings") for manifest in manifests)
    assert after == {"since": whole.name, "new": [], "gone": [], "standing": len(first["new"])}
    assert manifests[0] == manifests[1]
    times = {path: path.stat().st_mtime_ns for path in here.resolve().rglob("*")}
    result, _ = _run(data, *RELEASE)
    told = {
        event.asset_key.path[-1]: event.step_materialization_data.materialization.metadata
        for event in result.all_events
        if event.is_step_materialization
    }
    assert {told[maker.name]["made"].value for maker in MAKERS} == {"no: a whole release of this content is in force"}
    assert told["current"]["new"].value is False
    for name in ("database", *(maker.name for maker in MAKERS)):  # what the UI shows for a first look
        samples = [line.removeprefix("- `").removesuffix("`") for line in told[name]["samples"].value.splitlines()]
        assert samples[0] == told[name]["path"].value
        assert [sample for sample in samples if not Path(sample).is_file()] == []
    assert times == {path: path.stat().st_mtime_ns for path in here.resolve().rglob("*")}


def test_a_run_in_another_dagster_instance_writes_nothing_and_says_so(tmp_path) -> None:
    select = ["--select", "key:raw/claims", "-m", "pipelines.definitions"]
    ran = subprocess.run(
        [sys.executable, "-m", "dagster", "asset", "materialize", *select],
        cwd=ROOT,
        env={**{k: v for k, v in os.environ.items() if k != "DAGSTER_HOME"}, "SPBE_DATA": str(tmp_path / "data")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode != 0
    assert "DAGSTER_HOME does not name this project's instance" in ran.stdout + ran.stderr
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            "UPDATE mart.region_ranking SET spbe_index = 4.99 WHERE region_code = '33.71'",
            "Not as they were when they were checked: ",
        ),
        (
            "UPDATE audit.check_results SET outcome = 'failed', violations = 3, remedy = 'look at it' "
            "WHERE checked_table = 'raw.un_egdi' AND rule = '193_countries_per_edition'",
            "193_countries_per_edition (3 rows): look at it",
        ),
    ],
    ids=["changed after being checked", "a rule failed earlier"],
)
def test_a_release_is_refused_when_the_working_database_says_so(data, change, told) -> None:
    with duckdb.connect(str(data / "working" / "spbe.duckdb")) as connection:
        connection.execute(change)
    result, _ = _run(data, *RELEASE)
    assert not result.success
    assert told in result.failure_data_for_node("release").error.to_string()


def test_a_damaged_release_is_noticed(data) -> None:
    settings = Settings(data, BUNDLED)
    assert unchanged_release(settings) == (data / "current").readlink().name
    file = data / "current" / "parquet" / "mart.region_ranking.parquet"
    file.chmod(0o644)
    file.write_bytes(file.read_bytes()[:100])
    assert unchanged_release(settings) is None, "a refresh runs"


def test_every_model_gives_the_same_rows_however_many_threads_run_it(data) -> None:
    models = [name for name in TABLES if (ROOT / "warehouse" / "sql" / f"{name.replace('.', '/')}.sql").exists()]
    assert len(models) > 12
    with duckdb.connect(str(data / "working" / "spbe.duckdb")) as connection:
        for name in models:
            stored = writer.fingerprint(connection, TABLES[name])
            for threads in (1, 7):
                connection.execute(f"SET threads = {threads}")
                writer.derive(connection, TABLES[name])
                assert writer.fingerprint(connection, TABLES[name]) == stored, name
