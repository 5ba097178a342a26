"""deploy/ as docs/deploy.md walks through it: units, PostgreSQL, backup and restore, nginx, one after another.

It needs root (folders are mounted, accounts changed) and Debian's systemd, postgresql, nginx and openssl.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path

import psutil
import pytest

from tests.commands import ROOT
from tests.deploy.conftest import SECRET, as_account
from tests.deploy.machine import ACCOUNT, GROUP, HOME, UNITS, Machine

SERVICES = ("spbe-definitions.service", "spbe-daemon.service", "spbe-ui.service", "spbe-site.service")
_PATIENCE_SECONDS = 900


def _until(answer, what):
    by = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < by:
        if found := answer():
            return found
        time.sleep(0.3)
    raise AssertionError(what())


def test_systemd_finds_nothing_wrong_with_the_units(tmp_path):
    shutil.copytree(UNITS, tmp_path / "units")
    program = tmp_path / "spbe"
    program.symlink_to("/bin/true")
    for unit in (tmp_path / "units").glob("*.service"):
        unit.write_text(unit.read_text(encoding="utf-8").replace(f"{HOME}/.venv/bin/spbe", str(program)))
    names = [unit.name for unit in UNITS.glob("spbe-*.*") if unit.is_file()]
    assert {*SERVICES, "spbe-refresh.service", "spbe-refresh.timer"} == {*names}
    own = {**os.environ, "SYSTEMD_UNIT_PATH": f"{tmp_path / 'units'}:"}
    checked = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *names], env=own, capture_output=True, text=True, check=False
    )
    assert (checked.returncode, [line for line in checked.stderr.splitlines() if "spbe" in line]) == (0, [])
    for name in names:
        if name.endswith(".service"):
            rated = subprocess.run(
                ["systemd-analyze", "security", "--offline=true", "--threshold=20", "--no-pager", name],
                env=own, capture_output=True, text=True, check=False,
            )  # fmt: skip
            assert rated.returncode == 0, rated.stdout[-300:] + rated.stderr


def _id(data: Path) -> str:
    return json.loads((data / "current" / "manifest.json").read_text(encoding="utf-8"))["release_id"]


def _backup(data: Path, to: Path) -> None:
    """The command that docs/deploy.md gives, with its paths put in."""
    (line,) = re.findall(
        r"^tar -C /var/lib/spbe -czf .*$", (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8"), re.M
    )
    command = line.replace("/var/lib/spbe", str(data)).replace("/backup/spbe.tar.gz", str(to))
    subprocess.run(command, shell=True, check=True)


def test_a_backup_is_restored_and_refreshed_by_the_unit_into_the_same_release(machine: Machine, released, tmp_path):
    _backup(released, tmp_path / "before.tar.gz")
    subprocess.run(["tar", "-C", machine.data, "-xzf", tmp_path / "before.tar.gz"], check=True)
    (machine.data / "inbox").mkdir()
    (machine.data / "inbox" / "unknown.csv").write_text("of no kind that is known\n", encoding="utf-8")
    subprocess.run(["chown", "-R", f"{ACCOUNT}:{GROUP}", machine.data], check=True)
    added = machine.begin("spbe-refresh.service", 0)
    assert added.wait() == 1
    # The process that reads files from outside works within what the unit leaves it.
    assert "unknown.csv: REFUSED" in machine.told("spbe-refresh.service", 0)
    assert "it is of no kind that is known" in machine.told("spbe-refresh.service", 0)
    refresh = machine.begin("spbe-refresh.service", 1)
    _until(
        lambda: (machine.data / "working" / "spbe.duckdb").exists() or refresh.poll() is not None,
        lambda: machine.told("spbe-refresh.service", 1),
    )
    assert refresh.poll() is None, machine.told("spbe-refresh.service", 1)
    _backup(machine.data, tmp_path / "meanwhile.tar.gz")
    assert refresh.wait() == 0, machine.told("spbe-refresh.service", 1)
    assert _id(machine.data) == _id(released)
    if (ROOT / ".git").is_dir():  # whom the code does not belong to can say all the same which it is
        assert json.loads((machine.data / "current" / "manifest.json").read_text())["publication"]["code_commit"]
    again = tmp_path / "again"
    again.mkdir()
    subprocess.run(["tar", "-C", again, "-xzf", tmp_path / "meanwhile.tar.gz"], check=True)
    whole = subprocess.run(
        [sys.executable, "-m", "pipelines.cli", "archive"],
        cwd=ROOT, env={**os.environ, "SPBE_DATA": str(again)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (whole.returncode, "DAMAGED" in whole.stdout) == (0, False), whole.stdout + whole.stderr


def _ask_database(machine: Machine, query: str) -> str:
    return as_account("psql", "--host", str(machine.sockets), "-Atc", query, "spbe").strip()


def test_history_is_in_postgresql_and_holds_no_secret(machine: Machine):
    assert _ask_database(machine, "SELECT status, count(*) FROM runs GROUP BY 1") == "SUCCESS|1"
    assert int(_ask_database(machine, "SELECT count(*) FROM event_logs")) > 500
    assert list((machine.data / "dagster").rglob("*.db")) == []
    assert SECRET not in (machine.data / "dagster" / "dagster.yaml").read_text(encoding="utf-8")


def test_the_event_log_in_postgresql_hides_what_the_one_in_files_hides(postgres: Path, monkeypatch):
    from dagster import EventLogEntry

    from pipelines.postgres_log import MaskingPostgresEventLogStorage

    subprocess.run(["createdb", "--host", postgres, "masked"], check=True)
    monkeypatch.setenv("SPBE_TAUVAL_KEY", SECRET)
    storage = MaskingPostgresEventLogStorage(f"postgresql+psycopg2://root@/masked?host={postgres}")
    try:
        storage.store_event(EventLogEntry(None, 20, f"asked with {SECRET}", "a run", 0.0))
        (kept,) = storage.get_logs_for_run("a run")
    finally:
        storage.dispose()
    assert kept.user_message == "asked with ***"


def test_the_metrics_say_so(machine: Machine):
    said = (machine.metrics / "spbe.prom").read_text(encoding="utf-8")
    assert 'spbe_refresh_outcome{outcome="succeeded"} 1.0' in said
    assert f'release="{_id(machine.data)}"' in said
    assert 'spbe_inbox_files{state="refused"} 1.0' in said


@pytest.fixture(scope="module")
def services(machine: Machine) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    """All services, begun at the same time."""
    begun = {name: machine.begin(name) for name in SERVICES}
    try:
        # The UI takes its port first, so that a taken one is said at once, and answers when the definitions are loaded.
        for name, said in (("spbe-ui.service", "The Dagster UI is at"), ("spbe-site.service", "http://127.0.0.1:8000")):
            _until(lambda name=name, said=said: said in machine.told(name), lambda name=name: machine.told(name))
        yield begun
    finally:
        _end(begun)


def _answers(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


def _end(begun: dict[str, subprocess.Popen[bytes]]) -> None:
    """As systemd ends services: all their processes are asked, and after a while killed."""
    running = [psutil.Process(process.pid) for process in begun.values() if process.poll() is None]
    every = [one for process in running for one in (process, *process.children(recursive=True))]
    for one in every:
        one.send_signal(signal.SIGTERM)
    for one in psutil.wait_procs(every, timeout=15)[1]:
        one.kill()


def test_the_services_have_no_more_rights_than_the_units_leave(services, machine: Machine):
    for name, process in services.items():
        assert process.poll() is None, machine.told(name)
        status = dict(line.split(":\t", 1) for line in Path(f"/proc/{process.pid}/status").read_text().splitlines())
        assert (status["NoNewPrivs"], status["Seccomp"], int(status["CapBnd"], 16)) == ("1", "2", 0)
        assert status["Uid"].split()[0] != "0"
        (root,) = [line.split() for line in Path(f"/proc/{process.pid}/mountinfo").read_text().splitlines()
                   if line.split()[4] == "/"]  # fmt: skip
        assert "ro" in root[5].split(",")


@pytest.fixture(scope="module")
def nginx(services, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """nginx over deploy/nginx.conf, with a certificate and passwords of its own, on another port."""
    top = tmp_path_factory.mktemp("nginx")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=spbe.example.go.id",
         "-keyout", top / "spbe.key", "-out", top / "spbe.pem"], check=True, capture_output=True,
    )  # fmt: skip
    for file, name in (("spbe-operators", "operator"), ("spbe-readers", "reader")):
        hashed = subprocess.run(["openssl", "passwd", "-apr1", "pass"], capture_output=True, text=True, check=True)
        (top / file).write_text(f"{name}:{hashed.stdout}", encoding="utf-8")
    servers = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    for real, here in {
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl", "/etc/ssl/private/": f"{top}/", "/etc/ssl/": f"{top}/",
        "/etc/nginx/": f"{top}/",
    }.items():  # fmt: skip
        assert real in servers
        servers = servers.replace(real, here)
    (top / "nginx.conf").write_text(
        f"pid {top}/pid; error_log {top}/error.log; events {{}} http {{ access_log off; {servers} }}", encoding="utf-8"
    )
    top.chmod(0o755)
    process = subprocess.Popen(["nginx", "-c", top / "nginx.conf", "-g", "daemon off; user root;"])
    try:
        _until(lambda: _answers(port), lambda: (top / "error.log").read_text(encoding="utf-8"))
        yield port
    finally:
        process.terminate()
        process.wait()


def _ask(port, host, path="/", *, method="GET", body=None, user=None, **headers):
    trusting = ssl._create_unverified_context()
    connection = HTTPSConnection("127.0.0.1", port, timeout=60, context=trusting)
    if user:
        headers["Authorization"] = f"Basic {b64encode(f'{user}:pass'.encode()).decode()}"
    try:
        connection.request(method, path, body, {"Host": f"{host}:{port}", **headers})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


_UI, _SITE = "dagster.spbe.example.go.id", "spbe.example.go.id"
_LOADED = '{"query": "{ workspaceOrError { ... on Workspace { locationEntries { name loadStatus } } } }"}'


def test_nobody_passes_nginx_without_a_password_and_each_password_opens_its_own(nginx):
    for host in (_UI, _SITE):
        assert _ask(nginx, host)[0] == 401
    assert _ask(nginx, _UI, user="reader")[0] == 401
    assert _ask(nginx, _UI, user="operator", Accept="text/html")[0] == 200
    assert _ask(nginx, _SITE, "/situs/index.html", user="reader")[0] == 200
    assert _ask(nginx, _SITE, "/situs/index.html", user="reader", method="POST")[0] == 403


def test_orders_pass_from_the_uis_own_pages_alone(nginx):
    sent = {"method": "POST", "body": _LOADED, "user": "operator", "Content-Type": "application/json"}
    own = f"https://{_UI}:{nginx}"
    status, said = _ask(nginx, _UI, "/graphql", Origin=own, **sent)
    assert (status, json.loads(said)["data"]["workspaceOrError"]["locationEntries"]) == (
        200, [{"name": "spbe", "loadStatus": "LOADED"}],
    )  # fmt: skip
    for other in (f"https://{_SITE}:{nginx}", "https://evil.example"):
        assert _ask(nginx, _UI, "/graphql", Origin=other, **sent)[0] == 403
    direct = HTTPConnection("127.0.0.1", 3000, timeout=60)
    direct.request("GET", "/", headers={"Host": "unknown.example.go.id"})
    assert direct.getresponse().status == 400
    direct.close()


def test_the_daemon_is_at_work_and_a_second_one_is_refused(services, machine: Machine):
    _until(
        lambda: _ask_database(machine, "SELECT count(*) FROM daemon_heartbeats") != "0",
        lambda: machine.told("spbe-daemon.service"),
    )
    first = services["spbe-daemon.service"]
    second = machine.begin("spbe-daemon.service")
    assert second.wait() == 1
    assert "Another daemon is at work in /var/lib/spbe" in machine.told("spbe-daemon.service")
    assert first.poll() is None


def test_the_upgrade_of_dagsters_tables_passes(machine: Machine):
    migrated = machine.run("dagster", "instance", "migrate")
    assert migrated.returncode == 0, migrated.stdout + migrated.stderr
