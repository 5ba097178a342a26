"""The real data for the tests of the marts: every core table, and all marts by the current models."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator

import duckdb
import pytest

from tests.marts.country import derive_marts


@pytest.fixture(scope="session")
def real(
    tmp_path_factory: pytest.TempPathFactory, refresh_by_command: Callable[..., str]
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to a database of the real data.

    Where SPBE_TEST_DATABASE names a working database, its core tables are taken and only the marts are made anew:
    for work on the marts.
    """
    folder = tmp_path_factory.mktemp("real")
    given = os.environ.get("SPBE_TEST_DATABASE")
    if given:
        shutil.copy(given, folder / "spbe.duckdb")
        connection = duckdb.connect(str(folder / "spbe.duckdb"))
        derive_marts(connection)
    else:
        refresh_by_command(folder / "data")
        shutil.copy(folder / "data" / "working" / "spbe.duckdb", folder / "spbe.duckdb")
        connection = duckdb.connect(str(folder / "spbe.duckdb"))
    with connection:
        yield connection
