-- severity: error
-- why: Whoever had a grade before went somewhere, whoever has one now came from somewhere.
-- remedy: correct the model, warehouse/sql/mart/grade_transitions.sql
-- The rows of a state before add up to that grade in the previous year, those of a state now to that of the year.
WITH margins AS (
    SELECT previous_year AS evaluation_year, evaluation_year AS pair_year, kind_group, state_before AS grade_state, sum(region_count) AS regions
    FROM mart.grade_transitions
    WHERE state_before <> 'Di luar daftar'
    GROUP BY previous_year, evaluation_year, kind_group, state_before
    UNION ALL
    SELECT evaluation_year, evaluation_year, kind_group, state_now, sum(region_count)
    FROM mart.grade_transitions
    WHERE state_now <> 'Di luar daftar'
    GROUP BY evaluation_year, kind_group, state_now
),

comparable_years AS (
    SELECT n.evaluation_year AS pair_year, b.evaluation_year AS previous_year
    FROM core.evaluation_years AS n
    INNER JOIN core.evaluation_years AS b ON n.evaluation_year = b.evaluation_year + 1 AND n.instrument = b.instrument
    WHERE n.nationally_complete AND b.nationally_complete
),

expected AS (
    SELECT d.evaluation_year, p.pair_year, d.kind_group, d.grade_state, d.region_count AS regions
    FROM mart.grade_distribution AS d
    INNER JOIN comparable_years AS p ON d.evaluation_year IN (p.pair_year, p.previous_year)
    WHERE d.area_code = 'ID' AND d.region_count > 0
)

SELECT
    coalesce(m.pair_year, e.pair_year) AS pair_year,
    coalesce(m.evaluation_year, e.evaluation_year) AS evaluation_year,
    coalesce(m.kind_group, e.kind_group) AS kind_group,
    coalesce(m.grade_state, e.grade_state) AS grade_state,
    m.regions AS in_transitions,
    e.regions AS in_distribution
FROM margins AS m
FULL JOIN expected AS e
    ON
        m.pair_year = e.pair_year
        AND m.evaluation_year = e.evaluation_year
        AND m.kind_group = e.kind_group
        AND m.grade_state = e.grade_state
WHERE m.regions IS DISTINCT FROM e.regions
