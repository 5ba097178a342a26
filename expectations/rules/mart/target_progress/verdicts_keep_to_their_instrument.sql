-- severity: error
-- why: A target of one instrument says nothing of another.
-- remedy: correct the model, warehouse/sql/mart/target_progress.sql
SELECT p.target_id, p.subject_code, p.evaluation_year, p.instrument, y.instrument AS year_instrument, p.target_status, p.target_gap
FROM mart.target_progress AS p
INNER JOIN core.evaluation_years AS y ON p.evaluation_year = y.evaluation_year
WHERE p.instrument <> y.instrument AND (p.target_status <> 'not_assessable' OR p.target_gap IS NOT NULL OR p.line_value IS NOT NULL)
