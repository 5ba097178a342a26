"""`spbe dev`: the Dagster UI and daemon on this project's instance."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import dagster as dg
import uvicorn
import yaml
from dagster._core.errors import DagsterUserCodeUnreachableError
from dagster._grpc.client import DagsterGrpcClient

from pipelines.damage import set_damaged_history_aside
from pipelines.settings import CODE_LOCATION, ROOT, Settings, prepare_dagster_home
from pipelines.unfinished import settle_unfinished_runs

#: Only this machine is answered; who lets others in puts a proxy before it.
HOST = "127.0.0.1"
_ASK_EVERY_SECONDS = 0.1
#: How long Dagster's processes may take to end when they are asked to.
_END_SECONDS = 5.0
#: Begins a process that is told to end when this one is no more, however that comes; only Linux knows how.
_TIED = (
    "import ctypes, os, sys; sys.platform == 'linux' and ctypes.CDLL(None).prctl(1, 15); "
    "os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
)


def serve(settings: Settings, port: int) -> int:
    """Run the UI and the daemon until they end. Returns 0 when they were asked to, else 1."""
    try:
        listening = socket.create_server((HOST, port))
    except OSError as problem:
        print(f"{HOST}:{port}: {os.strerror(problem.errno or 0)}. Choose another --port.", file=sys.stderr)
        return 1
    _heed_signals()
    begun: list[subprocess.Popen[bytes]] = []
    patience = 0.0  # before they do anything
    with listening, contextlib.ExitStack() as stack:
        sockets = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="spbe-")))  # no other user's
        try:
            prepare_dagster_home(settings)
            settings.inbox_dir.mkdir(parents=True, exist_ok=True)
            for told in set_damaged_history_aside(settings):
                print(told, file=sys.stderr)
            workspace = settings.dagster_home / "workspace.yaml"
            begun.append(_begin_code_server(settings, sockets / "code", workspace))
            instance = stack.enter_context(dg.DagsterInstance.get())
            _begin_reading_events(instance)
            settle_unfinished_runs(settings, instance, warn=lambda message: print(message, file=sys.stderr))
            from pipelines.ui import open_ui  # noqa: PLC0415 - takes seconds, while the definitions are loaded

            _wait_for_code_server(begun[0], sockets / "code")
            begun.append(_begin(settings, "dagster._daemon", "run", "--workspace", str(workspace)))
            say = f"\nThe Dagster UI is at http://{HOST}:{port} (Ctrl-C ends it).\n"
            with open_ui(instance, workspace, settings.ui_hosts, lambda: print(say, flush=True)) as server:
                for process in begun:
                    threading.Thread(target=_end_with, args=(process, server), daemon=True).start()
                patience = _END_SECONDS
                server.run([listening])
        except KeyboardInterrupt:
            return 0
        finally:
            _end(begun, patience)
    print("A process of Dagster has ended by itself; the reason stands above.", file=sys.stderr)
    return 1


def _heed_signals() -> None:
    # A shell that starts this in the background has it ignore SIGINT, and Dagster would then ignore SIGTERM as well.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # all mean the same
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # a closed terminal, unless `nohup` is to outlive it
        signal.signal(signal.SIGHUP, lambda *_: signal.raise_signal(signal.SIGTERM))


def _begin(settings: Settings, module: str, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", _TIED, "-m", module, *arguments],
        cwd=settings.data_dir,
        start_new_session=True,  # all that it starts can be ended together
    )


def _begin_code_server(settings: Settings, address: Path, workspace: Path) -> subprocess.Popen[bytes]:
    """Begin the server of the definitions, which both UI and daemon ask and which can load them anew."""
    asked = {"socket": str(address), "location_name": CODE_LOCATION}
    workspace.write_text(yaml.safe_dump({"load_from": [{"grpc_server": asked}]}), encoding="utf-8")
    arguments = ["code-server", "start", "--socket", str(address), "--location-name", CODE_LOCATION]
    arguments += ["--module-name", "pipelines.definitions", "--working-directory", str(ROOT)]
    arguments += ["--use-python-environment-entry-point", "--log-level", "warning"]
    return _begin(settings, "dagster", *arguments)


def _wait_for_code_server(server: subprocess.Popen[bytes], address: Path) -> None:
    client = DagsterGrpcClient(socket=str(address))
    while server.poll() is None:
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
