"""Every region in every declared year, and how certain its figure is: from the register and the winning statements."""

from __future__ import annotations

import pandas as pd
import pytest

CERTAINTY = {"A": "official", "B": "agency_report", "C": "secondary", "D": "press"}
#: What is given a level: the last of the 35 indicators of 2018 is three services.
INDICATORS = {"SPBE-2018": 37, "SPBE-2020": 47}


@pytest.fixture(scope="module")
def ranking(real) -> pd.DataFrame:
    return real.execute("SELECT * FROM mart.region_ranking").df()


@pytest.fixture(scope="module")
def statements(real) -> pd.DataFrame:
    """The winning statements on regions, without those that official results of the year silence."""
    rows = real.execute("SELECT * FROM core.spbe_scores WHERE score IS NOT NULL").df()
    return rows[~rows["evaluation_year"].isin([2023, 2024]) | rows["evidence_grade"].isin(["A", "B"])]


def test_every_region_of_the_register_has_a_row_in_every_year_from_2018_to_the_newest_declared(real, ranking) -> None:
    regions = real.execute("SELECT * FROM core.regions WHERE autonomous").df()
    expected = {
        (year, code)
        for year in range(2018, 2027)
        for code, since, until in zip(
            regions["region_code"],
            regions["valid_from_year"].fillna(0),
            regions["valid_to_year"].fillna(9999),
            strict=True,
        )
        if since <= year <= until
    }
    found = list(zip(ranking["evaluation_year"], ranking["region_code"], strict=True))
    assert len(found) == len(expected) > 4500
    assert set(found) == expected


def test_what_is_certain_follows_from_the_grade_of_the_index_and_from_what_is_known_of_the_year(
    ranking, statements
) -> None:
    index = statements[statements["measure"] == "INDEX"]
    grades = dict(
        zip(zip(index["evaluation_year"], index["region_code"], strict=True), index["evidence_grade"], strict=True)
    )
    for row in ranking.itertuples():
        grade = grades.get((row.evaluation_year, row.region_code))
        if grade is not None:
            expected = CERTAINTY[grade]
        elif row.evaluation_year in (2023, 2024):
            expected = "not_evaluated"
        else:
            expected = "not_published" if row.evaluation_year == 2026 else "not_held"
        assert row.certainty == expected, (row.evaluation_year, row.region_name)
        assert row.is_final == (row.evaluation_year in (2023, 2024) and expected in ("official", "not_evaluated"))
        assert (row.status == row.certainty) == (grade is None)


def test_levels_are_known_where_every_indicator_is_stated_and_elsewhere_it_says_what_would_change_that(
    ranking, statements
) -> None:
    levels = statements[statements["measure"].str.fullmatch(r"I\d\d(-\d)?")]
    stated = levels.groupby(["evaluation_year", "region_code"])["measure"].nunique()
    for row in ranking.itertuples():
        known = stated.get((row.evaluation_year, row.region_code), 0)
        assert row.levels_known == (known == INDICATORS.get(row.instrument))
        if pd.isna(row.spbe_index) or row.levels_known:
            assert pd.isna(row.levels_missing_because)
        else:
            assert row.levels_missing_because == ("incomplete" if known else "not_held")
    assert ranking["levels_known"].sum() == len(stated) == 7


def test_how_many_are_ranked_is_said_of_every_region_of_a_ranked_year(ranking) -> None:
    complete = ranking[ranking["evaluation_year"].isin([2023, 2024])]
    counts = complete[complete["spbe_index"].notna()].groupby(["evaluation_year", "kind"]).size()
    for place, rows in complete.groupby(["evaluation_year", "kind"]):
        assert set(rows["ranked_in_kind"]) == {counts[place]}
    kabkota = complete[complete["kind"] != "provinsi"]
    for (_, _), rows in kabkota.groupby(["evaluation_year", "province_code"]):
        assert set(rows["ranked_in_province"]) == {rows["spbe_index"].notna().sum()}
    for _, rows in kabkota.groupby("evaluation_year"):
        assert set(rows["ranked_in_kabkota"]) == {rows["spbe_index"].notna().sum()}
    others = ranking[~ranking["evaluation_year"].isin([2023, 2024])]
    assert others[["ranked_in_kind", "ranked_in_kabkota", "ranked_in_province"]].isna().all(axis=None)


def test_a_change_against_one_document_says_so(ranking) -> None:
    """Kota Bandar Lampung 2023 is compared with the report to it of 2022; nobody else has such a change."""
    found = ranking[ranking["change_note"] == "one_document_before"]
    assert [(row.evaluation_year, row.region_name, row.index_change) for row in found.itertuples()] == [
        (2023, "Kota Bandar Lampung", 0.65)
    ]
