-- severity: error
-- why: Instruments do not mix.
-- remedy: correct the model, warehouse/sql/mart/rank_change.sql
SELECT c.evaluation_year, c.current_code, c.region_name, c.index_before, c.rank_before, c.rank_change
FROM mart.rank_change AS c
INNER JOIN core.evaluation_years AS n ON c.evaluation_year = n.evaluation_year
INNER JOIN core.evaluation_years AS b ON c.previous_year = b.evaluation_year
WHERE
    (n.instrument <> b.instrument AND coalesce(c.index_before, c.index_change, c.rank_before) IS NOT NULL)
    OR ((n.instrument <> b.instrument OR NOT n.nationally_complete OR NOT b.nationally_complete) AND c.rank_change IS NOT NULL)
