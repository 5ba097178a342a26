"""The planners' views and macros answer alike in the oldest DuckDB that opens a release and in the newest tested."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from reports.planner import read_views
from reports.planner.macros import read_macros

_ASK = """
import hashlib, json, sys
import duckdb
database, statements = sys.argv[1], json.loads(sys.stdin.read())
connection = duckdb.connect()
connection.execute(f"ATTACH '{database}' AS spbe (READ_ONLY)")
connection.execute("USE spbe")
answers = {}
for statement in statements:
    try:
        rows = sorted(map(repr, connection.execute(statement).fetchall()))
        answers[statement] = [len(rows), hashlib.sha256("".join(rows).encode()).hexdigest()]
    except duckdb.InvalidInputException as problem:
        answers[statement] = str(problem).splitlines()[0]
print(json.dumps([duckdb.__version__, answers]))
"""
_REFUSED = (
    "FROM profil('Magelang')",
    "FROM profil('sumedng')",
    "FROM peringkat(2031)",
    "FROM en.ranking(2024, kind := 'village')",
    "FROM bandingkan('Kota Bandung', 'Magelang', e := 'Sumedng')",
)


@cache
def _answers(database: Path, packages: str | None) -> tuple[str, dict[str, object]]:
    statements = [
        *(macro.example.in_language(language) for macro in read_macros().values() for language in ("id", "en")),
        *(f"FROM {view.shown_name('id')}" for view in read_views().values()),
        "FROM PANDUAN",
        "FROM en.release_changes",
        *_REFUSED,
    ]
    environment = {**os.environ, "PYTHONPATH": str(Path(sys.prefix) / packages) if packages else ""}
    said = subprocess.run(
        [sys.executable, "-c", _ASK, database],
        input=json.dumps(statements), env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert said.returncode == 0, said.stderr
    version, answers = json.loads(said.stdout.splitlines()[-1])  # what goes before is a bar of progress
    return version, answers


@pytest.mark.parametrize(
    ("packages", "version"),
    [
        pytest.param(
            "oldest-duckdb",
            "1.0.0",
            marks=pytest.mark.skipif(sys.version_info >= (3, 13), reason="DuckDB 1.0.0 has no wheel for this Python"),
        ),
        ("other-duckdb", "2.0"),
    ],
)
def test_every_view_and_macro_answers_alike_in_another_duckdb(good, packages, version):
    database = good / "current" / "spbe.duckdb"
    _, here = _answers(database, None)
    found, there = _answers(database, packages)
    assert found.startswith(version)
    assert {statement: answer for statement, answer in there.items() if answer != here[statement]} == {}
    assert [statement for statement, answer in here.items() if isinstance(answer, str)] == list(_REFUSED)
