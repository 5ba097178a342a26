"""What the last refresh has made its release from, so that one that would make the same need not run.

Only a full refresh is noted. A release that was built from the UI leaves an older note, which then names another
release, and the next refresh runs. Nothing is loaded here that takes long: mostly nothing has changed.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from pipelines.settings import Settings
from sources.archive.store import sweep
from warehouse.releases import is_whole, read_manifest


def unchanged_release(settings: Settings) -> str | None:
    """The id of the current release when it was made from exactly what is here now and is whole, else None.

    What processes have left half-written that were killed is removed first, since nothing else may come of a refresh.
    """
    for folder in (settings.archive_dir, settings.data_dir / "working"):
        sweep(folder)
    try:
        noted = json.loads(_note(settings).read_text(encoding="utf-8"))
        manifest = read_manifest(settings.current)
        if not isinstance(noted, dict) or manifest is None or noted.get("release_id") != manifest["release_id"]:
            return None
        # First what is quickly seen; something may have been loaded from the UI meanwhile.
        if noted.get("loaded") != _loaded(settings) or noted.get("made_from") != settings.made_from():
            return None
        return str(manifest["release_id"]) if is_whole(settings.current) else None
    except (OSError, ValueError):
        return None  # the note is not there, not JSON, not text; of anything else a refresh says what it is


def forget(settings: Settings) -> None:
    """Forget the last refresh: one that is killed is followed by one that settles its run."""
    _note(settings).unlink(missing_ok=True)


def remember(settings: Settings, made_from: str) -> None:
    """What the current release was made from.

    Args:
        settings: where it lies.
        made_from: the print of it, taken before anything was read.
    """
    manifest = read_manifest(settings.current)
    assert manifest is not None, "a successful build leaves a release"
    note = {"release_id": manifest["release_id"], "made_from": made_from, "loaded": _loaded(settings)}
    new = _note(settings).with_suffix(".new")
    new.write_text(json.dumps(note) + "\n", encoding="utf-8")
    new.replace(_note(settings))


def _note(settings: Settings) -> Path:
    return settings.data_dir / "last_refresh.json"


def _loaded(settings: Settings) -> str:
    """A print of the notes of what the working database holds, whatever they say."""
    digest = hashlib.sha256()
    for note in sorted((settings.data_dir / "working").glob("*.json")):
        digest.update(note.name.encode() + b"\0" + note.read_bytes())
    return digest.hexdigest()
