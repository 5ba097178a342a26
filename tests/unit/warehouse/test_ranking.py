"""The ranking model on made-up countries: whatever the scores, it ranks as the rules of the domain say."""

from __future__ import annotations

import random
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.stats import rankdata

from warehouse import schema, writer
from warehouse.tables import TABLES

RANKING = TABLES["mart.region_ranking"]
YEARS = (2020, 2021, 2022)  # the instrument changes after 2020

#: Few different scores, so that ties are common; None is a region that was not evaluated.
scores = st.one_of(st.none(), st.integers(100, 112).map(lambda cents: Decimal(cents) / 100))
countries = st.dictionaries(
    keys=st.tuples(st.sampled_from(["11", "12"]), st.sampled_from(["kabupaten", "kota"]), st.integers(1, 6)),
    values=st.tuples(scores, scores, scores),
    min_size=1,
    max_size=16,
)


def _filled(table: str, **values: object) -> dict[str, Any]:
    """A record of a table: the given values, and something harmless in every other required column."""
    spec = TABLES[table]
    plain: Mapping[str, object] = {"VARCHAR": "x", "INTEGER": 1, "BOOLEAN": True, "BIGINT": 1}
    required = set(spec.required_columns)
    return {c.name: values.get(c.name, plain.get(c.type) if c.name in required else None) for c in spec.columns}


def _code(place: tuple[str, str, int]) -> str:
    province, kind, number = place
    return f"{province}.{number if kind == 'kabupaten' else 70 + number:02d}"


def _rank(
    country: Mapping[tuple[str, str, int], tuple[Decimal | None, ...]], *, seed: int = 0, threads: int = 2
) -> dict[tuple[int, str], dict[str, Any]]:
    """Run the model; rows by (year, code)."""
    regions = [
        _filled(
            "core.regions", region_code=code, current_code=code, kind="provinsi", province_code=code, region_name=code
        )
        for code in ("11", "12")
    ]
    regions += [
        _filled(
            "core.regions", region_code=_code(place), current_code=_code(place), kind=place[1], province_code=place[0],
            region_name=_code(place),
        )
        for place in country
    ]  # fmt: skip
    for region in regions:
        region["valid_from_year"] = region["valid_to_year"] = None
    years = [
        _filled(
            "core.evaluation_years", evaluation_year=year, nationally_complete=True,
            instrument="SPBE-2018" if year == 2020 else "SPBE-2020",
        )
        for year in YEARS
    ]  # fmt: skip
    stated = [
        _filled(
            "core.spbe_scores", evaluation_year=year, region_code=_code(place), measure="INDEX", score=score,
            status="published", printed_value=str(score), evidence_grade="A",
        )
        for place, by_year in country.items()
        for year, score in zip(YEARS, by_year, strict=True)
        if score is not None
    ]  # fmt: skip
    shuffled = random.Random(seed)
    with duckdb.connect(config={"threads": threads}) as connection:
        for name, records in (
            ("core.regions", regions),
            ("core.evaluation_years", years),
            ("core.spbe_scores", stated),
        ):
            shuffled.shuffle(records)
            writer.replace(connection, TABLES[name], records)
        # What it reads besides; here nobody has levels or an interval.
        empty = ("core.instrument_nodes", "core.central_scores", "core.group_means", "mart.rank_intervals")
        schema.create_missing(connection, [TABLES[name] for name in empty])
        for name in ("core.year_pairs", "core.speaking_scores", "mart.region_ranking"):
            writer.derive(connection, TABLES[name])
        return {(row["evaluation_year"], row["region_code"]): row for row in writer.records(connection, RANKING)}


