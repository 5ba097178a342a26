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

import numpy as np
import pyarrow as pa

from warehouse.computed.mentor_choice import LIMIT, UNKNOWN_KM, Numbers, Offers, assign, distances_km, nearest
from warehouse.connection import Connection

READS = ("core.regions", "mart.domain_profile", "mart.province_plan", "mart.region_ranking", "mart.role_models")

#: Every known domain of a ranked year, of the provinces or of all others, with the least score of whoever can help:
#: a mentor stands where the learner is to go. In the first year that is ranked whether one is a role model is not known
#: yet. A register of an earlier year has no points: today's are taken. Scores count in ten-thousandths.
_CELLS = """
    WITH missed AS (
        SELECT region_code, min(target_value) AS target_value
        FROM mart.province_plan
        WHERE evaluation_year = $year AND rise_for_each > 0
        GROUP BY region_code
    ),

    known AS (
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
            CASE
                WHEN p.score < p.peer_median AND t.target_value IS NOT NULL THEN 'below_both'
                WHEN p.score < p.peer_median THEN 'below_median'
                WHEN t.target_value IS NOT NULL THEN 'below_target'
            END AS mentor_need,
            CAST(c.latitude AS DOUBLE) AS latitude,
            CAST(c.longitude AS DOUBLE) AS longitude
        FROM mart.domain_profile AS p
        LEFT JOIN mart.role_models AS m ON p.evaluation_year = m.evaluation_year AND p.region_code = m.region_code
        INNER JOIN mart.region_ranking AS k ON p.evaluation_year = k.evaluation_year AND p.region_code = k.region_code
        LEFT JOIN missed AS t ON p.region_code = t.region_code AND p.score < t.target_value
        LEFT JOIN core.regions AS c ON k.current_code = c.region_code AND c.valid_to_year IS NULL
        WHERE
            p.evaluation_year = $year
            AND (p.kind = 'provinsi') = $of_provinces
            AND p.peer_type = 'kind'
            AND p.is_part
            AND p.score IS NOT NULL
            AND p.peer_median IS NOT NULL
    )

    SELECT
        *,
        row_number() OVER (ORDER BY region_code, measure) - 1 AS cell,
        dense_rank() OVER (ORDER BY region_code) - 1 AS region,
        dense_rank() OVER (ORDER BY measure) - 1 AS domain,
        dense_rank() OVER (ORDER BY province_code) - 1 AS province,
        CAST(10000 * score AS INTEGER) AS strength,
        max(CAST(10000 * score AS INTEGER)) FILTER (WHERE mentor_need IS NULL) OVER (PARTITION BY measure) AS highest,
        CAST(
            10000 * CASE WHEN mentor_need = 'below_target' THEN greatest(peer_q3, target_value) ELSE peer_q3 END
            AS INTEGER
        ) AS bar
    FROM known
    ORDER BY region_code, measure
"""

#: A row for every cell in need and mentor; one without mentor that says why.
_ROWS = f"""
    SELECT
        o.evaluation_year,
        o.region_code,
        o.region_name,
        o.kind,
        o.province_name,
        o.measure,
        o.name_id,
        o.name_en,
        o.score,
        o.peer_median,
        o.target_value,
        o.mentor_need,
        CASE
            WHEN c.cell IS NULL THEN 0
            ELSE CAST(row_number() OVER (PARTITION BY o.cell ORDER BY c.apart, m.region) AS INTEGER)
        END AS mentor_no,
        m.region_code AS mentor_code,
        m.region_name AS mentor_name,
        m.province_name AS mentor_province_name,
        o.kind <> 'provinsi' AND o.province = m.province AS same_province,
        CAST(nullif(c.apart, {UNKNOWN_KM}) AS INTEGER) AS distance_km,
        m.is_role_model AS mentor_is_role_model,
        m.score AS mentor_score,
        CAST(m.score - o.score AS DECIMAL(4, 2)) AS mentor_lead,
        CASE WHEN c.cell IS NOT NULL THEN CAST(count(DISTINCT o.region) OVER (PARTITION BY m.region) AS INTEGER) END
            AS mentor_load,
        {LIMIT} AS mentor_limit,
        CASE
            WHEN c.cell IS NULL AND o.bar <= o.highest THEN 'all_paired'
            WHEN c.cell IS NULL THEN 'none_strong'
            WHEN o.kind <> 'provinsi' AND o.province = m.province THEN 'same_province'
            ELSE 'other_province'
        END AS mentor_note
    FROM cells AS o
    LEFT JOIN chosen AS c ON o.cell = c.cell
    LEFT JOIN cells AS m ON c.mentor_cell = m.cell
    WHERE o.mentor_need IS NOT NULL
"""


