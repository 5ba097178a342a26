"""A machine with the files of deploy/, PostgreSQL and nginx of Debian, over a copy of the release of SPBE_DATA."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands import ROOT
from tests.deploy.machine import ACCOUNT, GROUP, Machine

#: As deploy/environment has it, with the account that stands for `spbe` here.
ADDRESS = f"postgresql+psycopg2://{ACCOUNT}@/spbe?host=/run/postgresql"
SECRET = "s3cret-of-the-ministry"


def as_account(*command: str) -> str:
    """Run a command as the account of the services; it must succeed. Gives what it printed."""
    user = ["setpriv", f"--reuid={ACCOUNT}", f"--regid={GROUP}", "--clear-groups", *command]
    ran = subprocess.run(user, capture_output=True, text=True, cwd="/", check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


@pytest.fixture(scope="session")
def released() -> Path:
    """A data folder with a release of this code, which is only read."""
    data = Path(os.environ["SPBE_DATA"])
    data = data if data.is_absolute() else ROOT / data
    assert (data / "current" / "manifest.json").exists(), f"{data} has no release: make refresh DATA={data}"
    return data


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of the socket of a PostgreSQL with a database `spbe`."""
    folder = Path(tempfile.mkdtemp(prefix="spbe-pg-"))  # a path of a Unix socket may not be long
    (programs,) = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1:]
    shutil.chown(folder, ACCOUNT, GROUP)
    database = str(folder / "database")
    as_account(str(programs / "initdb"), "--pgdata", database, "--auth", "peer", "--no-sync")
    listen = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    control = [str(programs / "pg_ctl"), "--pgdata", database, "--log", str(folder / "log"), "--wait"]
    as_account(*control, "--options", listen, "start")
    try:
        as_account(str(programs / "createdb"), "--host", str(folder), "spbe")
        as_account(str(programs / "createuser"), "--host", str(folder), "--superuser", "root")
        yield folder
    finally:
        as_account(*control, "--mode", "immediate", "stop")
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def machine(postgres: Path, tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """An empty machine."""
    top = tmp_path_factory.mktemp("machine")
    folders = {name: top / name for name in ("data", "metrics", "logs")}
    for folder in folders.values():
        folder.mkdir()
        shutil.chown(folder, ACCOUNT, GROUP)
    settings = {
        "SPBE_POSTGRES_URL": ADDRESS,
        "SPBE_METRICS": "/var/lib/prometheus/node-exporter/spbe.prom",
        "SPBE_UI_HOSTS": "dagster.spbe.example.go.id",
        "SPBE_TAUVAL_KEY": SECRET,
    }
    return Machine(folders["data"], folders["metrics"], postgres, folders["logs"], settings)
