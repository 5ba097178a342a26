-- severity: error
-- why: A region without a mentor is told why.
-- remedy: the model is wrong: see warehouse/sql/mart and warehouse/computed
-- A domain below the median of its kind without a row, or a row without such a domain.
WITH weak AS (
    SELECT
        p.evaluation_year,
        p.region_code,
        p.measure
    FROM mart.domain_profile AS p
    INNER JOIN mart.role_models AS m ON p.evaluation_year = m.evaluation_year AND p.region_code = m.region_code
    WHERE p.peer_type = 'kind' AND p.is_part AND p.score < p.peer_median
),

listed AS (
    SELECT DISTINCT
        evaluation_year,
        region_code,
        measure
    FROM mart.mentors
)

SELECT
    coalesce(w.evaluation_year, t.evaluation_year) AS evaluation_year,
    coalesce(w.region_code, t.region_code) AS region_code,
    coalesce(w.measure, t.measure) AS measure
FROM weak AS w
FULL JOIN listed AS t ON w.evaluation_year = t.evaluation_year AND w.region_code = t.region_code AND w.measure = t.measure
WHERE w.region_code IS NULL OR t.region_code IS NULL
