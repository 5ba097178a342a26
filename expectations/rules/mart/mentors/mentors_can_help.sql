-- severity: error
-- why: A mentor must be better at what it is to teach.
-- remedy: the model is wrong: see warehouse/sql/mart and warehouse/computed
-- A mentor that is no role model, is of another kind, is not better, or is the region itself.
SELECT
    t.evaluation_year,
    t.region_code,
    t.region_name,
    t.measure,
    t.mentor_code,
    t.mentor_lead
FROM mart.mentors AS t
LEFT JOIN mart.role_models AS m
    ON t.evaluation_year = m.evaluation_year AND t.mentor_code = m.region_code AND t.kind = m.kind AND m.is_role_model
WHERE
    t.mentor_no > 0
    AND (
        m.region_code IS NULL
        OR t.region_code = t.mentor_code
        OR NOT coalesce(t.mentor_lead > 0 AND t.mentor_lead = t.mentor_score - t.score, FALSE)
    )
