"""The Dagster UI and daemon on this project's instance: together at a desk, or each for itself under an init system."""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, NoReturn

import dagster as dg
import uvicorn
import yaml
from dagster._core.errors import DagsterUserCodeUnreachableError
from dagster._grpc.client import DagsterGrpcClient

from pipelines.damage import set_damaged_history_aside
from pipelines.instance import open_instance
from pipelines.settings import CODE_LOCATION, ROOT, Settings, prepare_dagster_home
from pipelines.unfinished import settle_unfinished_runs

#: Only this machine is answered; who lets others in puts a proxy before it.
HOST = "127.0.0.1"
#: What an init system runs, each as a service of its own.
Part = Literal["definitions", "daemon", "ui"]
_ASK_EVERY_SECONDS = 0.1
#: A path of a Unix socket may be no longer.
_LONGEST_SOCKET = 107
#: How long Dagster's processes may take to end when they are asked to.
_END_SECONDS = 5.0
#: Begins a process that is told to end when this one is no more, however that comes; only Linux knows how.
_TIED = (
    "import ctypes, os, sys; sys.platform == 'linux' and ctypes.CDLL(None).prctl(1, 15); "
    "os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
)


class CannotBegin(RuntimeError):
    """What is asked for cannot begin; the message says why."""


def serve(settings: Settings, port: int) -> int:
    """Run the UI and the daemon until they end. Returns 0 when they were asked to, else 1.

    Raises:
        CannotBegin: when the port is taken, or another daemon works in this data folder.
    """
    begun: list[subprocess.Popen[bytes]] = []
    patience = 0.0  # before they do anything
    with _listening(port) as listening, contextlib.ExitStack() as stack:
        _heed_signals()
        sockets = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="spbe-")))  # no other user's
        try:
            stack.enter_context(_only_daemon(settings))
            _prepare(settings)
            _set_damaged_aside(settings)
            workspace = _write_workspace(settings, sockets / "code")
            instance = stack.enter_context(open_instance(settings))  # its tables are there when the others begin
            begun.append(_begin(settings, *_definitions_command(sockets / "code")))
            _settle(settings, instance)
            _wait_for_definitions(sockets / "code", lambda: begun[0].poll() is None)
            begun.append(_begin(settings, *_daemon_command(workspace)))

            def end_with_them(server: uvicorn.Server) -> None:
                nonlocal patience
                for process in begun:
                    threading.Thread(target=_end_with, args=(process, server), daemon=True).start()
                patience = _END_SECONDS

            _run_ui(settings, instance, workspace, listening, end_with_them)
        except KeyboardInterrupt:
            return 0
        finally:
            _end(begun, patience)
    print("A process of Dagster has ended by itself; the reason stands above.", file=sys.stderr)
    return 1


def serve_part(settings: Settings, part: Part, port: int) -> int:
    """Run one part of what `serve` runs, in this process, until it ends: an init system keeps them together.

    Raises:
        CannotBegin: when the port is taken, or another daemon works in this data folder.
    """
    address = settings.dagster_home / "definitions.socket"
    if len(os.fsencode(address)) > _LONGEST_SOCKET:
        raise CannotBegin(f"{address}: a path of a Unix socket may have {_LONGEST_SOCKET} bytes. Shorten SPBE_DATA.")
    _heed_signals()
    with contextlib.suppress(KeyboardInterrupt):
        _prepare(settings)
        workspace = _write_workspace(settings, address)
        if part == "definitions":
            _set_damaged_aside(settings)
            address.unlink(missing_ok=True)  # of one that was killed
            open_instance(settings).dispose()  # as above
            _become(settings, *_definitions_command(address))
        if part == "daemon":
            with _only_daemon(settings):
                _wait_for_definitions(address)
                with open_instance(settings) as instance:
                    _settle(settings, instance)
                _become(settings, *_daemon_command(workspace))
        with _listening(port) as listening:
            _wait_for_definitions(address)
            with open_instance(settings) as instance:
                _run_ui(settings, instance, workspace, listening)
    return 0


def _listening(port: int) -> socket.socket:
    try:
        return socket.create_server((HOST, port))
    except OSError as problem:
        raise CannotBegin(f"{HOST}:{port}: {os.strerror(problem.errno or 0)}. Choose another --port.") from problem


