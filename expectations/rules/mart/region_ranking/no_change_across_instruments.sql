-- severity: error
-- why: Instruments do not mix.
-- remedy: correct the model, warehouse/sql/mart/region_ranking.sql
SELECT r.evaluation_year, r.region_code, r.region_name, r.document_id, r.index_change, r.rank_change
FROM mart.region_ranking AS r
LEFT JOIN core.evaluation_years AS b ON r.evaluation_year = b.evaluation_year + 1
WHERE
    (r.index_change IS NOT NULL OR r.rank_change IS NOT NULL)
    AND (b.instrument IS NULL OR b.instrument <> r.instrument)
