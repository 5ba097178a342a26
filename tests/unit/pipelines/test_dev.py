"""The UI's address is named when the UI answers there, and not before."""

import subprocess
import sys

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
