"""mart.mentors: for each region and weak domain up to three role models who can help, none of them overloaded.

A domain is weak when the region's score is below the median of its kind in that year. A role model of the same kind
can help with it when its own score is at or above the upper quartile of the kind. Pairs are taken in one order: same
province first, then by distance (as in mart.peers), then by codes. In a first pass every weak domain is given one
mentor, in a second pass another, in a third a third; a mentor takes on a new region only while it has fewer than
`LIMIT`, and a region that it has taken on it may help in every domain in which it can. So nobody is given a second
mentor while another could have had that place as its first, and within a pass a place goes to the closer pair.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from warehouse.computed.mentor_choice import LIMIT, Place, Point, assign, pairs_in_order
from warehouse.connection import Connection, records_of

READS = ("mart.peer_groups", "mart.domain_profile", "mart.role_models")

_WEAK = """
SELECT
    p.evaluation_year,
    p.region_code,
    p.region_name,
    p.kind,
    g.province_name,
    p.measure,
    p.name_id,
    p.name_en,
    p.score,
    p.peer_median,
    g.population
FROM mart.domain_profile AS p
INNER JOIN mart.peer_groups AS g ON p.evaluation_year = g.evaluation_year AND p.region_code = g.region_code
WHERE
    p.peer_type = 'kind'
    AND p.is_part
    AND p.peer_gap < 0
    AND p.evaluation_year IN (SELECT r.evaluation_year FROM mart.role_models AS r)
ORDER BY p.evaluation_year, p.kind, p.region_code, p.measure
"""

_STRONG = """
SELECT
    r.evaluation_year,
    r.region_code,
    r.kind,
    p.measure,
    r.region_name,
    r.province_name,
    g.population,
    p.score
FROM mart.role_models AS r
INNER JOIN mart.domain_profile AS p ON r.evaluation_year = p.evaluation_year AND r.region_code = p.region_code
INNER JOIN mart.peer_groups AS g ON r.evaluation_year = g.evaluation_year AND r.region_code = g.region_code
WHERE r.is_role_model AND p.peer_type = 'kind' AND p.is_part AND p.score >= p.peer_q3
ORDER BY r.evaluation_year, r.kind, r.region_code, p.measure
"""

#: Variables in whole hundred-thousandths, so that squares and their sums are exact.
_PLACES = """
SELECT
    g.evaluation_year,
    g.region_code,
    g.province_code,
    CAST(g.z_population * 100000 AS BIGINT) AS population,
    CAST(g.z_density * 100000 AS BIGINT) AS density,
    CAST(g.z_area * 100000 AS BIGINT) AS area
FROM mart.peer_groups AS g
WHERE g.evaluation_year IN (SELECT r.evaluation_year FROM mart.role_models AS r)
"""

_UNIT = 100_000


def compute(connection: Connection) -> list[dict[str, Any]]:
    """One record per region, weak domain and mentor; one that says why where there is none."""
    places: defaultdict[int, dict[str, Place]] = defaultdict(dict)
    for year, region, province, *point in connection.execute(_PLACES).fetchall():
        places[year][region] = province, None if None in point else tuple(point)
    strong = _by_year_and_kind(records_of(connection, _STRONG))
    records: list[dict[str, Any]] = []
    for (year, kind), weak in _by_year_and_kind(records_of(connection, _WEAK)).items():
        records += _records(weak, strong.get((year, kind), []), places[year])
    return records


def _records(
    weak: list[dict[str, Any]], strong: list[dict[str, Any]], places: Mapping[str, Place]
) -> list[dict[str, Any]]:
    """The records of one year and kind."""
    needs, strengths = _domains_by_region(weak), _domains_by_region(strong)
    mentors = assign(pairs_in_order(needs, strengths, places))
    regions: defaultdict[str, set[str]] = defaultdict(set)
    for (region, _), chosen in mentors.items():
        for mentor in chosen:
            regions[mentor].add(region)
    teachers = {(teacher["region_code"], teacher["measure"]): teacher for teacher in strong}
    domains = {domain for _, domain in teachers}

    records = []
    for need in weak:
        region, domain = need["region_code"], need["measure"]
        for number, mentor in enumerate(mentors.get((region, domain), []), 1):
            teacher = teachers[mentor, domain]
            same_province = places[region][0] == places[mentor][0]
            records.append(
                {
                    **need,
                    "mentor_no": number,
                    "mentor_code": mentor,
                    "mentor_name": teacher["region_name"],
                    "mentor_province_name": teacher["province_name"],
                    "same_province": same_province,
                    "distance": _distance(places[region][1], places[mentor][1]),
                    "mentor_population": teacher["population"],
                    "mentor_score": teacher["score"],
                    "mentor_lead": teacher["score"] - need["score"],
                    "mentor_load": len(regions[mentor]),
                    "mentor_limit": LIMIT,
                    "mentor_note": "same_province" if same_province else "most_alike",
                }
            )
        if (region, domain) not in mentors:
            note = "all_paired" if domain in domains else "none_strong"
            records.append({**need, "mentor_no": 0, **_NO_MENTOR, "mentor_limit": LIMIT, "mentor_note": note})
    return records


_NO_MENTOR = dict.fromkeys(
    (
        "mentor_code", "mentor_name", "mentor_province_name", "same_province", "distance", "mentor_population",
        "mentor_score", "mentor_lead", "mentor_load",
    )
)  # fmt: skip


def _distance(one: Point | None, other: Point | None) -> Decimal | None:
    if one is None or other is None:
        return None
    squared = sum((a - b) ** 2 for a, b in zip(one, other, strict=True))
    return (Decimal(squared).sqrt() / _UNIT).quantize(Decimal("0.00001"))


def _by_year_and_kind(rows: list[dict[str, Any]]) -> dict[tuple[int, str], list[dict[str, Any]]]:
    found: defaultdict[tuple[int, str], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row["evaluation_year"], row["kind"]].append(row)
    return found


def _domains_by_region(rows: list[dict[str, Any]]) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows:
        found[row["region_code"]].append(row["measure"])
    return found