def compute(connection: Connection) -> pa.Table:
    """One row per region, domain in which it needs help, and mentor; one that says why where there is none."""
    years = connection.execute("SELECT DISTINCT evaluation_year FROM mart.domain_profile ORDER BY ALL").fetchall()
    # Kabupaten and kota help each other; provinces, who have no province in common, one another.
    circles = [{"year": year, "of_provinces": one} for (year,) in years or [(0,)] for one in (True, False)]
    return pa.concat_tables(_rows(connection, circle) for circle in circles).combine_chunks()


def _rows(connection: Connection, circle: dict[str, int]) -> pa.Table:
    cells = connection.execute(_CELLS, circle).to_arrow_table()
    for name, rows in {"cells": cells, "chosen": _choose(cells, within_provinces=not circle["of_provinces"])}.items():
        connection.register(name, rows)
    try:
        return connection.execute(_ROWS).to_arrow_table()
    finally:
        connection.unregister("cells")
        connection.unregister("chosen")


def _choose(cells: pa.Table, *, within_provinces: bool) -> pa.Table:
    """Which cell is helped by which, and how far apart they are."""
    region, domain, strength, bar = (cells[name].to_numpy() for name in ("region", "domain", "strength", "bar"))
    needs = cells["mentor_need"].is_valid().to_numpy()
    shape = (region.max(initial=-1) + 1, domain.max(initial=-1) + 1)
    cell_of, strengths, bars = (np.full(shape, nothing) for nothing in (-1, -1, np.iinfo(np.int32).max))
    cell_of[region, domain] = np.arange(len(region))
    strengths[region[~needs], domain[~needs]] = strength[~needs]
    bars[region[needs], domain[needs]] = bar[needs]
    places, province = np.empty((len(cell_of), 2)), np.empty(len(cell_of), dtype=np.int64)
    places[region] = np.column_stack([cells["latitude"].to_numpy(), cells["longitude"].to_numpy()])
    province[region] = cells["province"].to_numpy()

    found: list[Numbers] = [np.empty((0, 4), dtype=np.int64)]
    if within_provinces:
        for members in np.split(np.argsort(province, kind="stable"), np.cumsum(np.bincount(province))[:-1]):
            apart = distances_km(places[members, None], places[members])
            helped, domains, mentors = nearest(apart, strengths[members] >= bars[members, None])
            found.append(np.column_stack([members[helped], domains, members[mentors], apart[helped, mentors]]))
            bars[members[helped], domains] = np.iinfo(np.int32).max
    regions_of = defaultdict[int, set[int]](set)
    for helped, _, mentor, _ in np.concatenate(found).tolist():
        regions_of[mentor].add(helped)
    offers = {}
    for alone in np.flatnonzero((bars <= strengths.max(axis=0, initial=-1)).any(axis=1)).tolist():
        mentors = np.flatnonzero((strengths >= bars[alone]).any(axis=1))
        apart = distances_km(places[alone], places[mentors])
        in_order = np.argsort(apart, kind="stable")
        mentors = mentors[in_order]
        offers[alone] = Offers(mentors, apart[in_order], strengths[mentors] >= bars[alone])
    given = assign(offers, regions_of)
    found.append(
        np.array([(*cell, mentor, apart) for cell, mentors in given.items() for apart, mentor in mentors]).reshape(
            -1, 4
        )
    )
    helped, domains, mentors, apart = np.concatenate(found).astype(np.int64).T
    return pa.table({"cell": cell_of[helped, domains], "mentor_cell": cell_of[mentors, domains], "apart": apart})
