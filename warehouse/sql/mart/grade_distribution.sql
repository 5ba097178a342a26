-- mart.grade_distribution: one row per nationally complete evaluation year, area (Indonesia or a province of that
-- year), group of kinds and grade, also grades that nobody has. Regions without a result are counted as such, so that
-- the counts of a group add up to its regions in the register. no_grade has a row only where it occurs.
WITH graded AS (
    SELECT
        r.evaluation_year,
        r.instrument,
        r.kind,
        r.province_code,
        r.province_name,
        CASE WHEN r.spbe_index IS NULL THEN 'no_result' ELSE coalesce(r.predikat, 'no_grade') END AS grade_state,
        count(*) AS region_count
    FROM mart.region_ranking AS r
    INNER JOIN core.evaluation_years AS y ON r.evaluation_year = y.evaluation_year AND y.nationally_complete
    GROUP BY r.evaluation_year, r.instrument, r.kind, r.province_code, r.province_name, 6
),

kind_groups AS (
    SELECT kind_group, kind, by_province
    FROM (
        VALUES
        ('provinsi', 'provinsi', FALSE), ('kabupaten', 'kabupaten', TRUE), ('kota', 'kota', TRUE),
        ('kabkota', 'kabupaten', TRUE), ('kabkota', 'kota', TRUE),
        ('pemda', 'provinsi', FALSE), ('pemda', 'kabupaten', FALSE), ('pemda', 'kota', FALSE)
    ) AS v (kind_group, kind, by_province)
),

counted AS (
    SELECT g.evaluation_year, g.instrument, 'ID' AS area_code, 'Indonesia' AS area_name, k.kind_group, g.grade_state, g.region_count
    FROM graded AS g
    INNER JOIN kind_groups AS k ON g.kind = k.kind
    UNION ALL
    SELECT g.evaluation_year, g.instrument, g.province_code, g.province_name, k.kind_group, g.grade_state, g.region_count
    FROM graded AS g
    INNER JOIN kind_groups AS k ON g.kind = k.kind AND k.by_province
),

group_totals AS (
    SELECT
        evaluation_year,
        instrument,
        area_code,
        area_name,
        kind_group,
        sum(region_count) AS regions_in_group,
        coalesce(sum(region_count) FILTER (WHERE grade_state NOT IN ('no_result', 'no_grade')), 0) AS graded_in_group
    FROM counted
    GROUP BY evaluation_year, instrument, area_code, area_name, kind_group
),

states AS (
    SELECT
        instrument,
        predikat AS grade_state,
        rank() OVER (PARTITION BY instrument ORDER BY upper_bound DESC) AS grade_order
    FROM core.predikat_bands
    UNION ALL
    SELECT i.instrument, v.grade_state, v.grade_order
    FROM core.instruments AS i
    CROSS JOIN (VALUES ('no_grade', 98), ('no_result', 99)) AS v (grade_state, grade_order)
),

cells AS (
    SELECT
        t.evaluation_year,
        t.instrument,
        t.area_code,
        t.area_name,
        t.kind_group,
        s.grade_state,
        s.grade_order,
        coalesce(sum(c.region_count), 0) AS region_count,
        t.regions_in_group,
        t.graded_in_group
    FROM group_totals AS t
    INNER JOIN states AS s ON t.instrument = s.instrument
    LEFT JOIN counted AS c
        ON
            t.evaluation_year = c.evaluation_year
            AND t.area_code = c.area_code
            AND t.kind_group = c.kind_group
            AND s.grade_state = c.grade_state
    GROUP BY
        t.evaluation_year, t.instrument, t.area_code, t.area_name, t.kind_group, s.grade_state, s.grade_order,
        t.regions_in_group, t.graded_in_group
)

SELECT
    evaluation_year,
    instrument,
    area_code,
    area_name,
    kind_group,
    grade_state,
    grade_order,
    region_count,
    regions_in_group,
    graded_in_group,
    CAST(100 * region_count / regions_in_group AS DECIMAL(5, 1)) AS share_of_group,
    CASE
        WHEN grade_order < 98 AND 100 * graded_in_group >= 65 * regions_in_group
            THEN CAST(100 * region_count / graded_in_group AS DECIMAL(5, 1))
    END AS share_of_graded,
    CASE
        WHEN 100 * graded_in_group < 65 * regions_in_group THEN 'low_coverage'
        WHEN graded_in_group < regions_in_group THEN 'incomplete'
    END AS graded_note
FROM cells
WHERE region_count > 0 OR grade_state <> 'no_grade'
