-- severity: error
-- why: A missing region is a row with a status.
-- remedy: correct the model, warehouse/sql/mart/region_ranking.sql
SELECT y.evaluation_year, r.region_code, r.region_name
FROM core.evaluation_years AS y
INNER JOIN core.regions AS r
    ON r.autonomous AND y.evaluation_year BETWEEN coalesce(r.valid_from_year, 0) AND coalesce(r.valid_to_year, 9999)
LEFT JOIN mart.region_ranking AS m ON y.evaluation_year = m.evaluation_year AND r.region_code = m.region_code
WHERE m.region_code IS NULL
