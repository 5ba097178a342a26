"""What docs/connect.md shows is what happens: its commands run on a release, and print what stands below them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version
from pathlib import Path

import duckdb
import pytest

from tests.shown_blocks import read_blocks
from warehouse.destination import carry

_ROOT = Path(__file__).parents[2]
_DOCUMENT = _ROOT / "docs" / "connect.md"
_TEXT = _DOCUMENT.read_text(encoding="utf-8")
_BLOCKS = read_blocks(_DOCUMENT)
#: Tried otherwise: by tests/clients and test_assistants.py, and by hand.
_ELSEWHERE = {"js", "json", "r"}


def _blocks(language: str) -> list[tuple[str, str]]:
    found = [(block.code, block.printed) for block in _BLOCKS if block.language == language]
    assert found
    return found


@pytest.fixture
def beside_the_data(good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that holds `data`, as the working directory."""
    (tmp_path / "data").symlink_to(good)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_block_says_how_it_is_run():
    assert {block.language for block in _BLOCKS} == {"python", "sh", "sql", *_ELSEWHERE}


def test_the_versions_said_to_be_tried_are_those_of_the_locks():
    said = _TEXT.replace("`", "")
    for package in ("duckdb-cli", "pandas", "polars", "pyarrow"):
        assert f"{package} {version(package)}" in said
    locks = (_ROOT / "requirements").glob("duckdb-*.lock")
    locked = [found for lock in locks for found in re.findall(r"^duckdb==([\d.]+)", lock.read_text(), re.MULTILINE)]
    assert f"duckdb {', '.join(sorted([*locked, duckdb.__version__]))} (PyPI)" in said
    (client,) = re.findall(r"^mcp==([\d.]+)", (_ROOT / "requirements" / "mcp.lock").read_text(), re.MULTILINE)
    assert f"mcp {client} (PyPI)" in said
    node = json.loads((_ROOT / "tests" / "clients" / "package.json").read_text())["dependencies"]
    for package in ("@duckdb/node-api", "@duckdb/duckdb-wasm"):
        assert f"{package} {node[package]}" in said


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None: ...


@pytest.fixture(scope="module")
def carried(good: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The release at a destination, as a web server shows it: what the document's addresses stand for."""
    folder = tmp_path_factory.mktemp("umum")
    carry((good / "current").resolve(), folder.as_uri())
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield {
            "https://data.example.go.id/spbe": f"http://127.0.0.1:{server.server_address[1]}",
            "s3://spbe/rilis?region=ap-southeast-3": folder.as_uri(),
        }
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(("code", "printed"), _blocks("python"))
@pytest.mark.usefixtures("beside_the_data")
def test_python_prints_what_the_document_says(code, printed, carried, capsys):
    for example, real in carried.items():
        code = code.replace(example, real)
    exec(compile(code, _DOCUMENT, "exec"), {})
    assert capsys.readouterr().out == printed


@pytest.mark.parametrize(("code", "printed"), _blocks("sh"))
def test_a_shell_prints_what_the_document_says(code, printed, beside_the_data):
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    ran = subprocess.run(
        ["sh", "-e", "-c", code],
        env={"PATH": path, "HOME": str(beside_the_data)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    if printed:
        assert ran.stdout == printed
    else:
        assert list((beside_the_data / "hasil").iterdir())


@pytest.mark.parametrize(("code", "printed"), _blocks("sql"))
@pytest.mark.usefixtures("beside_the_data")
def test_sql_is_answered_with_rows(code, printed):
    with duckdb.connect() as connection:
        assert connection.execute(code).fetchall()
        connection.execute("USE memory")
        with pytest.raises(duckdb.Error, match="does not exist"):
            connection.execute("FROM spbe.profil('Kota Magelang')")
