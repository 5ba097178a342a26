"""Processes beside this one: what they give and raise, and that none of them is left behind."""

import os
import signal
import subprocess
import sys
from operator import truediv
from pathlib import Path

import psutil
import pytest

from reports.processes import processes

ROOT = Path(__file__).parents[3]
_AT_WORK = """
from time import sleep
from reports.processes import processes
if __name__ == "__main__":
    with processes(2, "json") as pool:
        working = [pool.submit(sleep, 600) for _ in range(3)]
        while not all(one.running() for one in working[:2]):
            sleep(0.01)
        print("at work", flush=True)
        sleep(600)
"""


def test_work_is_done_beside_and_what_fails_there_is_raised_here():
    with processes(2, "json") as pool:
        pids = set(pool.map(_pid, range(2)))
        failing = pool.submit(truediv, 1, 0)
        assert os.getpid() not in pids
        with pytest.raises(ZeroDivisionError, match="division by zero"):
            failing.result()
    assert not any(map(psutil.pid_exists, pids))


def _pid(_: int) -> int:
    return os.getpid()


def test_none_outlives_a_process_that_is_killed():
    process = subprocess.Popen([sys.executable, "-c", _AT_WORK], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "at work\n"
    family = psutil.Process(process.pid).children(recursive=True)
    assert len(family) >= 2
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert psutil.wait_procs(family, timeout=30)[1] == []
