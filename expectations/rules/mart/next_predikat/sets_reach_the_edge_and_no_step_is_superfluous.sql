-- severity: error
-- why: A set that falls short, or has a step too many, is not the smallest.
-- remedy: correct the model, warehouse/sql/mart/next_predikat.sql
WITH sets AS (
    SELECT
        evaluation_year,
        region_code,
        max(region_name) AS region_name,
        max(next_predikat) AS next_predikat,
        max(index_after_step) AS index_after,
        min(step_gain) AS least_gain,
        count(DISTINCT node_code || '.' || from_level) AS different_steps,
        count(*) AS steps
    FROM mart.next_predikat_steps
    GROUP BY evaluation_year, region_code
)

SELECT s.evaluation_year, s.region_code, s.region_name, b.lower_inclusive AS next_edge, s.index_after, s.least_gain
FROM sets AS s
INNER JOIN core.evaluation_years AS y ON s.evaluation_year = y.evaluation_year
LEFT JOIN core.predikat_bands AS b ON y.instrument = b.instrument AND s.next_predikat = b.predikat
WHERE
    b.lower_inclusive IS NULL
    OR s.index_after < b.lower_inclusive
    OR s.different_steps <> s.steps
    OR s.index_after - s.least_gain >= b.lower_inclusive
