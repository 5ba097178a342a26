-- mart.province_plan: one row per declared target of the kabupaten/kota of a province, nationally complete year of its
-- instrument, and kabupaten/kota of the province in that year: what each would have to rise so that each reaches the
-- target, and so that their mean does.
-- * For each: the target minus the own index, 0 where it is reached.
-- * For the mean there are many ways. This is the one that lifts from below: all below one floor rise to it, nobody
--   else rises, and the mean is the target; the lowest end as high as any plan of that mean allows. The floor is the
--   least, over the k lowest, of (what is missing in sum + the sum of the k lowest) / k; rounded up to four decimals.
-- * A region without an index is there with its status, and is in no mean. Below 65% coverage there is no plan for
--   the mean.
-- Whole hundredths and ten-thousandths, so that sums and the rounding up are exact.
WITH members AS (
    SELECT
        t.target_id,
        t.instrument,
        t.target_value,
        CAST(100 * t.target_value AS BIGINT) AS aim,
        y.evaluation_year,
        p.province_code,
        p.province_name,
        r.region_code,
        r.region_name,
        r.kind,
        r.spbe_index,
        r.predikat,
        r.rank_in_province,
        r.status,
        r.obs_status,
        CAST(100 * r.spbe_index AS BIGINT) AS hundredths,
        row_number() OVER (
            PARTITION BY t.target_id, y.evaluation_year, r.spbe_index IS NULL ORDER BY r.spbe_index, r.region_code
        ) AS place
    FROM core.targets AS t
    INNER JOIN core.evaluation_years AS y ON t.instrument = y.instrument AND y.nationally_complete
    INNER JOIN mart.region_ranking AS p
        ON y.evaluation_year = p.evaluation_year AND t.subject_code = p.current_code AND p.kind = 'provinsi'
    INNER JOIN mart.region_ranking AS r
        ON y.evaluation_year = r.evaluation_year AND p.province_code = r.province_code AND r.kind <> 'provinsi'
    WHERE t.target_scope = 'province_aggregate' AND t.target_measure = 'INDEX'
),

provinces AS (
    SELECT
        target_id,
        evaluation_year,
        count(*) AS expected_count,
        count(hundredths) AS evaluated_count,
        100 * count(hundredths) >= 65 * count(*) AS is_covered,
        count(*) FILTER (WHERE hundredths < aim) AS below_target_count,
        CAST(sum(hundredths) AS BIGINT) AS total,
        count(hundredths) * any_value(aim) - CAST(sum(hundredths) AS BIGINT) AS missing
    FROM members
    GROUP BY target_id, evaluation_year
),

lowest AS (
    SELECT
        target_id,
        evaluation_year,
        place,
        CAST(
            sum(hundredths) OVER (
                PARTITION BY target_id, evaluation_year ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
            ) AS BIGINT
        ) AS total
    FROM members
    WHERE hundredths IS NOT NULL
),

floors AS (
    SELECT
        p.target_id,
        p.evaluation_year,
        min((100 * (p.missing + l.total) + l.place - 1) // l.place) AS floor
    FROM provinces AS p
    INNER JOIN lowest AS l ON p.target_id = l.target_id AND p.evaluation_year = l.evaluation_year
    WHERE p.is_covered AND p.missing > 0
    GROUP BY p.target_id, p.evaluation_year
)

SELECT
    m.target_id,
    m.evaluation_year,
    m.instrument,
    m.province_code,
    m.province_name,
    m.target_value,
    m.region_code,
    m.region_name,
    m.kind,
    m.spbe_index,
    m.predikat,
    m.rank_in_province,
    m.status,
    CASE WHEN m.spbe_index IS NOT NULL THEN CAST(greatest(m.target_value - m.spbe_index, 0) AS DECIMAL(4, 2)) END AS rise_for_each,
    CASE
        WHEN m.spbe_index IS NOT NULL AND p.is_covered
            THEN CAST(greatest(coalesce(f.floor - 100 * m.hundredths, 0), 0) * 0.0001 AS DECIMAL(6, 4))
    END AS rise_for_mean,
    CAST(f.floor * 0.0001 AS DECIMAL(6, 4)) AS floor_for_mean,
    CASE WHEN p.is_covered THEN CAST(p.total / (100 * p.evaluated_count) AS DECIMAL(6, 4)) END AS mean_index,
    CAST(p.evaluated_count AS INTEGER) AS evaluated_count,
    CAST(p.expected_count AS INTEGER) AS expected_count,
    CAST(p.below_target_count AS INTEGER) AS below_target_count,
    CASE
        WHEN m.spbe_index IS NULL THEN 'no_result'
        -- On the edge of a grade the printed grade tells which side the unrounded index is on.
        WHEN m.spbe_index = m.target_value AND b.predikat IS NOT NULL THEN 'on_the_edge'
        WHEN m.spbe_index >= m.target_value THEN 'reached'
        ELSE 'below'
    END AS each_note,
    CASE
        WHEN m.spbe_index IS NULL THEN 'no_result'
        WHEN NOT p.is_covered THEN 'low_coverage'
        WHEN f.floor IS NULL THEN 'mean_reached'
        WHEN 100 * m.hundredths < f.floor THEN 'below_the_floor'
        ELSE 'above_the_floor'
    END AS mean_note,
    m.obs_status
FROM members AS m
INNER JOIN provinces AS p ON m.target_id = p.target_id AND m.evaluation_year = p.evaluation_year
LEFT JOIN floors AS f ON m.target_id = f.target_id AND m.evaluation_year = f.evaluation_year
LEFT JOIN core.predikat_bands AS b
    ON m.instrument = b.instrument AND m.predikat = b.predikat AND b.upper_bound <= m.target_value AND NOT b.upper_inclusive
