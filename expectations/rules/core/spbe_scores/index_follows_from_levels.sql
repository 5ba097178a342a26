-- severity: error
-- why: The weighted mean of all levels, within 0.005.
-- remedy: a level or the index was misread: compare with the report
-- Only where every level is known.
WITH leaves AS (
    SELECT n.instrument, n.node_code, n.weight_percent, count(*) OVER (PARTITION BY n.instrument) AS levels_expected
    FROM core.instrument_nodes AS n
    WHERE n.node_code NOT IN (SELECT c.parent_code FROM core.instrument_nodes AS c WHERE c.instrument = n.instrument AND c.parent_code IS NOT NULL)
),

recomputed AS (
    SELECT s.evaluation_year, s.region_code, sum(s.score * l.weight_percent) / sum(l.weight_percent) AS from_levels
    FROM core.spbe_scores AS s
    INNER JOIN leaves AS l ON s.instrument = l.instrument AND s.measure = l.node_code
    GROUP BY ALL
    HAVING count(s.score) = max(l.levels_expected)
)

SELECT r.evaluation_year, r.region_code, s.score AS printed_index, round(r.from_levels, 5) AS from_levels
FROM recomputed AS r
INNER JOIN core.spbe_scores AS s
    ON r.evaluation_year = s.evaluation_year AND r.region_code = s.region_code AND s.measure = 'INDEX'
WHERE abs(s.score - r.from_levels) > 0.005
