"""The ranking model on made-up countries: whatever the scores, it ranks as the rules of the domain say."""

import random
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import costly
from warehouse import writer
from warehouse.tables import TABLES

YEARS = (2020, 2021, 2022)  # the instrument changes after 2020
#: What a region is ranked among, by the group's key of a region (province, kind, number).
GROUPS = {"kind": lambda region: region[1], "kabkota": lambda _: "all", "province": lambda region: region[0]}

#: Few different scores, so that ties are common; None is a region that was not evaluated.
scores = st.one_of(st.none(), st.integers(100, 112).map(lambda cents: Decimal(cents) / 100))
countries = st.dictionaries(
    keys=st.tuples(st.sampled_from(["11", "12"]), st.sampled_from(["kabupaten", "kota"]), st.integers(1, 6)),
    values=st.tuples(scores, scores, scores),
    min_size=1,
    max_size=16,
)


def _code(region):
    province, kind, number = region
    return f"{province}.{number if kind == 'kabupaten' else 70 + number:02d}"


@pytest.fixture(scope="module")
def rank(memory, stated_in):
    """Rank a country by its scores of the three years; rows by (year, code)."""

    def run(country, *, seed=0, threads=1):
        shuffle = random.Random(seed).shuffle
        regions = [("11", "provinsi"), ("12", "provinsi"), *((_code(region), region[1]) for region in country)]
        shuffle(regions)
        memory.execute(f"SET threads = {threads}")
        stated = stated_in(memory)
        stated.regions, stated.years = dict(regions), dict.fromkeys(YEARS, True)
        for region, by_year in country.items():
            for year, score in zip(YEARS, by_year, strict=True):
                if score is not None:
                    stated.say("report", str(score), code=_code(region), year=year)
        shuffle(stated.observations)
        return stated.ranking()

    return run


@given(country=countries)
@costly(2)
def test_whatever_the_scores_ranks_and_changes_are_those_of_counting_and_subtraction(rank, country):
    ranked = rank(country)
    for at, year in enumerate(YEARS):
        scored = {region: by_year[at] for region, by_year in country.items() if by_year[at] is not None}
        for region in country:
            row = ranked[year, _code(region)]
            if region not in scored:
                assert [row[f"rank_in_{group}"] for group in GROUPS] == [None] * 3
                for group, of in GROUPS.items():
                    members = [scores[at] for one, scores in country.items() if of(one) == of(region)]
                    assert row[f"ranked_in_{group}"] == len(members) - members.count(None)
                assert row["status"] == row["certainty"] == "not_evaluated"
                assert row["rank_note"]
                continue
            assert (row["status"], row["rank_note"]) == ("published", None)
            for group, of in GROUPS.items():
                rivals = [score for rival, score in scored.items() if of(rival) == of(region)]
                assert row[f"rank_in_{group}"] == 1 + sum(score > scored[region] for score in rivals)
                assert row[f"tied_in_{group}"] == rivals.count(scored[region])
                assert row[f"ranked_in_{group}"] == len(rivals)
    for region, by_year in country.items():
        first, second, third = (ranked[year, _code(region)] for year in YEARS)
        assert first["index_change"] is None
        assert (second["index_change"], second["rank_change"]) == (None, None), "2020 to 2021 is a break"
        if None in by_year[1:]:
            assert third["index_change"] is None
            assert third["change_note"]
        else:
            assert third["index_change"] == by_year[2] - by_year[1]
            assert third["rank_change"] == second["rank_in_kind"] - third["rank_in_kind"]
            assert third["change_note"] is None


@given(country=countries, seed=st.integers(0, 1000))
@costly(8)
def test_neither_the_order_of_rows_nor_the_number_of_threads_changes_anything(rank, country, seed):
    assert rank(country, seed=seed, threads=1) == rank(country, seed=seed + 1, threads=4)


def test_equal_scores_share_the_better_rank_also_a_sum_that_a_float_would_split(rank):
    tied = Decimal("0.10") + Decimal("0.20") + Decimal("2.80")
    country = {("12", "kota", n): (None, None, score) for n, score in enumerate((tied, Decimal("3.10"), Decimal(2)), 1)}
    ranked = rank(country)
    found = [(ranked[2022, f"12.7{n}"]["rank_in_kind"], ranked[2022, f"12.7{n}"]["tied_in_kind"]) for n in (1, 2, 3)]
    assert found == [(1, 2), (1, 2), (3, 1)]


# --- statements that are not official --------------------------------------------------------------------


def test_outside_complete_years_a_weak_statement_is_shown_with_its_grade_and_without_a_rank(stated):
    codes = {"C": "11.72", "D": "11.73"}
    for grade, code in codes.items():
        stated.say(f"page {grade}", "4,90", code=code, year=2022, grade=grade)
    ranked = {code: row for (year, code), row in stated.ranking().items() if year == 2022}
    assert {code for code, row in ranked.items() if row["spbe_index"]} == set(codes.values())
    assert {grade: ranked[code]["certainty"] for grade, code in codes.items()} == {"C": "secondary", "D": "press"}
    for grade, code in codes.items():
        row = ranked[code]
        assert (row["spbe_index"], row["evidence_grade"], row["document_id"]) == (
            Decimal("4.90"), grade, f"page {grade}",
        )  # fmt: skip
        assert [row[name] for name in row if name.startswith(("rank_in", "tied_in", "ranked_in"))] == [None] * 9
        assert row["rank_note"] == "year_not_ranked"


