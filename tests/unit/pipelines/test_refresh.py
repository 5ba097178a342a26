"""What keeps a refresh from beginning is one sentence, and reported; damaged history is set aside, and it goes on."""

import errno
import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import dagster as dg
import pytest
from sqlalchemy.exc import OperationalError

from pipelines import refresh as refreshing
from pipelines.cli import main
from pipelines.damage import set_damaged_history_aside
from pipelines.last_refresh import unchanged_release
from pipelines.settings import prepare_dagster_home
from sources.declaration.errors import SourceError
from warehouse.releases import PublishFailed


@pytest.fixture
def fail(settings, monkeypatch, httpserver, capsys):
    """Let the refresh fail before its run begins. Returns what is printed, what is logged and what is posted."""
    posted = []
    httpserver.expect_request("/").respond_with_handler(lambda request: posted.append(request.get_json()) or "")
    reported = replace(settings, webhook_url=httpserver.url_for("/"))
    monkeypatch.setattr("pipelines.cli.read_settings", lambda: reported)

    def run(problem=None):
        if problem is not None:
            monkeypatch.setattr(refreshing, "_refresh", lambda *_, **__: (_ for _ in ()).throw(problem))
        assert main(["refresh"]) == 1
        logged = settings.failure_log
        lines = logged.read_text(encoding="utf-8").splitlines() if logged.is_file() else []
        return capsys.readouterr().err, [json.loads(line) for line in lines], posted

    return run


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (PermissionError(errno.EACCES, "Permission denied", "/srv/data/inbox"), "/srv/data/inbox). Give this user"),
        (OSError(errno.EROFS, "Read-only file system", "/srv/data/refresh.lock"), "Read-only file system (/srv/data"),
        (OSError(errno.ENOSPC, "No space left on device"), "No space left on device. Make room: docs/operations.md"),
        (OperationalError("INSERT", {}, sqlite3.OperationalError("database or disk is full")), "disk is full. See"),
        (SourceError(Path("001.yml"), "title: field required.", "restore the card."), "Remedy: restore the card."),
        (PublishFailed("current is no link"), "current is no link"),
    ],
)
def test_what_keeps_a_run_from_beginning_is_one_sentence_and_is_reported(fail, problem, told):
    err, (logged,), (posted,) = fail(problem)
    assert told in err
    assert "Nothing was published. There is no earlier release." in err
    assert "Traceback" not in err
    assert (logged["job"], logged["run_id"], logged["steps"]) == ("refresh", None, {})
    assert told in logged["message"]
    assert posted == logged


class _GivenUp(Exception):
    """What dagster-postgres raises once it has tried several times, from what SQLAlchemy said."""


def test_a_database_of_dagster_that_does_not_answer_is_one_sentence(fail, settings, monkeypatch):
    given_up = _GivenUp("too many retries")
    given_up.__cause__ = OperationalError(None, None, Exception("connection refused\n"))
    assert f"history in {settings.dagster_home} cannot be written: connection refused. See" in fail(given_up)[0]
    monkeypatch.setattr("pipelines.cli.read_settings", lambda: replace(settings, postgres_url="postgresql://..."))
    err = fail(given_up)[0]
    assert (
        "history in PostgreSQL cannot be written: connection refused. See whether the database that SPBE_POSTG" in err
    )
    with pytest.raises(ValueError, match="a mistake in the program"):
        fail(ValueError("a mistake in the program"))


def test_a_log_that_cannot_be_written_keeps_the_webhook_from_nothing(fail, settings):
    settings.failure_log.mkdir()
    err, logged, (posted,) = fail(PublishFailed("current is no link"))
    assert logged == []
    assert "failures.log was not written: Is a directory" in err
    assert posted["message"] == "current is no link"


@pytest.mark.parametrize("verb", [("add", "targets.yml"), ("dev",)])
@pytest.mark.usefixtures("read_here")
def test_no_verb_shows_a_traceback_of_a_file_that_cannot_be_written(verb, monkeypatch, capsys, tmp_path):
    (tmp_path / "data").write_text("a file where the folder should be", encoding="utf-8")
    target = "targets:\n  - {target_id: a, subject_code: '33.71', target_value: '3,80', instrument: SPBE-2020}\n"
    (tmp_path / "targets.yml").write_text(target, encoding="utf-8")
    monkeypatch.setenv("SPBE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("DAGSTER_HOME", "")
    monkeypatch.chdir(tmp_path)
    assert main(verb) == 1
    assert "See whether the folder is there, may be written to" in capsys.readouterr().err


def test_a_folder_in_the_place_of_the_link_is_told_before_anything_is_made(fail, settings):
    settings.current.mkdir()
    err, _, (posted,) = fail()
    assert "current is no link to a release but a folder" in err
    assert posted["message"] in err
    assert not settings.dagster_home.exists()


@pytest.mark.parametrize("content", [b"\xff\xfe", b"[]", b'"text"', b"null", b"3", b'{"release_id": ', b""])
def test_a_note_of_the_last_refresh_that_cannot_be_read_is_no_reason_to_skip_one(settings, content):
    (settings.data_dir / "last_refresh.json").write_bytes(content)
    assert unchanged_release(settings) is None


def test_damaged_history_is_set_aside_and_dagster_begins_anew(settings, monkeypatch):
    monkeypatch.setenv("DAGSTER_HOME", "")
    prepare_dagster_home(settings)
    with dg.DagsterInstance.get() as instance:
        instance.add_run(dg.DagsterRun(job_name="refresh"))
    assert set_damaged_history_aside(settings) == []
    storage = settings.dagster_home / "storage"
    runs = storage / "runs.db"
    runs.write_bytes(runs.read_bytes()[: runs.stat().st_size // 2])
    (storage / "schedules.db").write_text("no database", encoding="utf-8")
    told = set_damaged_history_aside(settings)
    assert [line.split()[0] for line in told] == ["runs.db", "schedules.db"]
    assert all("set aside as" in line and "made again" in line for line in told)
    assert len(list(storage.glob("*.damaged-*"))) >= 2
    with dg.DagsterInstance.get() as instance:
        instance.add_run(dg.DagsterRun(job_name="refresh"))
        assert instance.get_runs_count() == 1
    assert set_damaged_history_aside(settings) == []
