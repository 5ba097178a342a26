-- severity: error
-- why: The provinces together hold every kabupaten and kota.
-- remedy: correct the model, warehouse/sql/mart/province_summary.sql
WITH summed AS (
    SELECT evaluation_year, sum(evaluated_count) AS evaluated, sum(expected_count) AS expected
    FROM mart.province_summary
    GROUP BY evaluation_year
),

ranked AS (
    SELECT evaluation_year, max(ranked_in_kabkota) AS evaluated, max(expected_in_kabkota) AS expected
    FROM mart.region_ranking
    WHERE rank_in_kind IS NOT NULL
    GROUP BY evaluation_year
)

SELECT coalesce(s.evaluation_year, r.evaluation_year) AS evaluation_year, s.evaluated, r.evaluated AS ranked, s.expected, r.expected AS in_register
FROM summed AS s
FULL JOIN ranked AS r ON s.evaluation_year = r.evaluation_year
WHERE s.evaluated IS DISTINCT FROM r.evaluated OR s.expected IS DISTINCT FROM r.expected
