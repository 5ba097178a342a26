"""The UI's address is named when the UI answers there, and not before; it ends whole, and can be started again."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines import dev


@pytest.fixture
def server():
    with subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE) as process:
        yield process
        process.kill()


def test_the_address_is_named_once_the_ui_answers(server, httpserver, capsys, monkeypatch):
    waited = []

    def begin_to_answer(seconds):
        waited.append(seconds)
        assert capsys.readouterr().out == ""
        httpserver.expect_request("/server_info").respond_with_json({})

    monkeypatch.setattr(dev.time, "sleep", begin_to_answer)
    dev._announce(server, httpserver.url_for("").rstrip("/"))
    assert len(waited) == 1
    assert f"The Dagster UI is at {httpserver.url_for('').rstrip('/')}" in capsys.readouterr().out


def test_nothing_is_named_when_the_ui_does_not_come_up(server, httpserver, capsys):
    server.kill()
    server.wait()
    dev._announce(server, httpserver.url_for("").rstrip("/"))
    assert capsys.readouterr().out == ""


_STUBBORN = """
import signal, subprocess, sys
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import signal; signal.signal(15, signal.SIG_IGN); input()"], stdin=-1)
print(child.pid, flush=True)
child.wait()
"""


def _is_at_work(process):
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_what_does_not_end_when_asked_is_killed_with_all_that_it_has_started(monkeypatch):
    monkeypatch.setattr(dev, "_END_SECONDS", 0.1)
    server = subprocess.Popen([sys.executable, "-c", _STUBBORN], stdout=subprocess.PIPE, start_new_session=True)
    child = int(server.stdout.readline())
    assert dev._end(server) == 0
    assert server.returncode == -signal.SIGKILL
    while _is_at_work(child):  # the system takes it away soon
        pass
    server.stdout.close()


def test_it_can_be_started_again(instance):
    for _ in range(2):
        dev._begin_reading_events(instance)