@contextmanager
def _only_daemon(settings: Settings) -> Iterator[None]:
    """Hold the data folder's daemon lock, also in the program that this process becomes.

    Two daemons would launch everything twice. The system lets go of the lock when this process ends, however it ends.
    """
    settings.dagster_home.mkdir(parents=True, exist_ok=True)
    with (settings.dagster_home / "daemon.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotBegin(f"Another daemon is at work in {settings.data_dir}: end it first.") from None
        os.set_inheritable(lock.fileno(), True)
        yield


def _prepare(settings: Settings) -> None:
    prepare_dagster_home(settings)
    settings.inbox_dir.mkdir(parents=True, exist_ok=True)


def _set_damaged_aside(settings: Settings) -> None:
    for told in set_damaged_history_aside(settings):
        _warn(told)


def _settle(settings: Settings, instance: dg.DagsterInstance) -> None:
    _begin_reading_events(instance)
    settle_unfinished_runs(settings, instance, warn=_warn)


def _warn(message: str) -> None:
    print(message, file=sys.stderr)


def _run_ui(
    settings: Settings,
    instance: dg.DagsterInstance,
    workspace: Path,
    listening: socket.socket,
    begun: Callable[[uvicorn.Server], object] = lambda _: None,
) -> None:
    from pipelines.ui import open_ui  # noqa: PLC0415 - takes seconds, while the definitions are loaded

    say = f"\nThe Dagster UI is at http://{HOST}:{listening.getsockname()[1]} (Ctrl-C ends it).\n"
    with open_ui(instance, workspace, settings.ui_hosts, lambda: print(say, flush=True)) as server:
        begun(server)
        server.run([listening])


def _heed_signals() -> None:
    # A shell that starts this in the background has it ignore SIGINT, and Dagster would then ignore SIGTERM as well.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # all mean the same
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # a closed terminal, unless `nohup` is to outlive it
        signal.signal(signal.SIGHUP, lambda *_: signal.raise_signal(signal.SIGTERM))


def _begin(settings: Settings, *command: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", _TIED, *command],
        cwd=settings.data_dir,
        start_new_session=True,  # all that it starts can be ended together
    )


def _become(settings: Settings, *command: str) -> NoReturn:
    os.chdir(settings.data_dir)
    os.execv(sys.executable, [sys.executable, *command])


def _write_workspace(settings: Settings, address: Path) -> Path:
    """Say to UI and daemon where the server of the definitions is."""
    workspace = settings.dagster_home / "workspace.yaml"
    asked = {"socket": str(address), "location_name": CODE_LOCATION}
    new = workspace.with_suffix(".new")
    new.write_text(yaml.safe_dump({"load_from": [{"grpc_server": asked}]}), encoding="utf-8")
    new.replace(workspace)
    return workspace


def _definitions_command(address: Path) -> list[str]:
    """The server of the definitions, which both UI and daemon ask and which can load them anew. It begins the runs."""
    command = ["-m", "dagster", "code-server", "start", "--socket", str(address), "--location-name", CODE_LOCATION]
    command += ["--module-name", "pipelines.definitions", "--working-directory", str(ROOT)]
    return [*command, "--use-python-environment-entry-point", "--log-level", "warning"]


def _daemon_command(workspace: Path) -> list[str]:
    return ["-m", "dagster._daemon", "run", "--workspace", str(workspace)]


def _wait_for_definitions(address: Path, is_begun: Callable[[], bool] = lambda: True) -> None:
    client = DagsterGrpcClient(socket=str(address))
    while is_begun():
        try:
            client.ping("")
            return
        except DagsterUserCodeUnreachableError:
            time.sleep(_ASK_EVERY_SECONDS)


def _end_with(process: subprocess.Popen[bytes], server: uvicorn.Server) -> None:
    process.wait()
    server.should_exit = True


def _end(processes: Sequence[subprocess.Popen[bytes]], patience: float) -> None:
    """Let them end; those that have not ended in time, such as a run at work, are killed with all they have started.

    A run that is killed publishes nothing, and is settled at the next start.

    Args:
        processes: each the leader of a session; one asks those before it.
        patience: in seconds; with none they are killed at once.
    """
    by = time.monotonic() + patience
    if patience:
        with contextlib.suppress(subprocess.TimeoutExpired, KeyboardInterrupt):  # who asks twice will not wait
            for process in reversed(processes):
                process.terminate()
                process.wait(max(0.0, by - time.monotonic()))
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _begin_reading_events(instance: dg.DagsterInstance) -> None:
    """Say from which event on Dagster's retries read; unsaid, it warns, and ignores all that there are."""
    from dagster._daemon.auto_run_reexecution.event_log_consumer import (  # noqa: PLC0415 - the whole daemon, 0.6 s
        DAGSTER_EVENT_TYPES,
        _create_cursor_key,
    )

    cursors = instance.daemon_cursor_storage
    keys = {_create_cursor_key(event_type) for event_type in DAGSTER_EVENT_TYPES}
    missing = keys - cursors.get_cursor_values(keys).keys()
    if missing:  # of none, Dagster makes SQL that cannot run
        newest = str(instance.event_log_storage.get_maximum_record_id() or 0)
        cursors.set_cursor_values(dict.fromkeys(missing, newest))
