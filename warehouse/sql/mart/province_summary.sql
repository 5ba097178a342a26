-- mart.province_summary: one row per nationally complete evaluation year and province, as of that year: the index of
-- its own government beside its kabupaten and kota. Aggregates are over those that have an index; missing is never
-- averaged in, and where fewer than 65% have one, nothing is aggregated: then the note says so. Sums are of whole
-- hundredths, so that no order of addition shows. Weights are today's population, by today's code.
WITH complete_years AS (
    SELECT y.evaluation_year, y.instrument, i.level_min
    FROM core.evaluation_years AS y
    INNER JOIN core.instruments AS i ON y.instrument = i.instrument
    WHERE y.nationally_complete
),

people AS (
    SELECT current_code, max(population) AS population
    FROM core.regions
    WHERE valid_to_year IS NULL
    GROUP BY current_code
),

members AS (
    SELECT
        r.evaluation_year,
        r.province_code,
        r.current_code,
        r.region_name,
        r.spbe_index,
        r.predikat,
        coalesce(r.deviation_note = 'off_scale', FALSE) AS is_off_scale,
        CAST(100 * r.spbe_index AS BIGINT) AS hundredths,
        w.population,
        row_number() OVER (
            PARTITION BY r.evaluation_year, r.province_code, r.spbe_index IS NULL ORDER BY r.spbe_index, r.region_code
        ) AS place
    FROM mart.region_ranking AS r
    INNER JOIN complete_years AS y ON r.evaluation_year = y.evaluation_year
    LEFT JOIN people AS w ON r.current_code = w.current_code
    WHERE r.kind <> 'provinsi'
),

counted AS (
    SELECT
        evaluation_year,
        province_code,
        count(*) AS expected_count,
        count(spbe_index) AS evaluated_count,
        nullif(count(spbe_index), 0) AS n,
        100 * count(spbe_index) >= 65 * count(*) AS is_covered,
        CAST(sum(hundredths) AS BIGINT) AS total,
        CAST(sum(hundredths * hundredths) AS BIGINT) AS total_of_squares,
        CAST(sum(hundredths * population) AS BIGINT) AS weighted_total,
        CAST(sum(population) FILTER (WHERE spbe_index IS NOT NULL) AS BIGINT) AS weight,
        count(population) FILTER (WHERE spbe_index IS NOT NULL) AS weighted_count,
        CAST(median(CAST(spbe_index AS DECIMAL(6, 4))) AS DECIMAL(6, 4)) AS median_index,
        CAST(quantile_cont(CAST(spbe_index AS DECIMAL(6, 4)), 0.25) AS DECIMAL(6, 4)) AS lower_quartile,
        CAST(quantile_cont(CAST(spbe_index AS DECIMAL(6, 4)), 0.75) AS DECIMAL(6, 4)) AS upper_quartile,
        max(spbe_index) AS best_index,
        min(spbe_index) AS worst_index,
        count(*) FILTER (WHERE predikat = 'Memuaskan') AS memuaskan,
        count(*) FILTER (WHERE predikat = 'Sangat Baik') AS sangat_baik,
        count(*) FILTER (WHERE predikat = 'Baik') AS baik,
        count(*) FILTER (WHERE predikat = 'Cukup') AS cukup,
        count(*) FILTER (WHERE predikat = 'Kurang') AS kurang,
        count(predikat) AS graded,
        string_agg(region_name, '; ' ORDER BY region_name) FILTER (WHERE is_off_scale) AS off_scale_regions
    FROM members
    GROUP BY evaluation_year, province_code
),

-- The sum of the differences of all pairs: in ascending order the k-th of n is subtracted n - k and added k - 1 times.
pairs AS (
    SELECT
        m.evaluation_year,
        m.province_code,
        CAST(sum((2 * m.place - c.evaluated_count - 1) * m.hundredths) AS BIGINT) AS total_of_gaps
    FROM members AS m
    INNER JOIN counted AS c ON m.evaluation_year = c.evaluation_year AND m.province_code = c.province_code
    WHERE m.spbe_index IS NOT NULL
    GROUP BY m.evaluation_year, m.province_code
),