@given(country=countries)
@settings(deadline=None, max_examples=25)
def test_ranks_ties_and_counts_equal_scipy_in_every_group_and_year(country) -> None:
    ranked = _rank(country)
    for at, year in enumerate(YEARS):
        for group, of in (
            ("kind", lambda place: place[1]),
            ("kabkota", lambda _: "all"),
            ("province", lambda place: place[0]),
        ):
            members: dict[str, list[tuple[str, Decimal]]] = {}
            for place, by_year in country.items():
                if by_year[at] is not None:
                    members.setdefault(of(place), []).append((_code(place), by_year[at]))
            for codes_and_scores in members.values():
                values = [float(score) for _, score in codes_and_scores]
                expected = rankdata([-value for value in values], "min")
                for (code, score), rank in zip(codes_and_scores, expected, strict=True):
                    row = ranked[year, code]
                    assert row[f"rank_in_{group}"] == rank
                    assert row[f"tied_in_{group}"] == values.count(float(score))
                    assert row[f"ranked_in_{group}"] == len(values)


@given(country=countries)
@settings(deadline=None, max_examples=15)
def test_a_region_without_a_score_is_never_ranked_and_always_there(country) -> None:
    ranked = _rank(country)
    for at, year in enumerate(YEARS):
        evaluated = any(by_year[at] is not None for by_year in country.values())
        for place, by_year in country.items():
            row = ranked[year, _code(place)]
            if by_year[at] is None:
                assert row["rank_in_kind"] is None
                assert row["rank_in_kabkota"] is None
                assert row["rank_in_province"] is None
                assert row["status"] == "not_evaluated"
                assert row["rank_note"]
            else:
                assert evaluated
                assert row["status"] == "published"
                assert row["rank_note"] is None


@given(country=countries)
@settings(deadline=None, max_examples=15)
def test_changes_compare_neighbouring_years_of_one_instrument_only(country) -> None:
    ranked = _rank(country)
    for place, by_year in country.items():
        code = _code(place)
        first, second, third = (ranked[year, code] for year in YEARS)
        assert first["index_change"] is None
        assert second["index_change"] is None, "2020 to 2021 is a break"
        assert second["rank_change"] is None
        if by_year[1] is not None and by_year[2] is not None:
            assert third["index_change"] == by_year[2] - by_year[1]
            assert third["rank_change"] == second["rank_in_kind"] - third["rank_in_kind"]
            assert third["change_note"] is None
        else:
            assert third["index_change"] is None
            assert third["change_note"]


@given(country=countries, seed=st.integers(0, 1000))
@settings(deadline=None, max_examples=10)
def test_neither_the_order_of_rows_nor_the_number_of_threads_changes_anything(country, seed) -> None:
    assert _rank(country, seed=seed, threads=1) == _rank(country, seed=seed + 1, threads=4)


@given(country=countries)
@settings(deadline=None, max_examples=10)
def test_a_region_that_scores_lowest_changes_nobodys_rank(country) -> None:
    newcomer = ("11", "kota", 9)
    before = _rank(country)
    after = _rank({**country, newcomer: (Decimal("1.00"),) * 3})
    for key, row in before.items():
        for column in ("rank_in_kind", "rank_in_kabkota", "rank_in_province", "rank_change", "index_change"):
            assert after[key][column] == row[column], (key, column)


def test_equal_scores_share_the_better_rank() -> None:
    country = {
        ("11", "kota", 1): (None, None, Decimal("3.10")),
        ("11", "kota", 2): (None, None, Decimal("3.10")),
        ("11", "kota", 3): (None, None, Decimal("2.90")),
    }
    ranked = _rank(country)
    found = [(ranked[2022, f"11.7{n}"]["rank_in_kind"], ranked[2022, f"11.7{n}"]["tied_in_kind"]) for n in (1, 2, 3)]
    assert found == [(1, 2), (1, 2), (3, 1)]


@pytest.mark.parametrize("threads", [1, 2, 8])
def test_a_sum_that_a_float_would_split_is_a_tie(threads: int) -> None:
    tied = Decimal("0.10") + Decimal("0.20") + Decimal("2.80")
    country = {("12", "kota", 1): (None, None, tied), ("12", "kota", 2): (None, None, Decimal("3.10"))}
    ranked = _rank(country, threads=threads)
    assert {ranked[2022, "12.71"]["rank_in_kind"], ranked[2022, "12.72"]["rank_in_kind"]} == {1}


