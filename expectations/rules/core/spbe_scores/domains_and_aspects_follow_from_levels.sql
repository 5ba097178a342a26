-- severity: error
-- why: The weighted mean of their levels, within 0.005.
-- remedy: a level, an aspect or a domain was misread: compare with the report
WITH RECURSIVE below AS (
    SELECT instrument, node_code AS top, node_code AS node, weight_percent
    FROM core.instrument_nodes
    WHERE node_type IN ('domain', 'aspect')
    UNION ALL
    SELECT b.instrument, b.top, n.node_code AS node, n.weight_percent
    FROM below AS b
    INNER JOIN core.instrument_nodes AS n ON b.instrument = n.instrument AND b.node = n.parent_code
),

leaves AS (
    SELECT b.*, count(*) OVER (PARTITION BY b.instrument, b.top) AS levels_expected
    FROM below AS b
    WHERE b.node NOT IN (SELECT c.parent_code FROM core.instrument_nodes AS c WHERE c.instrument = b.instrument AND c.parent_code IS NOT NULL)
),

recomputed AS (
    SELECT s.evaluation_year, s.region_code, l.top, sum(s.score * l.weight_percent) / sum(l.weight_percent) AS from_levels
    FROM core.spbe_scores AS s
    INNER JOIN leaves AS l ON s.instrument = l.instrument AND s.measure = l.node
    GROUP BY ALL
    HAVING count(s.score) = max(l.levels_expected)
)

SELECT r.evaluation_year, r.region_code, r.top AS measure, s.score AS printed, round(r.from_levels, 5) AS from_levels
FROM recomputed AS r
INNER JOIN core.spbe_scores AS s
    ON r.evaluation_year = s.evaluation_year AND r.region_code = s.region_code AND s.measure = r.top
WHERE abs(s.score - r.from_levels) > 0.005