extremes AS (
    SELECT
        m.evaluation_year,
        m.province_code,
        string_agg(m.region_name, '; ' ORDER BY m.region_name) FILTER (WHERE m.spbe_index = c.best_index) AS best_regions,
        string_agg(m.region_name, '; ' ORDER BY m.region_name) FILTER (WHERE m.spbe_index = c.worst_index) AS worst_regions
    FROM members AS m
    INNER JOIN counted AS c ON m.evaluation_year = c.evaluation_year AND m.province_code = c.province_code
    WHERE m.spbe_index = c.best_index OR m.spbe_index = c.worst_index
    GROUP BY m.evaluation_year, m.province_code
),

summed AS (
    SELECT
        p.evaluation_year,
        p.instrument,
        p.province_code,
        p.province_name,
        p.current_code,
        p.spbe_index,
        p.predikat,
        p.rank_in_kind,
        coalesce(c.expected_count, 0) AS expected_count,
        coalesce(c.evaluated_count, 0) AS evaluated_count,
        coalesce(c.is_covered, FALSE) AS is_covered,
        CAST(100 * c.evaluated_count / c.expected_count AS DECIMAL(5, 1)) AS coverage_percent,
        CAST(c.total / (100 * c.n) AS DECIMAL(6, 4)) AS mean_index,
        c.median_index,
        CASE
            WHEN 100 * c.weighted_count >= 65 * c.expected_count
                THEN CAST(c.weighted_total / (100 * c.weight) AS DECIMAL(6, 4))
        END AS weighted_mean_index,
        coalesce(c.weighted_count, 0) AS weighted_count,
        CAST(
            sqrt(c.n * c.total_of_squares - c.total * c.total) / (100 * c.n) AS DECIMAL(6, 4)
        ) AS spread_index,
        c.best_index - c.worst_index AS range_index,
        c.upper_quartile - c.lower_quartile AS quartile_range,
        CASE
            WHEN c.n > 1
                THEN CAST(d.total_of_gaps / (50 * c.n * (c.n - 1)) AS DECIMAL(6, 4))
        END AS mean_gap,
        CASE
            WHEN c.total > 100 * y.level_min * c.n
                THEN CAST(d.total_of_gaps / (c.n * (c.total - 100 * y.level_min * c.n)) AS DECIMAL(6, 4))
        END AS gini,
        c.best_index,
        c.worst_index,
        e.best_regions,
        e.worst_regions,
        c.memuaskan,
        c.sangat_baik,
        c.baik,
        c.cukup,
        c.kurang,
        nullif(c.graded, 0) AS graded,
        c.off_scale_regions
    FROM mart.region_ranking AS p
    INNER JOIN complete_years AS y ON p.evaluation_year = y.evaluation_year
    LEFT JOIN counted AS c ON p.evaluation_year = c.evaluation_year AND p.province_code = c.province_code
    LEFT JOIN pairs AS d ON p.evaluation_year = d.evaluation_year AND p.province_code = d.province_code
    LEFT JOIN extremes AS e ON p.evaluation_year = e.evaluation_year AND p.province_code = e.province_code
    WHERE p.kind = 'provinsi'
),

-- Whether the province was the same territory in the previous year, and how many were evaluated in one year only.
kept AS (
    SELECT
        s.evaluation_year,
        s.province_code,
        count(b.current_code) AS kept_count,
        count(*) FILTER (WHERE (n.spbe_index IS NULL) <> (b.spbe_index IS NULL)) AS differing_count
    FROM summed AS s
    INNER JOIN core.year_pairs AS v ON s.evaluation_year = v.evaluation_year
    INNER JOIN summed AS before_province ON s.current_code = before_province.current_code AND v.previous_year = before_province.evaluation_year
    INNER JOIN members AS n ON s.evaluation_year = n.evaluation_year AND s.province_code = n.province_code
    LEFT JOIN members AS b
        ON
            n.current_code = b.current_code
            AND before_province.evaluation_year = b.evaluation_year
            AND before_province.province_code = b.province_code
    GROUP BY s.evaluation_year, s.province_code
),

