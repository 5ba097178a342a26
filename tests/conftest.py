"""What tests of several folders share: one good release, copies of the sources to damage, and the command line."""

from __future__ import annotations

import csv
import fcntl
import io
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from hypothesis import settings

from assets.gate import Trial
from sources.archive.holdings import Holding
from sources.declaration.declared import BUNDLED
from sources.declaration.sealing import seal
from tests.commands import refresh_by_command

# Red is red for everybody: the same examples in every run. `--hypothesis-profile=thorough` looks further, by chance.
settings.register_profile("default", max_examples=40, derandomize=True, deadline=None)
settings.register_profile("thorough", max_examples=1000, deadline=None)
settings.load_profile("default")


def costly(factor: int) -> settings:
    """For a test whose examples take long: of the examples of the profile in force, one of so many."""
    return settings(max_examples=max(1, settings.default.max_examples // factor))


class OpenGate:
    """A gate that lets everything pass, as an older version of the rules may have done."""

    def __init__(self, *_: object) -> None: ...

    def try_documents(self, _: object, arriving: Sequence[Holding], *__: object, **___: object) -> Trial:
        return Trial((), tuple(arriving), stops=True, findings=())


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


#: The real data of the tests of the marts are those of the good release, unless a database is named.
_OF_GOOD = {"good"} if "SPBE_TEST_DATABASE" in os.environ else {"good", "real"}


def _needs_good(item: pytest.Item) -> bool:
    return not _OF_GOOD.isdisjoint(getattr(item, "fixturenames", ()))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that need the good release come last: it is made meanwhile."""
    needing = {item.path for item in items if _needs_good(item)}
    items.sort(key=lambda item: item.path in needing)


@pytest.fixture(scope="session", autouse=True)
def _good_begun(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Future[Path] | None]:
    """The good data folder, begun with the first test, so that nobody waits for it while there is else to do."""
    if not any(map(_needs_good, request.session.items)):
        yield None
        return
    shared = tmp_path_factory.getbasetemp()
    with ThreadPoolExecutor(1) as thread:
        yield thread.submit(_make_good, shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared)


def _make_good(shared: Path) -> Path:
    data, printed = shared / "good" / "data", shared / "good" / "printed.txt"
    data.mkdir(parents=True, exist_ok=True)
    with (shared / "good" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not printed.exists():
            printed.write_text(refresh_by_command(data), encoding="utf-8")
    return data


@pytest.fixture(scope="session")
def good(_good_begun: Future[Path]) -> Path:
    """A data folder after one refresh from nothing, made once for all tests of all workers. Copy it to change it.

    What the refresh printed stands beside it, in `printed.txt`.
    """
    return _good_begun.result()


@pytest.fixture
def data(good: Path, tmp_path: Path) -> Path:
    """A private copy of the good data folder, with its release."""
    copy = tmp_path / "data"
    shutil.copytree(good, copy, symlinks=True)
    return copy
