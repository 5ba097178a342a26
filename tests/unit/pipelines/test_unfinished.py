"""A run whose process is gone is settled and reported; one that is alive is left alone."""

import json
import os
import subprocess
import sys

import dagster as dg
import pytest
from dagster._core.events import EngineEventData

from assets.held_back import Note, read_note, write_note
from pipelines.jobs import COMMAND_LINE, LAUNCHED_BY
from pipelines.unfinished import settle_unfinished_runs


@pytest.fixture
def begin(instance):
    """A run that says which process it is in."""

    def begun(process, launched_by=COMMAND_LINE):
        run = instance.add_run(dg.DagsterRun(job_name="refresh", tags={LAUNCHED_BY: launched_by}))
        instance.report_dagster_event(
            dg.DagsterEvent(dg.DagsterEventType.RUN_START.value, "refresh"), run_id=run.run_id
        )
        if process is not None:
            instance.report_engine_event("In process", run, EngineEventData.in_process(process))
        return run.run_id

    return begun


@pytest.fixture
def settle(settings, instance):
    def run():
        warned = []
        settle_unfinished_runs(settings, instance, warn=warned.append)
        return warned

    return run


def _gone():
    """The number of a process that has ended."""
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    return child.pid


def test_a_run_whose_process_was_killed_is_failed_and_reported_and_no_document_is_blamed(
    settings, instance, begin, settle
):
    write_note(settings.data_dir, Note("all documents"))
    run = begin(_gone())
    (warned,) = settle()
    assert "was never finished" in warned
    assert instance.get_run_by_id(run).status == dg.DagsterRunStatus.FAILURE
    (line,) = settings.failure_log.read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["run_id"] == run
    assert read_note(settings.data_dir) == Note("all documents")
    assert settle() == []


def test_a_run_of_the_ui_is_left_to_the_sensor_that_reports_failures(settings, instance, begin, settle):
    run = begin(_gone(), launched_by="another")
    assert len(settle()) == 1
    assert instance.get_run_by_id(run).status == dg.DagsterRunStatus.FAILURE
    assert not settings.failure_log.exists()


def test_a_run_that_is_at_work_is_left_alone_until_another_process_has_its_number(instance, begin, settle, monkeypatch):
    run = begin(os.getpid())
    assert settle() == []
    assert instance.get_run_by_id(run).status == dg.DagsterRunStatus.STARTED
    monkeypatch.setattr("pipelines.unfinished._CLOCK_SECONDS", -1e9)
    assert len(settle()) == 1
    assert instance.get_run_by_id(run).status == dg.DagsterRunStatus.FAILURE


def test_a_run_that_has_no_process_yet_is_given_time(begin, settle, monkeypatch):
    begin(None)
    assert settle() == []
    monkeypatch.setattr("pipelines.unfinished._STARTING_SECONDS", -1.0)
    assert len(settle()) == 1