# --- statements that are not official --------------------------------------------------------------------


@pytest.mark.parametrize("grade", ["C", "D"])
def test_in_a_complete_year_a_region_that_only_weak_statements_know_is_not_evaluated(stated, grade) -> None:
    stated.document("page", grade)
    stated.say("report", "3,50", code="11.71")
    stated.say("page", "4,90", code="11.72")
    ranked = stated.ranking()
    weak = ranked[2024, "11.72"]
    assert (weak["status"], weak["spbe_index"], weak["evidence_grade"], weak["document_id"]) == (
        "not_evaluated",
        None,
        None,
        None,
    )
    assert [weak[name] for name in weak if name.startswith(("rank_in", "tied_in", "ranked_in"))] == [None] * 9
    official = ranked[2024, "11.71"]
    assert (official["rank_in_kind"], official["ranked_in_kind"]) == (1, 1)


@pytest.mark.parametrize("grade", ["C", "D"])
def test_in_another_year_a_weak_statement_is_shown_with_its_grade_and_without_a_rank(stated, grade) -> None:
    stated.document("page", grade, edition=2022)
    stated.say("page", "4,90", code="11.72", year=2022)
    ranked = stated.ranking()
    assert [code for year, code in ranked if year == 2022] == ["11.72"]
    row = ranked[2022, "11.72"]
    assert (row["spbe_index"], row["evidence_grade"], row["document_id"]) == (Decimal("4.90"), grade, "page")
    assert [row[name] for name in row if name.startswith(("rank_in", "tied_in", "ranked_in"))] == [None] * 9
    assert row["rank_note"] == "year_not_ranked"


def test_an_official_report_to_one_body_is_shown_in_a_complete_year_too(stated) -> None:
    stated.document("letter", "B")
    stated.say("report", "3,50", code="11.71")
    stated.say("letter", "4,90", code="11.72")
    ranked = stated.ranking()
    assert (ranked[2024, "11.72"]["spbe_index"], ranked[2024, "11.72"]["evidence_grade"]) == (Decimal("4.90"), "B")


@pytest.mark.parametrize(
    ("before", "now", "compared"),
    [("A", "A", True), ("B", "A", True), ("C", "A", True), ("D", "A", False)],
)
def test_no_change_is_told_from_a_figure_that_nobody_vouches_for(stated, before, now, compared) -> None:
    stated.document("earlier", before, edition=2022)
    stated.document("later", now, edition=2023)
    stated.say("earlier", "3,00", year=2022)
    stated.say("later", "3,40", year=2023)
    row = stated.ranking()[2023, "11.71"]
    assert row["index_change"] == (Decimal("0.40") if compared else None)
    assert row["rank_change"] is None
    assert row["change_note"] == ("unranked_before" if compared else "press_only")


@pytest.mark.parametrize(("before", "now"), [("A", "D"), ("D", "D"), ("D", "A"), ("C", "D")])
def test_no_change_is_told_against_a_figure_that_nobody_vouches_for(stated, before, now) -> None:
    stated.years = {2021: False, 2022: False}
    for name, grade, year, printed in (("earlier", before, 2021, "3,00"), ("later", now, 2022, "3,40")):
        stated.document(name, grade, edition=year)
        stated.say(name, printed, year=year)
    row = stated.ranking()[2022, "11.71"]
    assert (row["index_change"], row["rank_change"]) == (None, None)
    assert row["change_note"] == "press_only"


