"""The real data for the tests of the marts: every core table, and all marts by the current models."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from reports.planner import planner_statements
from tests.marts.country import derive_marts
from tests.publications import tell_of_two_releases
from warehouse import schema
from warehouse.tables import PUBLISHED


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
        schema.create_missing(connection, PUBLISHED)  # the story of releases is told when one is published
        if given:
            derive_marts(connection)
        yield connection


@pytest.fixture(scope="session")
def register(real: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Every autonomous region of every complete year, in order of year and code, with its official scores.

    One column per measure, in points; `grade` is the printed one. Population and area are today's.
    """
    regions = real.execute("SELECT * FROM core.regions WHERE autonomous").df()
    today = regions[regions["valid_to_year"].isna()].set_index("region_code")
    years = real.execute("SELECT evaluation_year FROM core.evaluation_years WHERE nationally_complete").df()
    rows = years.rename(columns={"evaluation_year": "year"}).merge(regions, how="cross")
    held = (rows["valid_from_year"].fillna(0) <= rows["year"]) & (rows["valid_to_year"].fillna(9999) >= rows["year"])
    rows = rows[held].copy()
    for figure in ("population", "area_km2"):
        rows[figure] = rows["current_code"].map(today[figure]).astype(float)
    official = real.execute(
        "SELECT evaluation_year AS year, region_code, measure, CAST(score AS DOUBLE) AS score, printed_value AS grade "
        "FROM core.spbe_scores WHERE evidence_grade IN ('A', 'B')"
    ).df()
    scores = official.dropna(subset="score").pivot(index=["year", "region_code"], columns="measure", values="score")
    grades = official[official["measure"] == "PREDIKAT"][["year", "region_code", "grade"]]
    rows = rows.merge(scores.reset_index(), on=["year", "region_code"], how="left")
    rows = rows.merge(grades, on=["year", "region_code"], how="left")
    return rows.sort_values(["year", "region_code"]).reset_index(drop=True)


@pytest.fixture(scope="session")
def planner(real: duckdb.DuckDBPyConnection, tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    """The same database with a record of two releases, and the planners' views and macros in it."""
    tell_of_two_releases(real, tmp_path_factory.mktemp("ledger"), {(2024, "33.71"): "3.99", (2023, "32.11"): "2.00"})
    for statement in planner_statements("2024-0123456789ab", date(2026, 11, 28)):
        real.execute(statement)
    return real
