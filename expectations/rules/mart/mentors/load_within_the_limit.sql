-- severity: error
-- why: Nobody can help everybody.
-- remedy: correct the model, warehouse/computed/mentors.py
-- A mentor that has regions of other provinces and more than the limit in all, or whose stated load is not what it has.
SELECT
    evaluation_year,
    mentor_code,
    count(DISTINCT region_code) AS regions,
    max(mentor_load) AS stated
FROM mart.mentors
WHERE mentor_no > 0
GROUP BY evaluation_year, mentor_code
HAVING
    (count(DISTINCT region_code) > max(mentor_limit) AND NOT bool_and(same_province))
    OR count(DISTINCT region_code) <> max(mentor_load)
    OR count(DISTINCT region_code) <> min(mentor_load)
