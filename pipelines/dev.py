"""`spbe dev`: the Dagster UI and daemon on this project's instance."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

import dagster as dg
import yaml

from pipelines.damage import set_damaged_history_aside
from pipelines.settings import CODE_LOCATION, ROOT, Settings, prepare_dagster_home
from pipelines.unfinished import settle_unfinished_runs

_ASK_EVERY_SECONDS = 0.5
#: How long Dagster may take to end its processes.
_END_SECONDS = 5.0


def serve(settings: Settings, port: str) -> int:
    """Run the UI and the daemon until they end. Returns their exit code."""
    prepare_dagster_home(settings)
    settings.inbox_dir.mkdir(parents=True, exist_ok=True)
    for told in set_damaged_history_aside(settings):
        print(told, file=sys.stderr)
    with dg.DagsterInstance.get() as instance:
        _begin_reading_events(instance)
        settle_unfinished_runs(settings, instance, warn=lambda message: print(message, file=sys.stderr))
    workspace = settings.dagster_home / "workspace.yaml"
    module = {"module_name": "pipelines.definitions", "working_directory": str(ROOT), "location_name": CODE_LOCATION}
    workspace.write_text(yaml.safe_dump({"load_from": [{"python_module": module}]}), encoding="utf-8")
    # A shell that starts this in the background has it ignore SIGINT, and Dagster would then ignore SIGTERM as well.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    server = subprocess.Popen(
        [sys.executable, "-m", "dagster", "dev", "--port", port, "--workspace", str(workspace)],
        # Not in the project's folder: there Dagster warns that it does not read the dagster.yaml beside it.
        cwd=settings.data_dir,
        start_new_session=True,  # all that it starts can be ended together
    )
    threading.Thread(target=_announce, args=(server, f"http://127.0.0.1:{port}"), daemon=True).start()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # all mean the same
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # a closed terminal, unless `nohup` is to outlive it
        signal.signal(signal.SIGHUP, signal.default_int_handler)
    try:
        return server.wait()
    except KeyboardInterrupt:
        return _end(server)


def _end(server: subprocess.Popen[bytes]) -> int:
    """Let Dagster end its processes; those that have not ended in time, such as a run at work, are killed.

    A run that is killed publishes nothing, and is settled at the next start.
    """
    server.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired, KeyboardInterrupt):  # who asks twice will not wait
        server.wait(_END_SECONDS)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)
    server.wait()
    return 0


def _announce(server: subprocess.Popen[bytes], address: str) -> None:
    """Name the address once the UI answers there."""
    while server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/server_info", timeout=5):
                print(f"\nThe Dagster UI is at {address} (Ctrl-C ends it).\n", flush=True)
                return
        except (urllib.error.URLError, OSError):
            time.sleep(_ASK_EVERY_SECONDS)


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
