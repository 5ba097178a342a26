"""mart.mentors: for each region and domain in which it needs help up to three regions that can give it, nearby first.

A region needs help in a domain below the median of its kind, and, where its index is below a target of the kabupaten
and kota of its province, in each domain below that target: the lowest of those that it has not reached. Who can help
is at or above the upper quartile of the learner's kind in the domain, at or above the target where only that makes the
need, and needs no help in it itself. Kabupaten and kota help each other; a province is helped by provinces.

Within its own province a region is given the three nearest, whatever their load. Only in a domain in which nobody of
its province can help is it given those of other provinces: in a first pass one, in a second another, in a third a
third, the nearest pair first; a mentor takes on a region of another province only while it has fewer than `LIMIT` in
all, and a region that it has taken on it may help in every domain in which it can.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from warehouse.computed.mentor_choice import LIMIT, Point, assign, distance_km, pairs_in_order
from warehouse.connection import Connection, records_of

READS = ("core.regions", "mart.domain_profile", "mart.province_plan", "mart.region_ranking", "mart.role_models")

#: Every known domain of a ranked year. In the first year that is ranked whether one is a role model is not known yet.
#: A register of an earlier year has no points: today's are taken.
_DOMAINS = """
WITH missed AS (
    SELECT
        evaluation_year,
        region_code,
        min(target_value) AS target_value
    FROM mart.province_plan
    WHERE rise_for_each > 0
    GROUP BY evaluation_year, region_code
)

SELECT
    p.evaluation_year,
    p.region_code,
    p.region_name,
    p.kind,
    k.province_code,
    k.province_name,
    p.measure,
    p.name_id,
    p.name_en,
    p.score,
    p.peer_median,
    p.peer_q3,
    t.target_value,
    m.is_role_model,
    CAST(c.latitude AS DOUBLE) AS latitude,
    CAST(c.longitude AS DOUBLE) AS longitude
FROM mart.domain_profile AS p
LEFT JOIN mart.role_models AS m ON p.evaluation_year = m.evaluation_year AND p.region_code = m.region_code
INNER JOIN mart.region_ranking AS k ON p.evaluation_year = k.evaluation_year AND p.region_code = k.region_code
LEFT JOIN missed AS t
    ON p.evaluation_year = t.evaluation_year AND p.region_code = t.region_code AND p.score < t.target_value
LEFT JOIN core.regions AS c ON k.current_code = c.region_code AND c.valid_to_year IS NULL
WHERE p.peer_type = 'kind' AND p.is_part AND p.score IS NOT NULL AND p.peer_median IS NOT NULL
ORDER BY p.evaluation_year, p.region_code, p.measure
"""

Cell = tuple[str, str]
#: What a row of the table has of a region in need.
_OWN = (
    "evaluation_year", "region_code", "region_name", "kind", "province_name", "measure", "name_id", "name_en",
    "score", "peer_median", "target_value",
)  # fmt: skip
_OF_MENTOR = (
    "mentor_code", "mentor_name", "mentor_province_name", "same_province", "distance_km", "mentor_is_role_model",
    "mentor_score", "mentor_lead", "mentor_load",
)  # fmt: skip


def compute(connection: Connection) -> list[dict[str, Any]]:
    """One record per region, domain in which it needs help, and mentor; one that says why where there is none."""
    # Kabupaten and kota help each other; provinces, who have no province in common, one another.
    circles: defaultdict[tuple[int, bool], dict[Cell, dict[str, Any]]] = defaultdict(dict)
    for row in records_of(connection, _DOMAINS):
        circle = circles[row["evaluation_year"], row["kind"] == "provinsi"]
        circle[row["region_code"], row["measure"]] = row
    return [record for circle in circles.values() for record in _records(circle)]


def _records(circle: dict[Cell, dict[str, Any]]) -> Iterable[dict[str, Any]]:
    """The records of one year, of the provinces or of all others."""
    needs = {cell: need for cell, row in circle.items() if (need := _need(row))}
    able = {cell: row for cell, row in circle.items() if cell not in needs}
    mentors, regions_of = _mentors({cell: circle[cell] for cell in needs}, able)
    for cell, need in needs.items():
        row = circle[cell]
        own = {**{name: row[name] for name in _OWN}, "mentor_need": need, "mentor_limit": LIMIT}
        for number, mentor in enumerate(mentors.get(cell, []), 1):
            other = able[mentor, row["measure"]]
            same_province = row["kind"] != "provinsi" and row["province_code"] == other["province_code"]
            yield {
                **own,
                "mentor_no": number,
                "mentor_code": mentor,
                "mentor_name": other["region_name"],
                "mentor_province_name": other["province_name"],
                "same_province": same_province,
                "distance_km": distance_km(_point(row), _point(other)),
                "mentor_is_role_model": other["is_role_model"],
                "mentor_score": other["score"],
                "mentor_lead": other["score"] - row["score"],
                "mentor_load": len(regions_of[mentor]),
                "mentor_note": "same_province" if same_province else "other_province",
            }
        if cell not in mentors:
            is_strong = any(
                other["measure"] == row["measure"] and other["score"] >= _bar(row) for other in able.values()
            )
            note = "all_paired" if is_strong else "none_strong"
            yield {**own, "mentor_no": 0, **dict.fromkeys(_OF_MENTOR), "mentor_note": note}


def _need(row: dict[str, Any]) -> str | None:
    is_below_median = row["score"] < row["peer_median"]
    if row["target_value"] is not None:
        return "below_both" if is_below_median else "below_target"
    return "below_median" if is_below_median else None


def _bar(row: dict[str, Any]) -> Decimal:
    """The least score of whoever can help: a mentor stands where the learner is to go."""
    upper_quartile: Decimal = row["peer_q3"]
    return max(upper_quartile, row["target_value"]) if _need(row) == "below_target" else upper_quartile


def _point(row: dict[str, Any]) -> Point | None:
    return None if row["latitude"] is None or row["longitude"] is None else (row["latitude"], row["longitude"])


def _mentors(
    needs: dict[Cell, dict[str, Any]], able: dict[Cell, dict[str, Any]]
) -> tuple[dict[Cell, list[str]], dict[str, set[str]]]:
    """The mentors of each region and domain, and the regions of each mentor."""
    regions_of: dict[str, set[str]] = {}
    found: dict[Cell, list[str]] = {}
    provinces = sorted({row["province_code"] for row in needs.values() if row["kind"] != "provinsi"})
    for province in provinces:
        pairs = _pairs(_of_province(needs, province), _of_province(able, province))
        found |= assign(pairs, regions_of, limit=None)
    alone = {cell: row for cell, row in needs.items() if cell not in found}
    return found | assign(_pairs(alone, able), regions_of, limit=LIMIT), regions_of


def _of_province(cells: dict[Cell, dict[str, Any]], province: str) -> dict[Cell, dict[str, Any]]:
    return {cell: row for cell, row in cells.items() if row["province_code"] == province}


def _pairs(needs: dict[Cell, dict[str, Any]], able: dict[Cell, dict[str, Any]]) -> list[tuple[str, Any, str]]:
    bars: defaultdict[str, dict[str, Decimal]] = defaultdict(dict)
    for (region, domain), row in needs.items():
        bars[region][domain] = _bar(row)
    scores: defaultdict[str, dict[str, Decimal]] = defaultdict(dict)
    for (region, domain), row in able.items():
        scores[region][domain] = row["score"]
    points = {region: _point(row) for cells in (needs, able) for (region, _), row in cells.items()}
    return pairs_in_order(bars, scores, points)