compared AS (
    SELECT
        s.*,
        b.evaluation_year IS NOT NULL AS has_previous_year,
        b.instrument AS previous_instrument,
        v.scores_comparable,
        coalesce(b.is_covered, FALSE) AS was_covered,
        coalesce(k.kept_count = s.expected_count AND k.kept_count = b.expected_count, FALSE) AS is_same_territory,
        s.is_covered AND b.is_covered AND v.scores_comparable
        AND coalesce(k.kept_count = s.expected_count AND k.kept_count = b.expected_count, FALSE) AS is_comparable,
        k.differing_count,
        b.off_scale_regions AS off_scale_before,
        b.mean_gap AS mean_gap_before,
        b.gini AS gini_before
    FROM summed AS s
    LEFT JOIN core.year_pairs AS v ON s.evaluation_year = v.evaluation_year
    LEFT JOIN summed AS b ON s.current_code = b.current_code AND v.previous_year = b.evaluation_year
    LEFT JOIN kept AS k ON s.evaluation_year = k.evaluation_year AND s.province_code = k.province_code
)

SELECT
    evaluation_year,
    instrument,
    province_code,
    province_name,
    evaluated_count,
    expected_count,
    coverage_percent,
    CASE WHEN is_covered THEN mean_index END AS mean_index,
    CASE WHEN is_covered THEN median_index END AS median_index,
    CASE WHEN is_covered THEN weighted_mean_index END AS weighted_mean_index,
    weighted_count,
    CASE WHEN is_covered THEN spread_index END AS spread_index,
    CASE WHEN is_covered THEN range_index END AS range_index,
    CASE WHEN is_covered THEN quartile_range END AS quartile_range,
    CASE WHEN is_covered THEN best_index END AS best_index,
    CASE WHEN is_covered THEN best_regions END AS best_regions,
    CASE WHEN is_covered THEN worst_index END AS worst_index,
    CASE WHEN is_covered THEN worst_regions END AS worst_regions,
    CASE WHEN is_covered THEN CAST(100 * memuaskan / graded AS DECIMAL(5, 1)) END AS share_memuaskan,
    CASE WHEN is_covered THEN CAST(100 * sangat_baik / graded AS DECIMAL(5, 1)) END AS share_sangat_baik,
    CASE WHEN is_covered THEN CAST(100 * baik / graded AS DECIMAL(5, 1)) END AS share_baik,
    CASE WHEN is_covered THEN CAST(100 * cukup / graded AS DECIMAL(5, 1)) END AS share_cukup,
    CASE WHEN is_covered THEN CAST(100 * kurang / graded AS DECIMAL(5, 1)) END AS share_kurang,
    CASE WHEN is_covered THEN mean_gap END AS mean_gap,
    CASE WHEN is_comparable THEN mean_gap - mean_gap_before END AS mean_gap_change,
    CASE WHEN is_covered THEN gini END AS gini,
    CASE WHEN is_comparable THEN gini - gini_before END AS gini_change,
    evaluation_year - 1 AS previous_year,
    previous_instrument,
    differing_count AS evaluated_once,
    CASE
        WHEN expected_count = 0 THEN NULL
        WHEN NOT has_previous_year THEN 'unranked_before'
        WHEN NOT scores_comparable THEN 'instrument_changed'
        WHEN NOT is_same_territory THEN 'other_territory'
        WHEN NOT is_covered OR NOT was_covered THEN 'low_coverage'
        WHEN differing_count > 0 THEN 'evaluated_once'
    END AS province_change_note,
    spbe_index AS own_index,
    predikat AS own_predikat,
    rank_in_kind AS own_rank,
    CASE
        WHEN expected_count = 0 THEN 'no_members'
        WHEN NOT is_covered THEN 'low_coverage'
        WHEN evaluated_count < expected_count THEN 'incomplete'
    END AS summary_note,
    CASE
        WHEN NOT is_covered THEN NULL
        WHEN off_scale_regions IS NOT NULL THEN 'off_scale_member'
        WHEN is_comparable AND off_scale_before IS NOT NULL THEN 'off_scale_member_before'
    END AS province_deviation_note,
    CASE
        WHEN NOT is_covered THEN NULL
        WHEN off_scale_regions IS NOT NULL THEN off_scale_regions
        WHEN is_comparable THEN off_scale_before
    END AS off_scale_regions,
    -- Of the aggregates: those over a part of the members are estimates of the province.
    CASE
        WHEN expected_count = 0 THEN 'M'
        WHEN NOT is_covered THEN 'O'
        WHEN evaluated_count < expected_count THEN 'E'
        WHEN NOT scores_comparable THEN 'B'
        ELSE 'A'
    END AS obs_status
FROM compared
