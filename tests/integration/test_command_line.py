"""What a stranger meets first: a missing Python, two refreshes at once, a held database, nothing published yet."""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import ROOT
from warehouse.connection import open_working


def _make_venv(folder: Path, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    command = ["/bin/sh", str(ROOT / ".ci" / "make-venv"), str(folder), "requirements/runtime.lock"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("exit 1", "found no Python at all"),
        ('[ "$1" = --version ] && echo Python 3.9.2 && exit 0; exit 1', "found Python 3.9.2"),
    ],
    ids=["no Python", "too old"],
)
def test_a_missing_or_old_python_is_one_clear_sentence(tmp_path: Path, script: str, told: str) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("python3", "python", "python3.11", "python3.12", "python3.13"):
        (tools / name).write_text(f"#!/bin/sh\n{script}\n")
        (tools / name).chmod(0o755)
    ran = _make_venv(tmp_path / "venv", {"PATH": f"{tools}:/usr/bin:/bin"})
    assert ran.returncode == 1
    assert len(ran.stderr.strip().splitlines()) == 1
    assert "needs Python 3.11, 3.12 or 3.13" in ran.stderr
    assert told in ran.stderr
    assert not (tmp_path / "venv").exists()


_PIP = """#!/bin/sh
case "$*" in
  *requirements*) echo "Collecting numpy==2.0 (from -r requirements)"
                  echo "Installing collected packages: numpy"; {end} ;;
esac
"""


@pytest.mark.parametrize(("end", "code"), [("exit 0", 0), ("echo 'no space left on device'; exit 1", 1)])
def test_an_installation_says_how_far_it_is_and_why_it_fails(tmp_path: Path, end: str, code: int) -> None:
    python = tmp_path / "with a blank" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(_PIP.format(end=end))
    python.chmod(0o755)
    ran = _make_venv(python.parents[1])
    assert ran.returncode == code, ran.stderr
    assert re.search(r"  1 of \d+: numpy==2.0\n  unpacking", ran.stdout)
    assert ("no space left" in ran.stderr) == bool(code)


def test_the_data_folder_may_have_a_blank_in_its_name(tmp_path: Path) -> None:
    for file in ("Makefile", "pyproject.toml", "requirements/runtime.lock", "venv/bin/spbe", "venv/runtime"):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, tmp_path / file) if (ROOT / file).exists() else (tmp_path / file).touch()
    (tmp_path / "venv/bin/spbe").write_text('#!/bin/sh\necho "$1 in $SPBE_DATA"\n')
    (tmp_path / "venv/bin/spbe").chmod(0o755)
    folder = tmp_path / "data of the province"
    for kept in ("archive", "working"):
        (folder / kept).mkdir(parents=True)

    # As a person types it, also where `make test` runs this.
    environment = {name: value for name, value in os.environ.items() if name not in {"MAKEFLAGS", "MAKELEVEL"}}

    def make(verb: str) -> str:
        command = ["make", "VENV=venv", f"DATA={folder}", verb]
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True).stdout

    assert make("refresh") == f"refresh in {folder}\n"
    make("clean")
    assert [path.name for path in folder.iterdir()] == ["archive"]


def test_make_alone_lists_the_verbs() -> None:
    out = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for verb in ("refresh", "test", "check", "dev", "clean"):
        assert f"make {verb}" in out


def test_a_second_refresh_at_the_same_time_is_refused_with_a_sentence(data: Path, spbe) -> None:
    with (data / "refresh.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        ran = spbe("refresh", "--force", data=data)
    assert ran.code == 1
    assert "Another refresh is at work" in ran.err
    assert "still stands" in ran.err


def test_a_run_that_finds_the_database_held_says_by_what_and_what_to_do(
    data: Path, spbe, monkeypatch: pytest.MonkeyPatch
) -> None:
    import assets.workspace

    monkeypatch.setattr(assets.workspace, "_WAIT_SECONDS", 0.5)
    hold = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
    holder = subprocess.Popen(
        [sys.executable, "-c", hold, str(data / "working" / "spbe.duckdb")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == "held"
        ran = spbe("refresh", "--force", data=data)
    finally:
        holder.communicate("")
    assert ran.code == 1
    assert "held by another process" in ran.err
    assert "data/current/spbe.duckdb" in ran.err
    (line,) = (data / "failures.log").read_text(encoding="utf-8").splitlines()
    told = json.loads(line)
    assert told["job"] == "refresh"
    assert "held by another process" in line
    assert told["release_that_stands"] == (data / "current").readlink().name
    with open_working(data / "working" / "spbe.duckdb") as connection:
        assert connection.execute("SELECT count(*) FROM raw.spbe_annual_report").fetchone() == (1236,)


def test_what_is_not_there_is_told(tmp_path: Path, spbe) -> None:
    for command, told in (
        (["show"], "nothing has been published there. Run `make refresh` first."),
        (["seal", "annual_report_1999.csv"], "no such file"),
    ):
        ran = spbe(*command, data=tmp_path / "nothing")
        assert ran.code == 1
        assert told in ran.err


def test_a_reader_that_leaves_early_is_no_error(good: Path) -> None:
    environment = {**os.environ, "SPBE_DATA": str(good)}
    command = f"{sys.executable} -m pipelines.cli show | head -1"
    ran = subprocess.run(command, shell=True, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert "Traceback" not in ran.stderr


def test_the_command_line_loads_nothing_heavy_before_it_knows_the_verb() -> None:
    code = "import sys, pipelines.cli; print([m for m in ('dagster', 'duckdb', 'pandas', 'rich') if m in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
