"""The event log stores what Dagster's own stores, in fewer transactions, and all of an event or nothing of it."""

import threading

import dagster as dg
import pytest
import sqlalchemy
import yaml
from dagster._core.storage.event_log import ConsolidatedSqliteEventLogStorage

from pipelines.event_log import OneEngineEventLogStorage


@dg.asset
def figures():
    return dg.MaterializeResult(metadata={"dagster/row_count": 3})


@dg.asset_check(asset=figures)
def figures_add_up():
    return dg.AssetCheckResult(passed=True)


def _instance(folder, storage):
    folder.mkdir(exist_ok=True)
    config = {
        "telemetry": {"enabled": False},
        "event_log_storage": {
            "module": storage.__module__,
            "class": storage.__name__,
            "config": {"base_dir": str(folder / "storage")},
        },
    }
    (folder / "dagster.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    return dg.DagsterInstance.from_config(str(folder))


@pytest.fixture(params=["single", "in batches"])
def batches(request, monkeypatch):
    """Events stored as they come, and those that Dagster reports together stored together."""
    monkeypatch.setenv("DAGSTER_EVENT_BATCH_SIZE", "1000" if request.param == "in batches" else "0")


@pytest.mark.usefixtures("batches")
def test_a_run_leaves_the_same_as_in_dagsters_own_log(tmp_path):
    left = {}
    for storage in (OneEngineEventLogStorage, ConsolidatedSqliteEventLogStorage):
        with _instance(tmp_path / storage.__name__, storage) as instance:
            job = dg.Definitions(
                assets=[figures], asset_checks=[figures_add_up], executor=dg.in_process_executor
            ).resolve_implicit_global_asset_job_def()
            runs = [job.execute_in_process(instance=instance).run_id for _ in range(2)]
            assert type(instance.event_log_storage) is storage
            (record,) = instance.get_asset_records([figures.key])
            (check,) = instance.event_log_storage.get_latest_asset_check_execution_by_key(
                list(figures_add_up.check_keys)
            ).values()
            left[storage] = (
                [[entry.dagster_event_type for entry in instance.all_logs(run)] for run in runs],
                runs.index(record.asset_entry.last_run_id),
                record.asset_entry.last_materialization.asset_materialization.metadata["dagster/row_count"].value,
                runs.index(check.run_id),
                check.status,
            )
    ours, dagsters = left.values()
    assert ours == dagsters
    assert len(ours[0][0]) > 8


@pytest.fixture
def instance(tmp_path):
    """An instance over our event log."""
    with _instance(tmp_path, OneEngineEventLogStorage) as made:
        yield made


def test_an_event_that_cannot_be_stored_whole_is_not_stored(instance, monkeypatch):
    storage = instance.event_log_storage
    monkeypatch.setattr(
        OneEngineEventLogStorage,
        "_store_asset_event",
        lambda *_: (_ for _ in ()).throw(sqlalchemy.exc.OperationalError("insert", {}, Exception("disk full"))),
    )
    with pytest.raises(Exception, match="disk full"):
        dg.materialize([figures], instance=instance)
    monkeypatch.undo()
    (run,) = instance.get_runs()
    kept = {entry.dagster_event_type for entry in storage.get_logs_for_run(run.run_id)}
    assert dg.DagsterEventType.ASSET_MATERIALIZATION_PLANNED not in kept
    assert dg.materialize([figures], instance=instance).success


def test_threads_do_not_share_a_transaction(instance):
    storage = instance.event_log_storage
    seen = []

    def other():
        with storage.index_connection() as connection:
            seen.append(connection)

    with storage._one_transaction(), storage.index_connection() as mine:
        with storage.index_connection() as again:
            assert again is mine
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert seen[0] is not mine
