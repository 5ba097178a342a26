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


def test_the_status_of_an_index_follows_from_its_evidence_its_year_and_why_there_is_none(ranking, statements) -> None:
    index = statements[statements["measure"] == "INDEX"].set_index(["evaluation_year", "region_code"])
    of_a_missing_one = {"not_evaluated": "M", "not_held": "L", "not_published": "O"}
    for row in ranking.itertuples():
        if pd.isna(row.spbe_index):
            expected = of_a_missing_one[row.certainty]
        else:
            said = index.loc[(row.evaluation_year, row.region_code)]
            first = "B" if row.evaluation_year == 2021 else "A"
            as_stated = {"corrected": "R", "derived": "I"}.get(said["status"], first)
            expected = "P" if said["evidence_grade"] in ("C", "D") else as_stated
        assert row.obs_status == expected, (row.evaluation_year, row.region_name)
    assert set(ranking["obs_status"]) == {"A", "B", "P", "M", "L", "O"}


def test_the_figures_of_other_tables_have_the_status_that_they_have_in_the_ranking(real, ranking) -> None:
    known = ranking.set_index(["evaluation_year", "region_code"])["obs_status"]
    for table in ("mart.next_predikat", "mart.province_plan", "mart.rank_change"):
        rows = real.execute(f"SELECT evaluation_year, region_code, obs_status FROM {table}").fetchall()
        assert {(year, code) for year, code, status in rows if status != known.get((year, code))} == set()
    domains = real.execute("SELECT * FROM mart.domain_profile WHERE peer_type = 'kind'").df()
    of_index = domains[domains["measure"] == "INDEX"]
    keys = zip(of_index["evaluation_year"], of_index["region_code"], strict=True)
    assert list(of_index["obs_status"]) == [known[key] for key in keys]
    # The one domain that a person had to compute from the rest of its row.
    computed = domains[domains["obs_status"] == "I"]
    assert list(zip(computed["evaluation_year"], computed["region_code"], computed["measure"], strict=True)) == [
        (2024, "35", "D1")
    ]


def test_a_mean_over_a_part_of_a_province_is_an_estimate(real) -> None:
    rows = real.execute("SELECT * FROM mart.province_summary").df()
    for row in rows.itertuples():
        if row.expected_count == 0:
            expected = "M"
        elif row.evaluated_count / row.expected_count < 0.65:
            expected = "O"
        else:
            expected = "A" if row.evaluated_count == row.expected_count else "E"
        assert row.obs_status == expected, row.province_name
    assert set(rows["obs_status"]) == {"A", "E", "M", "O"}


def test_a_result_of_a_target_has_a_status_also_where_there_is_none(real) -> None:
    rows = real.execute("SELECT result_value IS NULL, obs_status, evidence_grade FROM mart.target_progress").fetchall()
    for is_missing, status, grade in rows:
        assert (status in ("L", "M", "O")) == is_missing
        assert is_missing or (status == "P") == (grade in ("C", "D"))


def test_a_statement_is_known_since_the_day_on_which_its_document_came(real) -> None:
    (wrong,) = real.execute(
        "SELECT count(*) FROM core.observations AS o INNER JOIN core.documents AS d ON o.document_id = d.document_id "
        "WHERE o.known_since IS DISTINCT FROM d.retrieved_on"
    ).fetchone()
    assert wrong == 0
