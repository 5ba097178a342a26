-- severity: error
-- why: A region without a mentor is told why.
-- remedy: correct the model, warehouse/computed/mentors.py
-- A domain below the median of its kind, or with the index below a target of the province, without a row; or a row
-- without such a domain.
WITH missed AS (
    SELECT
        evaluation_year,
        region_code,
        min(target_value) AS target_value
    FROM mart.province_plan
    WHERE spbe_index < target_value
    GROUP BY evaluation_year, region_code
),

needs AS (
    SELECT
        p.evaluation_year,
        p.region_code,
        p.measure,
        CASE WHEN p.score < t.target_value THEN t.target_value END AS target_value
    FROM mart.domain_profile AS p
    LEFT JOIN missed AS t ON p.evaluation_year = t.evaluation_year AND p.region_code = t.region_code
    WHERE p.peer_type = 'kind' AND p.is_part AND (p.score < p.peer_median OR (p.score < t.target_value AND p.peer_median IS NOT NULL))
),

listed AS (
    SELECT DISTINCT
        evaluation_year,
        region_code,
        measure,
        target_value
    FROM mart.mentors
)

SELECT
    coalesce(w.evaluation_year, t.evaluation_year) AS evaluation_year,
    coalesce(w.region_code, t.region_code) AS region_code,
    coalesce(w.measure, t.measure) AS measure
FROM needs AS w
FULL JOIN listed AS t
    ON
        w.evaluation_year = t.evaluation_year
        AND w.region_code = t.region_code
        AND w.measure = t.measure
        AND w.target_value IS NOT DISTINCT FROM t.target_value
WHERE w.region_code IS NULL OR t.region_code IS NULL
