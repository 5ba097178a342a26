-- mart.grade_transitions: one row per pair of comparable consecutive years (same instrument, both nationally complete),
-- group of kinds, state before and state now that occurs. Regions are followed by their code of today. Whoever is not
-- in the register of the group in one of the years is not_listed there, so that the rows of a state before, and
-- of a state now, add up to the national mart.grade_distribution of that year.
WITH states AS (
    SELECT
        r.evaluation_year,
        r.instrument,
        r.current_code,
        r.kind,
        CASE WHEN r.spbe_index IS NULL THEN 'no_result' ELSE coalesce(r.predikat, 'no_grade') END AS grade_state
    FROM mart.region_ranking AS r
    INNER JOIN core.evaluation_years AS y ON r.evaluation_year = y.evaluation_year AND y.nationally_complete
),

moved AS (
    SELECT
        p.evaluation_year,
        p.previous_year,
        p.instrument,
        b.kind AS kind_before,
        n.kind AS kind_now,
        b.grade_state AS state_before,
        n.grade_state AS state_now,
        count(*) AS region_count
    FROM states AS n
    FULL JOIN states AS b ON n.current_code = b.current_code AND n.evaluation_year = b.evaluation_year + 1
    INNER JOIN core.year_pairs AS p ON coalesce(n.evaluation_year, b.evaluation_year + 1) = p.evaluation_year AND p.ranks_comparable
    GROUP BY p.evaluation_year, p.previous_year, p.instrument, b.kind, n.kind, b.grade_state, n.grade_state
),

kind_groups AS (
    SELECT kind_group, kind
    FROM (
        VALUES
        ('provinsi', 'provinsi'), ('kabupaten', 'kabupaten'), ('kota', 'kota'), ('kabkota', 'kabupaten'), ('kabkota', 'kota'),
        ('pemda', 'provinsi'), ('pemda', 'kabupaten'), ('pemda', 'kota')
    ) AS v (kind_group, kind)
),

-- A region that changed its kind leaves one group and joins another, but stays in those that hold both.
transitions AS (
    SELECT
        m.evaluation_year,
        m.previous_year,
        m.instrument,
        coalesce(b.kind_group, n.kind_group) AS kind_group,
        CASE WHEN b.kind IS NULL THEN 'not_listed' ELSE m.state_before END AS state_before,
        CASE WHEN n.kind IS NULL THEN 'not_listed' ELSE m.state_now END AS state_now,
        sum(m.region_count) AS region_count
    FROM moved AS m
    CROSS JOIN (SELECT DISTINCT kind_group FROM kind_groups) AS g
    LEFT JOIN kind_groups AS b ON g.kind_group = b.kind_group AND m.kind_before = b.kind
    LEFT JOIN kind_groups AS n ON g.kind_group = n.kind_group AND m.kind_now = n.kind
    WHERE b.kind IS NOT NULL OR n.kind IS NOT NULL
    GROUP BY m.evaluation_year, m.previous_year, m.instrument, coalesce(b.kind_group, n.kind_group), 5, 6
),

orders AS (
    SELECT
        instrument,
        predikat AS grade_state,
        rank() OVER (PARTITION BY instrument ORDER BY upper_bound DESC) AS grade_order
    FROM core.predikat_bands
    UNION ALL
    SELECT i.instrument, v.grade_state, v.grade_order
    FROM core.instruments AS i
    CROSS JOIN (VALUES ('no_grade', 98), ('no_result', 99), ('not_listed', 100)) AS v (grade_state, grade_order)
)

SELECT
    t.evaluation_year,
    t.previous_year,
    t.instrument,
    t.kind_group,
    t.state_before,
    t.state_now,
    b.grade_order AS order_before,
    n.grade_order AS order_now,
    CASE
        WHEN b.grade_order >= 98 AND n.grade_order >= 98 THEN 'none'
        WHEN b.grade_order >= 98 THEN 'appeared'
        WHEN n.grade_order >= 98 THEN 'disappeared'
        WHEN n.grade_order < b.grade_order THEN 'rose'
        WHEN n.grade_order > b.grade_order THEN 'fell'
        WHEN n.grade_order = b.grade_order THEN 'unchanged'
    END AS grade_direction,
    t.region_count,
    CAST(
        100 * t.region_count / sum(t.region_count) OVER (PARTITION BY t.evaluation_year, t.kind_group, t.state_before)
        AS DECIMAL(5, 1)
    ) AS share_of_before
FROM transitions AS t
INNER JOIN orders AS b ON t.instrument = b.instrument AND t.state_before = b.grade_state
INNER JOIN orders AS n ON t.instrument = n.instrument AND t.state_now = n.grade_state