@given(
    official=st.dictionaries(st.integers(1, 5), st.integers(100, 112), min_size=1),
    weak=st.dictionaries(st.integers(1, 7), st.tuples(st.sampled_from("CD"), st.integers(100, 112))),
)
@settings(deadline=None, max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_in_a_complete_year_no_weak_statement_changes_anything(stated, official, weak) -> None:
    stated.observations.clear()
    stated.regions = {"11": "provinsi", **{f"11.7{number}": "kota" for number in range(1, 8)}}
    for number, cents in official.items():
        stated.say("report", f"{Decimal(cents) / 100:.2f}", code=f"11.7{number}")
    before = stated.ranking()
    for number, (grade, cents) in weak.items():
        stated.document(f"page-{grade}", grade)
        stated.say(f"page-{grade}", f"{Decimal(cents) / 100:.2f}", code=f"11.7{number}")
    assert stated.ranking() == before


# --- figures that a person has set -----------------------------------------------------------------------


@pytest.mark.parametrize("status", ["derived", "corrected"])
def test_an_index_that_is_not_the_printed_one_says_so(stated, status) -> None:
    bounds = {"value_lo": Decimal("3.4"), "value_hi": Decimal("3.6")} if status == "derived" else {}
    stated.say("report", ",50", "3.50", status=status, status_reason_en="reason", **bounds)
    row = stated.ranking()[2024, "11.71"]
    assert (row["spbe_index"], row["status"], row["figure_note_en"]) == (Decimal("3.50"), status, "INDEX: reason")


def test_a_derived_domain_is_shown_with_its_reason(stated) -> None:
    stated.say("report", "4,43")
    stated.say("report", ",60", "4.60", measure="D1", status="derived",
               status_reason_id="dihitung", status_reason_en="computed",
               value_lo=Decimal("4.5765"), value_hi=Decimal("4.7204"))  # fmt: skip
    row = stated.ranking()[2024, "11.71"]
    assert (row["d1"], row["status"]) == (Decimal("4.60"), "published")
    assert (row["figure_note_id"], row["figure_note_en"]) == ("D1: dihitung", "D1: computed")


def test_a_doubted_figure_is_shown_as_printed_with_the_doubt(stated) -> None:
    stated.say("report", "3,50", flag_reason_en="doubted")
    row = stated.ranking()[2024, "11.71"]
    assert (row["spbe_index"], row["figure_note_en"], row["rank_in_kind"]) == (Decimal("3.50"), "INDEX: doubted", 1)


def test_a_dropped_index_has_no_rank_and_says_why(stated) -> None:
    stated.say("report", "0,30", None, status="dropped", status_reason_en="impossible")
    row = stated.ranking()[2024, "11.71"]
    assert (row["spbe_index"], row["rank_in_kind"]) == (None, None)
    assert (row["status"], row["figure_note_en"]) == ("dropped", "INDEX: impossible")


def test_a_derived_figure_is_told_apart_in_the_provenance_and_so_is_a_corrected_one(stated, memory) -> None:
    for table in ("mart.province_summary", "mart.national_context", "core.group_means", "core.un_egdi", "raw.un_egdi"):
        writer.replace(memory, TABLES[table], [])
    stated.say("report", "4,43")
    stated.say("report", ",60", "4.60", measure="D1", status="derived",
               status_reason_id="dihitung", status_reason_en="computed",
               value_lo=Decimal("4.5765"), value_hi=Decimal("4.7204"))  # fmt: skip
    stated.say("report", "0,30", "3.30", measure="D4", status="corrected", status_reason_en="misprint")
    rows = stated.derive(*stated.SCORES, "mart.region_ranking", "mart.figure_provenance")
    found = {
        r["figure"]: (r["basis"], r["derived_from"], r["printed_value"])
        for r in rows
        if r["reference_year"] == 2024 and r["subject_code"] == "11.71"
    }
    assert found["spbe_index"] == ("printed", None, "4,43")
    assert found["d1"] == ("derived", "correction", ",60")
    assert found["d4"][0] != "printed", "0,30 is printed, 3.30 is shown"
    assert found["d4"][1:] == ("correction", "0,30")
