"""What tests of several folders share: a copy of the bundled sources to damage, and the command line to run."""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from sources.declaration.declared import BUNDLED
from sources.declaration.sealing import seal

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Bundle:
    """A private copy of the source folders."""

    root: Path

    def snapshot(self, name: str) -> Path:
        (found,) = self.root.glob(f"*/snapshots/{name}")
        return found

    def edit_text(self, name: str, change: Callable[[str], str], *, reseal: bool = True) -> None:
        """Change a snapshot's text; with `reseal` as a person would who means it."""
        path = self.snapshot(name)
        old = path.read_text(encoding="utf-8")
        new = change(old)
        assert new != old, "the change must change something"
        path.write_text(new, encoding="utf-8")
        if reseal:
            seal(path)

    def edit_rows(self, name: str, change: Callable[[list[dict[str, str]]], list[dict[str, str]]]) -> None:
        """Change a snapshot's rows and reseal it."""
        path = self.snapshot(name)
        with path.open(encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream)
            header = list(reader.fieldnames or [])
            rows = change(list(reader))
        out = io.StringIO()
        writer = csv.DictWriter(out, header, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        path.write_text(out.getvalue(), encoding="utf-8")
        seal(path)

    def edit_yaml(self, path: str, **changes: object) -> None:
        file = self.root / path
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
        file.write_text(yaml.safe_dump({**content, **changes}, sort_keys=False), encoding="utf-8")


@pytest.fixture
def bundle(tmp_path: Path) -> Bundle:
    """The bundled snapshots and declarations, copied."""
    root = tmp_path / "sources"
    shutil.copytree(BUNDLED, root, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return Bundle(root)


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def told(self) -> str:
        return self.out + self.err


@pytest.fixture
def spbe(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Run the command line in this process, on the given folders."""
    from pipelines.cli import main

    def run(*arguments: str, data: Path, sources: Path = BUNDLED) -> Ran:
        monkeypatch.setenv("SPBE_DATA", str(data))
        monkeypatch.setenv("SPBE_SOURCES", str(sources))
        monkeypatch.setenv("DAGSTER_HOME", os.environ.get("DAGSTER_HOME", ""))  # restored after the test
        capfd.readouterr()
        code = main(arguments)
        captured = capfd.readouterr()
        return Ran(code, captured.out, captured.err)

    return run


@pytest.fixture(scope="session")
def refresh_by_command() -> Callable[..., str]:
    """Run `spbe refresh` on the bundled sources as a process of its own; it must succeed. Gives what it printed."""

    def run(data: Path, *arguments: str) -> str:
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

    return run
