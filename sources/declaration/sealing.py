"""Making a sidecar vouch for its file as it is now."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from sources.declaration.declared import read_yaml
from sources.declaration.errors import SourceError
from sources.declaration.snapshot_table import read_rows


def seal(path: Path) -> dict[str, tuple[Any, Any]]:
    """Make a sidecar vouch for its file as it is now: sha256, bytes and rows.

    Only those three lines of the sidecar change; comments and order stay.

    Returns:
        What changed: key -> (old, new).

    Raises:
        SourceError: when the sidecar is missing or lacks one of the keys.
    """
    sidecar_path = path.with_suffix(".yml")
    old = read_yaml(sidecar_path)
    content = path.read_bytes()
    new: dict[str, str | int] = {
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "rows": _data_rows(path, content),
    }
    # As bytes: every other line keeps its own line end.
    lines = sidecar_path.read_bytes().splitlines(keepends=True)
    for key, value in new.items():
        at = next((number for number, line in enumerate(lines) if line.startswith(f"{key}:".encode())), None)
        if at is None:
            raise SourceError(sidecar_path, f"it has no key `{key}`.", f"add the line `{key}:` and seal again.")
        line_end = b"\r\n" if lines[at].endswith(b"\r\n") else b"\n"
        lines[at] = f"{key}: {value}".encode() + line_end
    sidecar_path.write_bytes(b"".join(lines))
    return {key: (old.get(key), value) for key, value in new.items() if old.get(key) != value}


def _data_rows(path: Path, content: bytes) -> int:
    return len(read_rows(path, content))
