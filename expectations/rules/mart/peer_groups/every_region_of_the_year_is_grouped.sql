-- severity: error
-- why: A region without a group has nobody to be compared with.
-- remedy: add the class or island group to warehouse/sql/mart/peer_groups.sql
-- A region of the ranking without groups, or of no known class or island group.
SELECT
    k.evaluation_year,
    k.region_code,
    k.region_name
FROM mart.region_ranking AS k
INNER JOIN core.evaluation_years AS y ON k.evaluation_year = y.evaluation_year AND y.nationally_complete
LEFT JOIN mart.peer_groups AS g ON k.evaluation_year = g.evaluation_year AND k.region_code = g.region_code
WHERE g.region_code IS NULL OR g.island_group IS NULL OR (g.population IS NOT NULL AND g.population_class IS NULL)
