-- mart.province_summary: one row per nationally complete evaluation year and province, as of that year.
-- Aggregates are over the kabupaten and kota that have an index; missing is never averaged in.
WITH members AS (
    SELECT
        evaluation_year,
        province_code,
        count(*) AS expected_count,
        count(spbe_index) AS evaluated_count,
        avg(spbe_index) AS mean_index,
        median(CAST(spbe_index AS DECIMAL(6, 4))) AS median_index,
        max(spbe_index) AS best_index,
        min(spbe_index) AS worst_index,
        count(*) FILTER (predikat = 'Memuaskan') AS memuaskan,
        count(*) FILTER (predikat = 'Sangat Baik') AS sangat_baik,
        count(*) FILTER (predikat = 'Baik') AS baik,
        count(*) FILTER (predikat = 'Cukup') AS cukup,
        count(*) FILTER (predikat = 'Kurang') AS kurang,
        count(predikat) AS graded
    FROM mart.region_ranking
    WHERE kind <> 'provinsi'
    GROUP BY ALL
),

extremes AS (
    SELECT
        r.evaluation_year,
        r.province_code,
        string_agg(r.region_name, '; ' ORDER BY r.region_name) FILTER (r.spbe_index = m.best_index) AS best_regions,
        string_agg(r.region_name, '; ' ORDER BY r.region_name) FILTER (r.spbe_index = m.worst_index) AS worst_regions
    FROM mart.region_ranking AS r
    INNER JOIN members AS m ON r.evaluation_year = m.evaluation_year AND r.province_code = m.province_code
    WHERE r.kind <> 'provinsi'
    GROUP BY ALL
)

SELECT
    p.evaluation_year,
    p.instrument,
    p.province_code,
    p.province_name,
    coalesce(m.evaluated_count, 0) AS evaluated_count,
    coalesce(m.expected_count, 0) AS expected_count,
    CAST(100 * m.evaluated_count / m.expected_count AS DECIMAL(5, 1)) AS coverage_percent,
    CAST(m.mean_index AS DECIMAL(6, 4)) AS mean_index,
    CAST(m.median_index AS DECIMAL(6, 4)) AS median_index,
    m.best_index,
    e.best_regions,
    m.worst_index,
    e.worst_regions,
    CAST(100 * m.memuaskan / nullif(m.graded, 0) AS DECIMAL(5, 1)) AS share_memuaskan,
    CAST(100 * m.sangat_baik / nullif(m.graded, 0) AS DECIMAL(5, 1)) AS share_sangat_baik,
    CAST(100 * m.baik / nullif(m.graded, 0) AS DECIMAL(5, 1)) AS share_baik,
    CAST(100 * m.cukup / nullif(m.graded, 0) AS DECIMAL(5, 1)) AS share_cukup,
    CAST(100 * m.kurang / nullif(m.graded, 0) AS DECIMAL(5, 1)) AS share_kurang,
    p.spbe_index AS own_index,
    p.predikat AS own_predikat,
    p.rank_in_kind AS own_rank,
    CASE
        WHEN m.expected_count IS NULL
            THEN 'Tidak ada kabupaten/kota otonom. | No autonomous kabupaten/kota.'
        WHEN m.evaluated_count < m.expected_count
            THEN
                (m.expected_count - m.evaluated_count) || ' dari ' || m.expected_count
                || ' kabupaten/kota tidak dievaluasi. | ' || (m.expected_count - m.evaluated_count) || ' of '
                || m.expected_count || ' kabupaten/kota not evaluated.'
    END AS summary_note
FROM mart.region_ranking AS p
INNER JOIN core.evaluation_years AS y ON p.evaluation_year = y.evaluation_year AND y.nationally_complete
LEFT JOIN members AS m ON p.evaluation_year = m.evaluation_year AND p.province_code = m.province_code
LEFT JOIN extremes AS e ON p.evaluation_year = e.evaluation_year AND p.province_code = e.province_code
WHERE p.kind = 'provinsi'
