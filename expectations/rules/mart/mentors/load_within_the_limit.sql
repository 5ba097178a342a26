-- severity: error
-- why: Nobody can help everybody.
-- remedy: the model is wrong: see warehouse/sql/mart and warehouse/computed
-- A mentor with more regions than the limit, or whose stated load is not what it has.
SELECT
    evaluation_year,
    mentor_code,
    count(DISTINCT region_code) AS regions,
    max(mentor_load) AS stated
FROM mart.mentors
WHERE mentor_no > 0
GROUP BY evaluation_year, mentor_code
HAVING
    count(DISTINCT region_code) > max(mentor_limit)
    OR count(DISTINCT region_code) <> max(mentor_load)
    OR count(DISTINCT region_code) <> min(mentor_load)