def test_final_is_what_the_national_results_say_once_their_decree_is_known(stated):
    stated.years = {2022: True, 2023: True, 2024: False, 2025: False}
    stated.document("report without its decree", edition=2022)
    stated.document("report", edition=2023, decree_number="Nomor 1")
    stated.document("decree without results", edition=2024, decree_number="Nomor 2")
    stated.say("report without its decree", "3,00", year=2022)
    stated.say("report", "3,00", year=2023)
    stated.say("letter", "3,00", year=2023, code="11.72", grade="B")
    stated.say("letter", "3,00", year=2024, code="11.72")
    ranked = stated.ranking()
    assert {place: row["certainty"] for place, row in ranked.items() if row["is_final"]} == {
        (2023, "11"): "not_evaluated",
        (2023, "11.71"): "official",
        (2023, "11.73"): "not_evaluated",
    }
    assert {ranked[year, "11.72"]["certainty"] for year in (2023, 2024)} == {"agency_report"}
    assert ranked[2022, "11.73"]["certainty"] == "not_evaluated"


def test_a_year_of_which_nothing_is_known_is_not_published_and_any_other_is_not_held(stated):
    stated.years = {2022: True, 2023: False, 2024: False, 2025: False}
    stated.say("report", "3,00", year=2022)
    stated.say("page", "3,00", year=2023, code="11.72", grade="D")
    stated.document("decree", edition=2024, decree_number="Nomor 1")
    ranked = stated.ranking()
    assert {year: ranked[year, "11.71"]["certainty"] for year in stated.years} == {
        2022: "official", 2023: "not_held", 2024: "not_held", 2025: "not_published",
    }  # fmt: skip
    for year in (2023, 2024, 2025):
        row = ranked[year, "11.71"]
        assert row["status"] == row["certainty"]
        assert (row["spbe_index"], row["rank_note"], row["change_note"]) == (None, "year_not_ranked", "no_index_now")
        assert row["ranked_in_kind"] is None


@pytest.mark.parametrize(
    ("complete", "compared"),
    [
        (True, {"AA": True, "BA": True, "CA": True, "DA": False}),
        (False, dict.fromkeys(["AD", "DD", "DA", "CD"], False)),
    ],
    ids=["complete", "incomplete"],
)
def test_no_change_is_told_from_or_against_a_figure_that_nobody_vouches_for(stated, complete, compared):
    stated.years = {2021: False, 2022: complete}
    codes = {grades: f"11.7{number}" for number, grades in enumerate(compared, 1)}
    stated.regions = {"11": "provinsi", **dict.fromkeys(codes.values(), "kota")}
    for (before, now), code in codes.items():
        stated.say(f"earlier {before}", "3,00", year=2021, grade=before, code=code)
        stated.say(f"later {now}", "3,40", year=2022, grade=now, code=code)
    ranked = stated.ranking()
    for grades, code in codes.items():
        row = ranked[2022, code]
        assert row["index_change"] == (Decimal("0.40") if compared[grades] else None), grades
        assert row["rank_change"] is None
        assert row["change_note"] == ("one_document_before" if compared[grades] else "press_only"), grades


@given(
    official=st.dictionaries(st.integers(1, 5), st.integers(100, 112), min_size=1),
    weak=st.dictionaries(st.integers(1, 7), st.tuples(st.sampled_from("CD"), st.integers(100, 112))),
)
@settings(costly(8), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_in_a_complete_year_no_weak_statement_changes_anything(stated, official, weak):
    stated.observations.clear()
    stated.regions = {"11": "provinsi", **{f"11.7{number}": "kota" for number in range(1, 8)}}
    for number, cents in official.items():
        stated.say("report", f"{Decimal(cents) / 100:.2f}", code=f"11.7{number}")
    before = stated.ranking()
    assert {before[2024, f"11.7{n}"]["status"] for n in range(1, 8) if n not in official} == {"not_evaluated"}
    for number, (grade, cents) in weak.items():
        stated.say(f"page-{grade}", f"{Decimal(cents) / 100:.2f}", code=f"11.7{number}", grade=grade)
    assert stated.ranking() == before


# --- figures that a person has set -----------------------------------------------------------------------


def test_an_index_that_a_person_has_set_doubted_or_dropped_says_why(stated):
    why, bounds = {"status_reason_en": "why"}, {"value_lo": Decimal("3.4"), "value_hi": Decimal("3.6")}
    cases = {
        "derived": (",50", "3.50", {**why, **bounds}),
        "corrected": (",50", "3.50", why),
        "published": ("3,50", "3.50", {"flag_reason_en": "why"}),
        "dropped": ("0,30", None, why),
    }
    codes = {status: f"11.7{number}" for number, status in enumerate(cases, 1)}
    stated.regions = {"11": "provinsi", **dict.fromkeys(codes.values(), "kota")}
    for status, (printed, value, reason) in cases.items():
        stated.say("report", printed, value, code=codes[status], status=status, **reason)
    ranked = stated.ranking()
    for status, (_, value, _) in cases.items():
        row = ranked[2024, codes[status]]
        assert (row["status"], row["figure_note_en"]) == (status, "INDEX: why")
        assert row["spbe_index"] == (Decimal(value) if value else None)
        assert row["rank_in_kind"] == (1 if value else None)


def test_derived_and_corrected_domains_are_told_apart_in_note_and_provenance(stated, memory):
    for table in ("mart.province_summary", "mart.national_context", "core.group_means", "core.un_egdi", "raw.un_egdi"):
        writer.replace(memory, TABLES[table], [])
    stated.say("report", "4,43")
    stated.say("report", ",60", "4.60", measure="D1", status="derived",
               status_reason_id="dihitung", status_reason_en="computed",
               value_lo=Decimal("4.5765"), value_hi=Decimal("4.7204"))  # fmt: skip
    row = stated.ranking()[2024, "11.71"]
    assert (row["d1"], row["status"]) == (Decimal("4.60"), "published_in_part")
    assert (row["figure_note_id"], row["figure_note_en"]) == ("D1: dihitung", "D1: computed")
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
