"""Indonesia beside other countries, and published claims beside the figures.

What is expected of the real data is computed here from the bundled transcriptions with numpy and scipy; ranks are
explained by moving countries and ranking again, not by the indicators that the SQL counts.
"""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from scipy.stats import rankdata

from expectations.suites import SUITES
from sources.declaration.declared import BUNDLED
from tests.marts.country import Country, Region, Score, derive_marts, offending, put
from warehouse import writer
from warehouse.computed.claim_judging import evidence as claim_evidence
from warehouse.computed.claim_judging import judging
from warehouse.computed.claim_judging.evidence import Country as Surveyed
from warehouse.computed.claim_judging.evidence import Edition, Evidence, Figure, Standing
from warehouse.computed.claim_judging.forms import FORMS
from warehouse.computed.claim_judging.judgement import Claim, Place
from warehouse.computed.claim_judging.judging import UnknownClaimForm, judge, judged_year
from warehouse.derivations import read_lineage
from warehouse.tables import TABLES
from warehouse.words.catalogue import read_catalogue, render

EDITIONS = (2003, 2004, 2005, 2008, 2010, 2012, 2014, 2016, 2018, 2020, 2022, 2024)
ASEAN = {"BRN", "IDN", "KHM", "LAO", "MMR", "MYS", "PHL", "SGP", "THA", "VNM"}
IN_FOCUS = ASEAN | {"TLS"}  # a member from 2025 on
PARTS = ["egdi_own_part", "egdi_others_part", "egdi_entering_part", "egdi_leaving_part"]


# --- the real survey --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def printed() -> pd.DataFrame:
    """All editions straight from the transcriptions; the UN's zero-filled rows as missing."""
    folder = BUNDLED / "un_egovkb" / "snapshots"
    frames = [pd.read_csv(folder / f"un_egdi_{year}.csv").assign(year=year) for year in EDITIONS]
    rows = pd.concat(frames, ignore_index=True)
    rows.loc[rows["egdi"] == 0, ["egdi", "egdi_rank"]] = np.nan
    return rows


