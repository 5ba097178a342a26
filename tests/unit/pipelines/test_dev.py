"""It ends whole, whatever ends it, and can be started again; a port that is taken is said."""

import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines import dev
from pipelines.settings import Settings

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


def test_what_does_not_end_when_asked_is_killed_with_all_that_it_has_started():
    server = subprocess.Popen([sys.executable, "-c", _STUBBORN], stdout=subprocess.PIPE, start_new_session=True)
    child = int(server.stdout.readline())
    dev._end([server], 0.1)
    assert server.returncode == -signal.SIGKILL
    while _is_at_work(child):  # the system takes it away soon
        pass
    server.stdout.close()


_PARENT = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", sys.argv[1], "-c", "print('at work', flush=True); input()"], stdin=-1)
print(child.pid, flush=True)
child.wait()
"""


def test_what_it_has_started_ends_with_it_also_when_it_is_killed():
    with subprocess.Popen([sys.executable, "-c", _PARENT, dev._TIED], stdout=subprocess.PIPE, text=True) as parent:
        said = {parent.stdout.readline().strip(), parent.stdout.readline().strip()}
        (child,) = said - {"at work"}
        assert _is_at_work(child)
        parent.kill()
    while _is_at_work(child):
        pass


def test_a_port_that_is_taken_is_said_before_anything_begins(spbe, tmp_path):
    with socket.create_server((dev.HOST, 0)) as taken:
        ran = spbe("dev", "--port", str(taken.getsockname()[1]), data=tmp_path / "data")
    assert (ran.code, "--port" in ran.err, (tmp_path / "data").exists()) == (1, True, False)


@pytest.mark.parametrize("verb", [("dev",), ("service", "daemon")])
def test_a_second_daemon_in_one_data_folder_is_refused(spbe, tmp_path, verb):
    data = tmp_path / "data"
    with dev._only_daemon(Settings(data, tmp_path)):
        ran = spbe(*verb, *(["--port", "0"] if verb == ("dev",) else []), data=data)
    assert (ran.code, ran.out) == (1, "")
    assert f"Another daemon is at work in {data}" in ran.err
    with dev._only_daemon(Settings(data, tmp_path)):
        pass


def test_a_folder_too_deep_for_a_socket_is_said(spbe, tmp_path):
    ran = spbe("service", "definitions", data=tmp_path / ("d" * 90))
    assert (ran.code, "Shorten SPBE_DATA" in ran.err) == (1, True)


def test_it_can_be_started_again(instance):
    for _ in range(2):
        dev._begin_reading_events(instance)
