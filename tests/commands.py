"""The command line as a process of its own, as a person or a timer starts it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def refresh_by_command(data: Path, *arguments: str) -> str:
    """Run `spbe refresh` on the bundled sources as a process of its own; it must succeed. Gives what it printed."""
    ran = subprocess.run(
        [sys.executable, "-m", "pipelines.cli", "refresh", *arguments],
        cwd=ROOT,
        env={**os.environ, "SPBE_DATA": str(data), "SPBE_SOURCES": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout
