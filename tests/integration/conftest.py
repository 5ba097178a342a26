"""One good release, made once by the real command, for every test of this folder to start from."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory, refresh_by_command: Callable[..., str]) -> Path:
    """A data folder with a release of the bundled sources. Copy it before changing it."""
    data = tmp_path_factory.mktemp("good") / "data"
    refresh_by_command(data)
    return data


@pytest.fixture
def data(good: Path, tmp_path: Path) -> Path:
    """A private copy of the good data folder, with its release."""
    copy = tmp_path / "data"
    shutil.copytree(good, copy, symlinks=True)
    return copy
