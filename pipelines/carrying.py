"""Carrying the release in force to the destination that is set, and saying so when that fails.

After a refresh and `spbe use` the command line does it; after a run of the UI or a sensor, a job of its own, so that a
destination that does not answer fails no refresh. `data/destination.json` notes what was carried.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import sys
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from assets.clock import JAKARTA
from pipelines.settings import Settings
from warehouse.releases import MANIFEST, id_of

if TYPE_CHECKING:
    from pipelines.phases import Phases


def carry_current(settings: Settings) -> str | None:
    """Bring the release in force to the destination, as far as it is not there.

    Returns what was done, in a sentence; None where nothing was to be done.

    Raises:
        DestinationFailed: when it did not arrive; the message says which release still stands there, and why.
    """
    if settings.publish_to is None or not settings.current.exists():
        return None
    from reports.serving import media_type  # noqa: PLC0415 - most who import this carry nothing
    from warehouse.destination import DestinationFailed, carry  # noqa: PLC0415

    # Whoever comes last leads to what is in force last.
    with (settings.data_dir / "destination.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        folder = settings.current.resolve()
        release = id_of(folder)
        try:
            carried = carry(folder, settings.publish_to, media_type)
        except DestinationFailed as problem:
            raise DestinationFailed(
                f"Release {release} is in force here and was not carried to {settings.publish_to}: {problem}. "
                "The next refresh tries again."
            ) from problem
        new = _note(settings).with_suffix(".new")
        new.write_text(json.dumps(_due(settings, folder)) + "\n", encoding="utf-8")
        new.replace(_note(settings))
    if not carried.files and not carried.pointed:
        return None
    sent = f"{carried.files} files, {carried.size / 1e6:.1f} MB" if carried.files else "nothing was to be sent"
    return f"Release {release} is in force at {settings.publish_to}, in {carried.path} ({sent})."


def carry_out(settings: Settings, phases: Phases | None = None) -> bool:
    """The same at the command line: says what was done, and reports a failure. Returns whether it is there."""
    if settings.publish_to is None:
        return True
    from warehouse.destination import DestinationFailed  # noqa: PLC0415

    try:
        with phases.timed("carry out") if phases else nullcontext():
            done = carry_current(settings)
    except DestinationFailed as problem:
        from pipelines.failures import report_failure  # noqa: PLC0415

        print(settings.mask(str(problem)), file=sys.stderr)
        report_failure(
            settings, at=datetime.now(JAKARTA), job="carry_out", run_id=None, message=str(problem), steps={},
            warn=lambda message: print(message, file=sys.stderr),
        )  # fmt: skip
        return False
    if done:
        print(done)
    return True


def lacking(settings: Settings) -> str | None:
    """A print of what is in force and, as far as is noted, not at the destination; None where nothing is lacking."""
    if settings.publish_to is None:
        return None
    try:
        due = _due(settings, settings.current)
    except OSError:
        return None  # nothing is published
    try:
        noted = json.loads(_note(settings).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        noted = None
    return None if noted == due else json.dumps(due)


def _due(settings: Settings, folder: Path) -> dict[str, str | None]:
    manifest = (folder / MANIFEST).read_bytes()
    return {"address": settings.publish_to, "manifest_sha256": hashlib.sha256(manifest).hexdigest()}


def _note(settings: Settings) -> Path:
    return settings.data_dir / "destination.json"
