-- severity: error
-- why: Every region has a grade or is counted as having none.
-- remedy: correct the model, warehouse/sql/mart/grade_distribution.sql
-- Nationally every group holds the register's regions, and the provinces together hold what the nation holds.
WITH summed AS (
    SELECT
        evaluation_year,
        kind_group,
        area_code = 'ID' AS is_national,
        sum(region_count) AS regions,
        sum(region_count) FILTER (WHERE grade_order < 98) AS graded
    FROM mart.grade_distribution
    GROUP BY evaluation_year, kind_group, area_code = 'ID'
),

stated AS (
    SELECT evaluation_year, kind_group, sum(regions_in_group) AS regions, sum(graded_in_group) AS graded
    FROM (
        SELECT DISTINCT evaluation_year, area_code, kind_group, regions_in_group, graded_in_group
        FROM mart.grade_distribution
        WHERE area_code = 'ID'
    )
    GROUP BY evaluation_year, kind_group
),

registered AS (
    SELECT
        y.evaluation_year,
        g.kind_group,
        count(*) AS regions
    FROM core.evaluation_years AS y
    INNER JOIN core.regions AS r
        ON r.autonomous AND y.evaluation_year BETWEEN coalesce(r.valid_from_year, 0) AND coalesce(r.valid_to_year, 9999)
    INNER JOIN (
        VALUES
        ('provinsi', 'provinsi'), ('kabupaten', 'kabupaten'), ('kota', 'kota'), ('kabkota', 'kabupaten'), ('kabkota', 'kota'),
        ('pemda', 'provinsi'), ('pemda', 'kabupaten'), ('pemda', 'kota')
    ) AS g (kind_group, kind) ON r.kind = g.kind
    WHERE y.nationally_complete
    GROUP BY y.evaluation_year, g.kind_group
)

SELECT r.evaluation_year, r.kind_group, s.is_national, r.regions AS in_register, s.regions AS counted, s.graded, t.graded AS stated_graded
FROM registered AS r
LEFT JOIN summed AS s ON r.evaluation_year = s.evaluation_year AND r.kind_group = s.kind_group
LEFT JOIN stated AS t ON r.evaluation_year = t.evaluation_year AND r.kind_group = t.kind_group
WHERE
    s.regions IS DISTINCT FROM r.regions
    OR t.regions IS DISTINCT FROM r.regions
    OR s.graded IS DISTINCT FROM t.graded