@pytest.fixture(scope="module")
def moves(real: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    return real.execute("SELECT * FROM mart.egdi_rank_change").df()


@pytest.fixture(scope="module")
def peers(real: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    return real.execute("SELECT * FROM mart.egdi_peers").df()


@pytest.fixture(scope="module")
def context(real: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    return real.execute("SELECT * FROM mart.national_context").df().set_index("reference_year")


def explained(before: dict[str, float], now: dict[str, float], country: str) -> tuple[Fraction, Fraction, int, int]:
    """Own, others, entering, leaving: by moving first the country and then the others, and the reverse."""
    both = before.keys() & now.keys()
    rivals = sorted(both - {country})

    def rank(own: float, others: dict[str, float]) -> int:
        return 1 + sum(others[rival] > own for rival in rivals)

    start, end = rank(before[country], before), rank(now[country], now)
    only_own_moved, only_others_moved = rank(now[country], before), rank(before[country], now)
    own = Fraction((start - only_own_moved) + (only_others_moved - end), 2)
    others = Fraction((only_own_moved - end) + (start - only_others_moved), 2)
    entering = -sum(now[rival] > now[country] for rival in now.keys() - both)
    leaving = sum(before[rival] > before[country] for rival in before.keys() - both)
    return own, others, entering, leaving


def test_every_change_of_rank_is_explained_by_moving_and_ranking_again_or_noted(printed, moves) -> None:
    scores = {
        year: rows.dropna(subset="egdi").set_index("iso3")["egdi"].to_dict() for year, rows in printed.groupby("year")
    }
    ranks = {
        year: dict(zip(of_year, rankdata([-score for score in of_year.values()], "min"), strict=True))
        for year, of_year in scores.items()
    }
    for before, now in pairwise(EDITIONS):
        found = moves[moves["survey_year"] == now].set_index("iso3")
        compared = scores[before].keys() & scores[now].keys()
        assert len(found) == 193
        assert set(found.index[found["rank_by_score_change"].notna()]) == compared
        for country in compared:
            row = found.loc[country]
            change = ranks[before][country] - ranks[now][country]
            parts = explained(scores[before], scores[now], country)
            assert [row[part] for part in PARTS] == [float(part) for part in parts], country
            assert row["rank_by_score_change"] == change == sum(parts), country
            assert row["countries_passed"] - row["countries_passed_by"] == parts[0] + parts[1], country
    without = moves[moves["rank_by_score_change"].isna()]
    assert len(without) > 50
    assert set(without["egdi_change_note"]) == {"not_scored_once"}
    assert without[[*PARTS, "osi_change", "hci_change", "tii_change", "egdi_movement"]].isna().all(axis=None)


def test_the_formula_changed_in_2008_and_back_in_2012_and_nowhere_else(moves) -> None:
    assert set(moves.loc[moves["egdi_method_changed"], "survey_year"]) == {2008, 2012}
    assert moves.loc[moves["egdi_method_changed"], "egdi_change"].isna().all()


def test_printed_ranks_differ_from_ranks_by_score_in_the_four_ties_of_2020_alone(moves) -> None:
    later = (
        moves[moves["egdi_rank"] != moves["rank_by_score"]].dropna(subset="egdi_rank").dropna(subset="rank_by_score")
    )
    earlier = moves[moves["egdi_rank_before"] != moves["rank_by_score_before"]].dropna(subset="rank_by_score_before")
    ties = {"AND", "HUN", "MKD", "TLS"}
    assert set(zip(later["survey_year"], later["iso3"], strict=True)) == {(2020, iso3) for iso3 in ties}
    assert set(zip(earlier["survey_year"], earlier["iso3"], strict=True)) == {(2022, iso3) for iso3 in ties}
    noted = moves[moves["egdi_rank_note"] == "ties_broken"]
    assert set(noted.index) == {*later.index, *earlier.index}


@pytest.mark.parametrize("year", EDITIONS)
def test_alike_countries_are_the_ten_nearest_in_standardised_hci_and_tii(year, printed, peers) -> None:
    scored = printed[(printed["year"] == year) & printed["egdi"].notna()]
    placed = scored[(scored["hci"] <= 1) & (scored["tii"] <= 1)].set_index("iso3")
    place = ((placed[["hci", "tii"]] - placed[["hci", "tii"]].mean()) / placed[["hci", "tii"]].std(ddof=0)).to_numpy()
    distance = np.sqrt(((place[:, None, :] - place[None, :, :]) ** 2).sum(axis=2))
    np.fill_diagonal(distance, np.inf)
    nearness = np.array([rankdata(row.round(12), "min") for row in distance])
    focus, other = np.nonzero(nearness <= 10)
    codes = placed.index.to_numpy()
    expected = {
        (codes[i], codes[j]): (nearness[i, j], distance[i, j])
        for i, j in zip(focus, other, strict=True)
        if codes[i] in IN_FOCUS
    }
    found = peers[(peers["survey_year"] == year) & (peers["egdi_peer_group"] == "structure")]
    assert len(found) >= 10 * placed.index.isin(IN_FOCUS).sum() >= 90
    assert dict(zip(zip(found["focus_iso3"], found["iso3"], strict=True), found["egdi_peer_order"], strict=True)) == {
        pair: order for pair, (order, _) in expected.items()
    }
    far = [expected[pair][1] for pair in zip(found["focus_iso3"], found["iso3"], strict=True)]
    assert np.allclose(found["structure_distance"], far, atol=0.000_006, rtol=0)


def test_peers_carry_the_printed_figures_and_their_gaps_to_the_focus(printed, peers) -> None:
    values = printed.set_index(["year", "iso3"])
    peer = values.loc[list(zip(peers["survey_year"], peers["iso3"], strict=True))]
    focus = values.loc[list(zip(peers["survey_year"], peers["focus_iso3"], strict=True))]
    for name in ("egdi", "osi", "hci", "tii", "epi"):
        assert np.allclose(peers[name], peer[name], atol=1e-9)
        assert np.allclose(peers[f"{name}_gap"], peer[name].to_numpy() - focus[name].to_numpy(), atol=1e-9)
    assert list(peers["egdi_rank"]) == list(peer["egdi_rank"])
    assert list(peers["focus_egdi_rank"]) == list(focus["egdi_rank"])


def test_a_member_of_asean_stands_beside_all_others_in_order_of_egdi(printed, peers) -> None:
    members = printed[printed["iso3"].isin(ASEAN) & printed["egdi"].notna()]
    assert set(members["year"]) == set(EDITIONS)
    for year, rows in members.groupby("year"):
        order = dict(zip(rows["iso3"], rankdata(-rows["egdi"], "min"), strict=True))
        found = peers[(peers["survey_year"] == year) & (peers["egdi_peer_group"] == "ASEAN")]
        assert {
            focus: beside.set_index("iso3")["egdi_peer_order"].to_dict()
            for focus, beside in found.groupby("focus_iso3")
        } == {focus: {iso3: place for iso3, place in order.items() if iso3 != focus} for focus in order}


def test_national_context_puts_the_printed_index_beside_indonesias_survey_figures(printed, context, real) -> None:
    indonesia = printed[printed["iso3"] == "IDN"].set_index("year")
    for ours, theirs in (
        ("indonesia_egdi", "egdi"),
        ("indonesia_egdi_rank", "egdi_rank"),
        ("indonesia_osi", "osi"),
        ("indonesia_hci", "hci"),
        ("indonesia_tii", "tii"),
        ("indonesia_epi", "epi"),
    ):
        assert context[ours].dropna().to_dict() == pytest.approx(indonesia[theirs].to_dict())
    epi = {
        year: rankdata(-rows["epi"], "min")[list(rows["iso3"]).index("IDN")]
        # A country that was not scored may have an EPI that is not zero: that is a figure, but no rank.
        for year, rows in printed[printed["egdi"].notna()].groupby("year")
    }
    assert context["indonesia_epi_rank"].dropna().to_dict() == epi
    unscored = real.execute("SELECT count(epi), count(epi_rank_derived) FROM mart.egdi_ranking WHERE egdi IS NULL")
    assert unscored.fetchone() == (11, 0)
    spbe = {2018: 1.98, 2019: 2.18, 2020: 2.26, 2021: 2.24, 2022: 2.34, 2023: 2.79, 2024: 3.12}
    assert context["national_index"].dropna().to_dict() == pytest.approx(spbe)


def test_national_context_repeats_the_explained_change_and_the_medians_of_the_alike(
    context, moves, printed, peers
) -> None:
    found = moves[moves["iso3"] == "IDN"].set_index("survey_year")
    editions = context[context["indonesia_egdi"].notna()]
    for year, row in editions.iterrows():
        alike = peers[(peers["survey_year"] == year) & (peers["focus_iso3"] == "IDN")]
        names = alike.loc[alike["egdi_peer_group"] == "structure", "iso3"]
        values = printed[(printed["year"] == year) & printed["iso3"].isin(names)]
        for name in ("egdi", "osi", "epi"):
            assert row[f"alike_{name}_median"] == pytest.approx(np.median(values[name]), abs=0.000_000_6)
        if year != min(EDITIONS):
            assert list(row[PARTS]) == list(found.loc[year, PARTS])
            assert row["previous_survey_year"] == found.loc[year, "previous_survey_year"]
            assert row["egdi_rank_change"] == found.loc[year, "egdi_rank_change"]
    assert context.loc[[2019, 2021, 2023], [*PARTS, "alike_osi_median", "indonesia_osi"]].isna().all(axis=None)


def test_no_column_of_the_national_context_but_the_year_is_made_of_both_measures() -> None:
    read = {column: roles["value"].split() for column, roles in read_lineage()["mart.national_context"].items()}
    assert set(read) == set(TABLES["mart.national_context"].column_names)
    of_survey = {column: {name.startswith("mart.egdi_") for name in names} for column, names in read.items()}
    assert [column for column, measures in of_survey.items() if len(measures) > 1] == ["reference_year"]


# --- made-up surveys --------------------------------------------------------------------------------------------------


def _beside(scores: list[tuple[int, str, str, str]], members: dict[str, int]) -> dict[tuple[int, str, str], dict]:
    """Peers and their order by year, focus and group, of a survey of (year, country, EGDI, HCI).

    ISLANDS holds its members from the given year on.
    """
    countries = [
        {
            "survey_year": year, "iso3": iso3, "country_name": iso3, "evidence_grade": "A", "status": "published",
            "egdi": Decimal(egdi), "hci": Decimal(hci), "osi": Decimal("0.5"), "tii": Decimal("0.5"), "epi": Decimal(1),
            "egdi_rank": 1, "line_no": number,
        }
        for number, (year, iso3, egdi, hci) in enumerate(scores, start=1)
    ]  # fmt: skip
    third = Decimal("0.3333333333333333")
    weights = {"weight_osi": third, "weight_hci": third, "weight_tii": third, "formula_tolerance": Decimal(0)}
    group = [{"country_group": "ISLANDS", "iso3": iso3, "member_from_year": since} for iso3, since in members.items()]
    with Country([], []).build() as connection:
        put(connection, "core.un_egdi", countries)
        put(connection, "core.un_editions", [{"survey_year": year, **weights} for year in {row[0] for row in scores}])
        put(connection, "core.country_groups", group)
        derive_marts(connection, ["mart.egdi_peers"])
        rows = writer.records(connection, TABLES["mart.egdi_peers"])
    found: dict[tuple[int, str, str], dict] = {}
    for row in rows:
        key = (row["survey_year"], row["focus_iso3"], row["egdi_peer_group"])
        found.setdefault(key, {})[row["iso3"]] = row["egdi_peer_order"]
    return found


def test_a_tie_at_the_tenth_place_brings_all_that_tie() -> None:
    hci = ["0.5", *(f"0.5000{number}" for number in range(1, 9)), "0.6", "0.6", "0.6"]
    found = _beside([(2020, f"A{n:02d}", "0.5", one) for n, one in enumerate(hci)], {"A00": 9999})
    assert found == {
        (2020, "A00", "structure"): {f"A{number:02d}": min(number, 9) for number in range(1, 12)},
    }


def test_a_new_country_group_needs_no_change_of_the_model() -> None:
    scores = [(y, iso3, f"0.{9 - n}", "0.5") for y in (2020, 2022) for n, iso3 in enumerate(("CCC", "BBB", "AAA"))]
    found = _beside([*scores, (2020, "DDD", "0.4", "0.6")], {"AAA": 2000, "BBB": 2000, "CCC": 2022})
    assert {key: beside for key, beside in found.items() if key[2] == "ISLANDS"} == {
        (2020, "AAA", "ISLANDS"): {"BBB": 1},
        (2020, "BBB", "ISLANDS"): {"AAA": 2},
        (2022, "AAA", "ISLANDS"): {"CCC": 1, "BBB": 2},
        (2022, "BBB", "ISLANDS"): {"CCC": 1, "AAA": 3},
        (2022, "CCC", "ISLANDS"): {"BBB": 2, "AAA": 3},
    }
    assert "DDD" in found[2020, "CCC", "structure"]


# --- claims on the real data ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def checks(real: duckdb.DuckDBPyConnection) -> dict[tuple[str, int], dict]:
    rows = writer.records(real, TABLES["mart.claim_checks"])
    return {(row["claim_id"], row["part_no"]): row for row in rows}


def test_the_published_claims_have_their_verdicts(checks) -> None:
    assert {key: (row["verdict"], row["judged_year"], row["evidence_grade"]) for key, row in checks.items()} == {
        ("merangin-survei-pbb", 1): ("confirmed", 2022, "A"),
        ("merangin-survei-pbb", 2): ("contradicted", 2022, "A"),
        ("sumedang-termaju-jawa-barat", 1): ("not_checkable", 2022, "D"),
        ("kota-tangerang-role-model", 1): ("criteria_not_met", 2023, "A"),
        ("jawa-barat-3-5", 1): ("not_checkable", 2022, "D"),
    }


@pytest.fixture(scope="module")
def figures(real: duckdb.DuckDBPyConnection) -> dict[tuple, list[dict]]:
    """The figures of each claim, part, role and year, in their order."""
    found: dict[tuple, list[dict]] = {}
    for row in writer.records(real, TABLES["mart.claim_figures"]):
        found.setdefault((row["claim_id"], row["part_no"], row["figure_role"], row["reference_year"]), []).append(row)
    return found


def _report(year: int) -> dict[str, list[tuple[Decimal, str]]]:
    """The agencies of every table of an annual report, from the transcription."""
    path = BUNDLED / "spbe_annual_report" / "snapshots" / f"annual_report_{year}.csv"
    with path.open(encoding="utf-8") as lines:
        tables: dict[str, list[tuple[Decimal, str]]] = {}
        for row in csv.DictReader(lines):
            tables.setdefault(row["table_title"], []).append((Decimal(row["index"].replace(",", ".")), row["agency"]))
    return tables


@pytest.mark.parametrize("year", [2023, 2024])
def test_the_figures_beside_the_sumedang_claim_are_those_of_the_report(year, figures) -> None:
    (west_java,) = [rows for title, rows in _report(year).items() if re.search("Jawa Barat", title) and len(rows) > 20]
    members = sorted((row for row in west_java if "Provinsi" not in row[1]), reverse=True)
    ((index, place),) = [(row[0], number) for number, row in enumerate(members, 1) if row[1].endswith("Sumedang")]
    best, leader = members[0]
    own, highest = figures["sumedang-termaju-jawa-barat", 1, "beside", year]
    assert (own["claim_figure"], own["subject_name"]) == ("rank_in_province", "Kabupaten Sumedang")
    assert (own["figure_score"], own["figure_rank"], own["figure_count"], own["figure_total"]) == (index, place, 27, 27)
    assert (highest["claim_figure"], highest["figure_score"]) == ("best_in_province", best)
    assert highest["subject_name"].endswith(leader.rsplit(" ", 1)[1])


def test_the_figures_beside_the_kota_tangerang_claim_are_those_of_the_reports(figures) -> None:
    for year, role in ((2023, "judged"), (2024, "beside")):
        rank, tenth, *_ = figures["kota-tangerang-role-model", 1, role, year]
        kota = [row for rows in _report(year).values() for row in rows if re.match(r"Pemerintah Kota\b", row[1])]
        ((index, _),) = [row for row in kota if row[1] == "Pemerintah Kota Tangerang"]
        place = 1 + sum(row[0] > index for row in kota)
        assert (rank["claim_figure"], rank["figure_score"]) == ("rank_in_kind", index)
        assert (rank["figure_rank"], rank["figure_count"]) == (place, len(kota))
        assert place > tenth["figure_rank"] == len(kota) // 10


def test_the_province_is_shown_with_its_own_index_and_the_mean_of_its_members(figures) -> None:
    # Results of 2022 alone were out when the aim was stated, and of them only what the press says is held.
    (own,) = figures["jawa-barat-3-5", 1, "judged", 2022]
    assert (own["claim_figure"], own["figure_score"], own["evidence_grade"]) == ("score", Decimal("3.37"), "D")
    for year in (2023, 2024):
        (rows,) = [rows for title, rows in _report(year).items() if re.search("Jawa Barat", title) and len(rows) > 20]
        (index,) = [index for index, agency in rows if "Provinsi" in agency]
        members = [index for index, agency in rows if "Provinsi" not in agency]
        own, mean = figures["jawa-barat-3-5", 1, "beside", year]
        assert (own["claim_figure"], own["figure_score"], own["evidence_grade"]) == ("score", index, "A")
        assert (mean["claim_figure"], mean["figure_count"], mean["figure_total"]) == ("mean_of_province", 27, 27)
        assert mean["figure_score"] == round(sum(members) / 27, 2)


def test_every_claim_names_the_page_of_its_figures(figures, checks, real) -> None:
    documents = {name for (name,) in real.execute("SELECT document_id FROM core.documents").fetchall()}
    places = ("document_id", "page", "table_no", "row_no")
    for claim in checks:
        judged = (row for key, rows in figures.items() if key[:3] == (*claim, "judged") for row in rows)
        named = [row for row in judged if row["document_id"]]
        assert {row["document_id"] for row in named} <= documents
        assert named, claim
    role_model = figures["kota-tangerang-role-model", 1, "judged", 2023][0]
    assert [role_model[name] for name in places] == ["kemenpanrb-laporan-evaluasi-spbe-2023", "69", "28", "6"]


def test_a_weak_figure_of_a_complete_year_wins_no_province() -> None:
    """Kota C has the highest index, but only by press: the report of the year does not know it."""
    regions = [
        Region("01", "Satu", "provinsi"),
        *(Region(f"01.7{n}", f"Kota {name}") for n, name in enumerate("ABC", 1)),
    ]
    scores = [
        *(Score(2024, f"01.7{number}", "INDEX", Decimal(index)) for number, index in ((1, "3.10"), (2, "3.00"))),
        Score(2024, "01.73", "INDEX", Decimal("4.90"), "D"),
        Score(2022, "01.71", "INDEX", Decimal("2.00"), "D"),
    ]
    lines = [{**BEST, "claim_id": year, "year": year} for year in ("2024", "2022")]
    made = Country(regions, scores, lists={"raw.claims": lines}).derived("claim_checks", "claim_figures")
    assert {row["claim_id"]: (row["verdict"], row["evidence_grade"]) for row in made["claim_checks"]} == {
        "2024": ("confirmed", "A"),
        "2022": ("not_checkable", "D"),
    }
    columns = ("claim_figure", "subject_name", "figure_score", "figure_rank", "figure_count", "figure_total")
    judged = [row for row in made["claim_figures"] if row["figure_role"] == "judged"]
    now = [tuple(row[column] for column in columns) for row in judged if row["claim_id"] == "2024"]
    assert [row[:4] for row in now] == [
        ("rank_in_province", "Kota A", Decimal("3.10"), 1),
        ("best_in_province", "Kota A", Decimal("3.10"), None),
    ]
    assert now[0][4:] == (2, 3)
    then = next(row for row in judged if row["claim_id"] == "2022")
    assert (then["claim_figure"], then["figure_count"], then["figure_total"]) == ("known_in_province", 1, 3)


# --- each form: true, false, not checkable ----------------------------------------------------------------------------


def _standing(
    name: str, rank: int | None = None, ranked: int | None = None, role: bool | None = None, **other
) -> Standing:
    return Standing(name, other.get("kind", "kota"), "01", "Satu", rank, ranked, other.get("members", 3), role)


def _figure(name: str, score: str, grade: str = "A") -> Figure:
    return Figure(name, name, Decimal(score), grade, grade in {"A", "B"}, Place(f"doc {name}"))


EVIDENCE = Evidence(
    years={2021: False, 2022: False, 2023: True, 2024: True},
    decrees={2021: date(2021, 12, 24), 2022: date(2023, 1, 31), 2023: date(2024, 1, 11), 2024: date(2024, 12, 31)},
    standings={
        (2022, "01.71"): _standing("Kota A"),
        (2022, "01.72"): _standing("Kota B"),
        (2023, "01"): _standing("Satu", 1, 3, kind="provinsi"),
        (2023, "01.71"): _standing("Kota A", 1, 20),
        (2023, "01.72"): _standing("Kota B", 2, 20),
        (2023, "01.73"): _standing("Kota C"),
        (2024, "01.71"): _standing("Kota A", 1, 20, True),
        (2024, "01.72"): _standing("Kota B", 2, 20, False),
        (2024, "01.73"): _standing("Kota C", 15, 20, False),
    },
    members={(2022, "01"): ["01.71", "01.72"], **{(y, "01"): ["01.71", "01.72", "01.73"] for y in (2023, 2024)}},
    scores={
        (2022, "01.71", "INDEX"): _figure("Kota A", "3.10", "D"),
        (2022, "01.72", "INDEX"): _figure("Kota B", "2.90", "B"),
        (2023, "01", "INDEX"): _figure("Satu", "3.50"),
        (2023, "01.71", "INDEX"): _figure("Kota A", "3.50"),
        (2023, "01.72", "INDEX"): _figure("Kota B", "3.49"),
        (2023, "01.71", "D1"): _figure("Kota A", "2.00"),
        (2023, "01.72", "D1"): _figure("Kota B", "2.10"),
        (2024, "01.71", "INDEX"): _figure("Kota A", "3.80"),
        (2024, "01.72", "INDEX"): _figure("Kota B", "3.80"),
        (2024, "01.73", "INDEX"): _figure("Kota C", "1.00"),
    },
    national={2023: _figure("Indonesia", "2.79"), 2025: _figure("Indonesia", "3.23", "D")},
    countries={
        (2020, "IDN"): Surveyed("Indonesia", 88, 193, "A", Place("un-2020", row_no="142")),
        (2022, "IDN"): Surveyed("Indonesia", 77, 193, "A", Place("un-2022", row_no="142")),
        (2022, "SSD"): Surveyed("South Sudan", None, 193, "A", Place("un-2022", row_no="9")),
    },
    editions={2010: Edition(183, 193, "A", Place("un-2010")), 2022: Edition(193, 193, "A", Place("un-2022"))},
)


def _claim(form: str, subject: str, year: int | None = None, value: str | None = None, **more) -> Claim:
    kind = {"IDN": "country", "SSD": "country", "EGDI": "survey"}.get(subject, "region")
    return Claim(
        "claim", 1, form, kind, subject, more.get("measure", "INDEX" if form == "best_in_province" else None), year,
        None if value is None else Decimal(value), more.get("year_before"), more.get("value_before"), more.get("on"),
    )  # fmt: skip


JUDGED = [
    (_claim("egdi_rank_equals", "IDN", 2022, "77"), "confirmed"),
    (_claim("egdi_rank_equals", "IDN", 2022, "76"), "contradicted"),
    (_claim("egdi_rank_equals", "IDN", 2026, "60"), "not_checkable"),
    (_claim("egdi_rank_equals", "SSD", 2022, "193"), "not_checkable"),
    (_claim("egdi_rank_moved", "IDN", 2022, "77", year_before=2020, value_before=Decimal(88)), "confirmed"),
    (_claim("egdi_rank_moved", "IDN", 2022, "77", year_before=2020, value_before=Decimal(87)), "contradicted"),
    (_claim("egdi_rank_moved", "IDN", 2022, "78", year_before=2020, value_before=Decimal(88)), "contradicted"),
    (_claim("egdi_rank_moved", "IDN", 2022, "77", year_before=2001, value_before=Decimal(88)), "not_checkable"),
    (_claim("egdi_rank_moved", "IDN", 2022, "70", year_before=2001, value_before=Decimal(88)), "contradicted"),
    (_claim("countries_ranked_equals", "EGDI", 2022, "193"), "confirmed"),
    (_claim("countries_ranked_equals", "EGDI", 2022, "131"), "contradicted"),
    (_claim("countries_ranked_equals", "EGDI", 2010, "193"), "contradicted"),
    (_claim("countries_ranked_equals", "EGDI", 2026, "193"), "not_checkable"),
    (_claim("best_in_province", "01.71", 2023), "confirmed"),
    (_claim("best_in_province", "01.72", 2023), "contradicted"),
    (_claim("best_in_province", "01.72", 2023, measure="D1"), "confirmed"),
    (_claim("best_in_province", "01.71", 2023, measure="D1"), "contradicted"),
    (_claim("best_in_province", "01.72", 2024), "confirmed"),
    (_claim("best_in_province", "01.73", 2023), "not_checkable"),
    (_claim("best_in_province", "01.71", 2022), "not_checkable"),
    (_claim("best_in_province", "01.71", 2030), "not_checkable"),
    (_claim("is_role_model", "01.71", 2024), "criteria_met"),
    (_claim("is_role_model", "01.72", 2024), "criteria_not_met"),
    (_claim("is_role_model", "01.73", 2024), "criteria_not_met"),
    (_claim("is_role_model", "01.72", 2023), "not_checkable"),
    (_claim("is_role_model", "01.73", 2023), "not_checkable"),
    (_claim("is_role_model", "01.71", 2022), "not_checkable"),
    (_claim("is_role_model", "01.71", 2030), "not_checkable"),
    (_claim("index_reaches", "01.71", 2023, "3.50"), "confirmed"),
    (_claim("index_reaches", "01.72", 2023, "3.50"), "contradicted"),
    (_claim("index_reaches", "01.72", 2022, "2.80"), "confirmed"),
    (_claim("index_reaches", "01.71", 2022, "1.00"), "not_checkable"),
    (_claim("index_reaches", "01.73", 2023, "1.00"), "not_checkable"),
    (_claim("index_reaches", "IDN", 2023, "2.60"), "confirmed"),
    (_claim("index_reaches", "IDN", 2023, "2.80"), "contradicted"),
    (_claim("index_reaches", "IDN", 2025, "2.60"), "not_checkable"),
    (_claim("best_in_province", "01.71", on=date(2020, 1, 1)), "not_checkable"),  # before any result was out
    (_claim("has_target", "01", 2023, "3.50"), "not_checkable"),
    (_claim("has_target", "IDN", 2023, "2.60"), "not_checkable"),
    (_claim("has_target", "01.73", 2022, "2.60"), "not_checkable"),
]


def test_each_form_is_judged_by_the_figures() -> None:
    for claim, verdict in JUDGED:
        judgement = judge(claim, judged_year(claim, EVIDENCE), EVIDENCE)
        assert judgement.verdict == verdict, claim
        assert (judgement.reason is None) == (verdict != "not_checkable"), claim
        if verdict != "not_checkable":
            assert judgement.grade in {"A", "B"}, claim
            assert any(figure.place for figure in judgement.figures), claim


def test_every_figure_of_a_claim_can_be_said_in_both_languages() -> None:
    figures = [figure for claim, _ in JUDGED for figure in judge(claim, judged_year(claim, EVIDENCE), EVIDENCE).figures]
    assert {figure.type for figure in figures} == set(read_catalogue().codes("claim_figure"))
    for figure in figures:
        row = {
            "reference_year": figure.year, "subject_name": figure.name, "figure_score": figure.score,
            "figure_rank": figure.rank, "figure_count": figure.count, "figure_total": figure.total,
            "evidence_grade": figure.grade,
        }  # fmt: skip
        said = [render("claim_figure", figure.type, row, language) for language in ("id", "en")]
        assert said[0] != said[1]


def test_outside_the_best_tenth_a_region_is_no_role_model_even_in_a_first_year() -> None:
    lower = replace(EVIDENCE, standings={**EVIDENCE.standings, (2023, "01.71"): _standing("Kota A", 3, 20)})
    assert judge(_claim("is_role_model", "01.71", 2023), 2023, lower).verdict == "criteria_not_met"
    assert judge(_claim("is_role_model", "01.71", 2023), 2023, EVIDENCE).verdict == "not_checkable"


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (date(2021, 12, 23), None),
        (date(2021, 12, 24), 2021),
        (date(2023, 6, 1), 2022),
        (date(2024, 11, 13), 2023),
        (date(2024, 12, 31), 2024),
        (None, 2024),
    ],
)
def test_a_claim_without_a_year_is_judged_on_what_was_known_when_it_was_stated(stated, expected) -> None:
    assert judged_year(_claim("has_target", "01", None, "3.5", on=stated), EVIDENCE) == expected
    assert judged_year(_claim("has_target", "01", 2022, "3.5", on=stated), EVIDENCE) == 2022


def test_a_mean_of_a_province_is_given_from_65_percent_of_its_members_on() -> None:
    claim = _claim("has_target", "01", 2023, "3.5")
    mean = judge(claim, 2023, EVIDENCE).figures[1]
    assert (mean.type, mean.count, mean.total, mean.score) == ("mean_of_province", 2, 3, Decimal("3.50"))
    thin = replace(EVIDENCE, members={**EVIDENCE.members, (2023, "01"): ["01.71", "01.72", "01.73", "01.74"]})
    assert [figure.type for figure in judge(claim, 2023, thin).figures] == ["score"]


def test_a_form_outside_the_closed_set_is_an_error_and_never_not_checkable() -> None:
    with pytest.raises(UnknownClaimForm, match="is_the_greatest"):
        judge(_claim("is_the_greatest", "01.71", 2023), 2023, EVIDENCE)


# --- claims that are not well formed ----------------------------------------------------------------------------------

GOOD = {
    "claim_id": "c", "part_no": "1", "stated_by": "", "stated_on": "2024-11-13", "url": "", "quote_id": "Kata.",
    "quote_en": "Words.", "subject_type": "country", "subject_code": "IDN", "claim_form": "egdi_rank_equals",
    "measure": "", "year": "2022", "value": "77", "year_before": "", "value_before": "", "note_id": "", "note_en": "",
}  # fmt: skip
REGIONAL = {**GOOD, "subject_type": "region", "subject_code": "01.71", "year": "", "value": ""}
BEST = {**REGIONAL, "claim_form": "best_in_province", "measure": "INDEX"}
TARGET = {**REGIONAL, "claim_form": "has_target", "value": "3.5"}


def test_a_claim_that_is_not_well_formed_is_named_with_its_problem_and_no_other() -> None:
    good = [GOOD, BEST, TARGET, {**TARGET, "stated_on": ""}, {**BEST, "stated_on": "2023-06"}]
    bad = [
        ({**GOOD, "claim_form": "egdi_rank_is"}, "unknown form egdi_rank_is"),
        ({**GOOD, "value": ""}, "egdi_rank_equals needs value"),
        ({**GOOD, "value": "77.5"}, "value cannot be read: 77.5"),
        ({**GOOD, "value": "ke-77"}, "value cannot be read: ke-77"),
        ({**GOOD, "year": "22"}, "year cannot be read: 22"),
        ({**GOOD, "measure": "INDEX"}, "egdi_rank_equals takes no measure: INDEX"),
        ({**GOOD, "value_before": "88"}, "egdi_rank_equals takes no value_before: 88"),
        ({**GOOD, "subject_code": "XXX"}, "no country has the code XXX"),
        ({**GOOD, "subject_type": "region", "subject_code": "01.71"}, "egdi_rank_equals does not speak of a region"),
        ({**GOOD, "stated_on": "2023-13"}, "stated_on cannot be read: 2023-13"),
        ({**GOOD, "stated_on": "Juni 2023"}, "stated_on cannot be read: Juni 2023"),
        (
            {**GOOD, "claim_form": "egdi_rank_moved", "year_before": "2024", "value_before": "88"},
            "year_before cannot be read: 2024",
        ),
        ({**BEST, "measure": ""}, "best_in_province needs measure"),
        ({**BEST, "measure": "D5"}, "measure cannot be read: D5"),
        ({**BEST, "value": "3.5"}, "best_in_province takes no value: 3.5"),
        ({**BEST, "subject_code": "01"}, "best_in_province does not speak of 01"),
        ({**BEST, "stated_on": ""}, "neither year nor stated_on: which results judge it is not known"),
        ({**TARGET, "value": "3,5"}, "value cannot be read: 3,5"),
        ({**TARGET, "value": "3.555"}, "value cannot be read: 3.555"),
        ({**TARGET, "subject_type": "country", "subject_code": "SGP"}, "has_target does not speak of SGP"),
        ({**TARGET, "subject_type": "planet"}, "has_target does not speak of a planet"),
    ]
    lines = [*good, *(line for line, _ in bad)]
    named = [{**line, "claim_id": f"c{number:02d}"} for number, line in enumerate(lines)]
    regions = [Region("01", "Satu", "provinsi"), Region("01.71", "Kota A")]
    with Country(regions, [], lists={"raw.claims": named}).build() as connection:
        surveyed = [
            {"survey_year": 2022, "iso3": iso3, "country_name": iso3, "evidence_grade": "A", "status": "not_scored",
             "line_no": number}
            for number, iso3 in enumerate(("IDN", "SGP"), start=1)
        ]  # fmt: skip
        put(connection, "core.un_egdi", surveyed)
        derive_marts(connection, ["core.claims"])
        found = [(row[0], row[-1]) for row in offending(connection, "core.claims/every_claim_is_well_formed")]
    for number in range(len(lines)):
        problems = {problem for claim_id, problem in found if claim_id == f"c{number:02d}"}
        expected = bad[number - len(good)][1] if number >= len(good) else None
        assert expected in problems if expected else not problems, lines[number]


def test_the_rule_lists_the_same_forms_as_the_judge_the_catalogue_and_the_readme() -> None:
    (query,) = [rule.query for rule in SUITES["core.claims"].rules if rule.name == "every_claim_is_well_formed"]
    listed = str(query).split("arguments AS", maxsplit=1)[0]
    assert set(re.findall(r"^    \('(\w+)'", listed, re.MULTILINE)) == set(FORMS)
    assert set(read_catalogue().codes("claim_form")) == set(FORMS)
    readme = (BUNDLED / "claims" / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(\w+)` \|", readme, re.MULTILINE)) == set(FORMS)


def test_the_tables_that_the_judge_says_it_reads_are_those_it_reads() -> None:
    text = "".join(Path(str(read.__file__)).read_text(encoding="utf-8") for read in (judging, claim_evidence))
    assert set(re.findall(r"(?:FROM|JOIN) ((?:raw|core|mart)\.\w+)", text)) == set(judging.READS)
