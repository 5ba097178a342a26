-- severity: error
-- why: A rise that falls short, or is more than needed, is not the one asked for.
-- remedy: the model is wrong: see warehouse/sql/mart and warehouse/computed
-- Each way must make up the missing points, and a ten-thousandth of a domain point less must not.
WITH weights AS (
    SELECT
        instrument,
        max(weight_percent) FILTER (node_code = 'D1') AS w1,
        max(weight_percent) FILTER (node_code = 'D2') AS w2,
        max(weight_percent) FILTER (node_code = 'D3') AS w3,
        max(weight_percent) FILTER (node_code = 'D4') AS w4
    FROM core.instrument_nodes
    GROUP BY instrument
),

ways AS (
    SELECT
        n.evaluation_year,
        n.region_code,
        n.region_name,
        100 * n.points_missing AS needed,
        w.w1 * n.rise_d1 AS by_d1,
        w.w2 * n.rise_d2 AS by_d2,
        w.w3 * n.rise_d3 AS by_d3,
        w.w4 * n.rise_d4 AS by_d4,
        w.w1 * n.mix_d1 + w.w2 * n.mix_d2 + w.w3 * n.mix_d3 + w.w4 * n.mix_d4 AS by_mix,
        greatest(w.w1, w.w2, w.w3, w.w4) AS heaviest
    FROM mart.next_predikat AS n
    INNER JOIN weights AS w ON n.instrument = w.instrument
)

SELECT evaluation_year, region_code, region_name, needed, by_d1, by_d2, by_d3, by_d4, by_mix
FROM ways
WHERE
    least(by_d1, by_d2, by_d3, by_d4, by_mix) < needed
    OR greatest(by_d1, by_d2, by_d3, by_d4, by_mix) >= needed + heaviest * 0.0001
