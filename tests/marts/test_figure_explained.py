"""What explains a figure, made again by other means: its recomputation, who stands beside it, and what was not used."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

import pytest

from tests.marts.country import Country, Region, Score


def test_an_index_and_a_domain_are_the_weighted_means_of_their_parts(real) -> None:
    weights = {
        (instrument, node): (weight, part, leaf)
        for instrument, node, weight, part, leaf in real.execute(
            "SELECT instrument, node_code, weight_percent, part_code, is_leaf FROM core.instrument_nodes"
        ).fetchall()
    }
    scores = {
        (year, region, instrument, measure): score
        for year, region, instrument, measure, score in real.execute(
            "SELECT evaluation_year, subject_code, instrument, measure, score FROM core.speaking_scores "
            "WHERE subject_type = 'region' AND speaks_as = 'ranked' AND score IS NOT NULL"
        ).fetchall()
    }
    expected = {}
    for year, region, instrument in {key[:3] for key in scores}:
        of = defaultdict(list)
        for (other, node), (weight, part, leaf) in weights.items():
            if other == instrument and part is not None:
                of["INDEX"] += [(node, weight)] if node == part else []
                of[part] += [(node, weight)] if leaf and node != part else []
        for measure, parts in of.items():
            known = [(weight, scores.get((year, region, instrument, node))) for node, weight in parts]
            if known and all(score is not None for _, score in known):
                total = sum(weight for weight, _ in known)
                mean = float(sum(weight * score for weight, score in known) / total)
                expected[year, region, measure] = (len(parts), mean)
    found = defaultdict(list)
    for row in real.execute("SELECT * FROM mart.recomputations").df().to_dict("records"):
        found[row["evaluation_year"], row["region_code"], row["measure"]].append(row)
    assert len(expected) > 1000
    assert found.keys() == expected.keys()
    for key, rows in found.items():
        assert (len(rows), float(rows[0]["recomputed_score"])) == pytest.approx(expected[key], abs=6e-6)
        assert sum(float(row["contribution"]) for row in rows) == pytest.approx(
            float(rows[0]["recomputed_score"]), abs=5e-4
        )
        assert sum(float(row["share_percent"]) for row in rows) == pytest.approx(100, abs=0.01)
    assert {row["recomputed_note"] for rows in found.values() for row in rows} == {
        "equal_when_rounded",
        "parts_are_rounded",
        "not_stated",
    }


def _note(index: str, **domains: str) -> set[str]:
    scores = [Score(2024, "01.71", name, Decimal(value)) for name, value in {"INDEX": index, **domains}.items()]
    others = [Score(2024, "01.72", "INDEX", Decimal("2.00"))]
    country = Country([Region("01.71", "A"), Region("01.72", "B")], scores + others)
    return {row["recomputed_note"] for row in country.derived("recomputations")["recomputations"]}


@pytest.mark.parametrize(
    ("index", "note"),
    [
        ("3.00", {"equal_when_rounded"}),
        ("3.01", {"parts_are_rounded"}),  # three parts rounded down by half a hundredth would do it
        ("3.02", {"differs"}),
        ("2.98", {"differs"}),
    ],
)
def test_rounding_explains_one_hundredth_and_no_more(index, note) -> None:
    assert _note(index, D1="3.00", D2="3.00", D3="3.00", D4="3.00") == note
    assert _note(index, D1="3.00", D2="3.00", D3="3.00") == set()


def test_beside_a_region_stand_those_of_the_next_better_its_own_and_the_next_worse_index(real) -> None:
    rows = real.execute(
        "SELECT evaluation_year, kind, region_code, spbe_index FROM mart.region_ranking WHERE rank_in_kind IS NOT NULL"
    ).fetchall()
    groups = defaultdict(lambda: defaultdict(list))
    for year, kind, code, index in rows:
        groups[year, kind][index].append(code)
    expected = set()
    for (year, _), by_index in groups.items():
        ordered = sorted(by_index, reverse=True)
        for at, index in enumerate(ordered):
            near = [("shares_the_rank", index)]
            near += [("just_above", ordered[at - 1])] if at else []
            near += [("just_below", ordered[at + 1])] if at + 1 < len(ordered) else []
            expected |= {
                (year, code, place, other, found - index)
                for code in by_index[index]
                for place, found in near
                for other in by_index[found]
                if other != code
            }
    found = real.execute(
        "SELECT evaluation_year, region_code, beside_place, beside_code, beside_gap FROM mart.rank_neighbours"
    ).fetchall()
    assert len(found) == len(expected) > 4000
    assert set(found) == expected


def test_every_statement_speaks_or_says_why_it_does_not(real) -> None:
    (both, neither) = real.execute(
        "SELECT count(*) FILTER (s.observation_id IS NOT NULL AND u.observation_id IS NOT NULL), "
        "count(*) FILTER (s.observation_id IS NULL AND u.observation_id IS NULL) FROM core.observations AS o "
        "LEFT JOIN core.speaking_scores AS s ON o.observation_id = s.observation_id "
        "LEFT JOIN audit.other_statements AS u ON o.observation_id = u.observation_id"
    ).fetchone()
    assert (both, neither) == (0, 0)
