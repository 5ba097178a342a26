-- severity: error
-- why: A set that falls short, or has a step too many, is not the smallest.
-- remedy: the model is wrong: see warehouse/sql/mart and warehouse/computed
WITH sets AS (
    SELECT
        evaluation_year,
        region_code,
        max(index_after_step) AS index_after,
        min(step_gain) AS least_gain,
        count(DISTINCT node_code || '.' || from_level) AS different_steps,
        count(*) AS steps
    FROM mart.next_predikat_steps
    GROUP BY evaluation_year, region_code
)

SELECT s.evaluation_year, s.region_code, n.region_name, n.next_edge, s.index_after, s.least_gain
FROM sets AS s
LEFT JOIN mart.next_predikat AS n ON s.evaluation_year = n.evaluation_year AND s.region_code = n.region_code
WHERE
    n.next_edge IS NULL
    OR s.index_after < n.next_edge
    OR s.different_steps <> s.steps
    OR s.index_after - s.least_gain >= n.next_edge
