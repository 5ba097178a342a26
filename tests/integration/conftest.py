"""One good release, made once by the real command, for every test of this folder to start from."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a release of the bundled sources. Copy it before changing it."""
    data = tmp_path_factory.mktemp("good") / "data"
    ran = subprocess.run(
        [sys.executable, "-m", "pipelines.cli", "refresh"],
        cwd=ROOT,
        env={**os.environ, "SPBE_DATA": str(data), "SPBE_SOURCES": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return data


@pytest.fixture
def data(good: Path, tmp_path: Path) -> Path:
    """A private copy of the good data folder, with its release."""
    copy = tmp_path / "data"
    shutil.copytree(good, copy, symlinks=True)
    return copy
