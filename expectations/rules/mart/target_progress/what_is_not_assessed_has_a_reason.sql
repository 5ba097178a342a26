-- severity: error
-- why: Missing is a status with a reason, and a verdict rests on a result.
-- remedy: correct the model, warehouse/sql/mart/target_progress.sql
SELECT target_id, subject_code, evaluation_year, target_status, not_assessable_because, result_value
FROM mart.target_progress
WHERE
    (target_status = 'not_assessable') <> (not_assessable_because IS NOT NULL)
    OR (target_status <> 'not_assessable' AND result_value IS NULL)
    OR (target_status = 'reached' AND result_value < target_value)
    OR (target_status <> 'reached' AND required_yearly_rise < 0)
