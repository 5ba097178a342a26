"""The real data for the tests of the marts: every core table, and all marts by the current models."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.marts.country import derive_marts


@pytest.fixture(scope="session")
def real(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to a private copy of the working database of the good release.

    Where SPBE_TEST_DATABASE names a working database, its core tables are taken and only the marts are made anew:
    for work on the marts.
    """
    given = os.environ.get("SPBE_TEST_DATABASE")
    working = Path(given) if given else request.getfixturevalue("good") / "working" / "spbe.duckdb"
    copy = tmp_path_factory.mktemp("real") / "spbe.duckdb"
    shutil.copy(working, copy)
    with duckdb.connect(str(copy)) as connection:
        if given:
            derive_marts(connection)
        yield connection
