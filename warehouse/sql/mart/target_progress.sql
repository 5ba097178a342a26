-- mart.target_progress: one row per target, subject of it and evaluation year, from the first year of the target's
-- instrument to the last declared year; of a target for every region, only the years with a result.
-- * The result is the official figure: the printed national index (country), the region's own (region, every_region),
--   the mean of the kabupaten/kota of a province, which has none below 65% coverage (province_aggregate). LEVEL is
--   judged by the lowest indicator level, where all are known.
-- * reached: the result is not below the target. On a grade's edge the printed grade decides: 2.60 graded Cukup is
--   below 2.6. A target without a year or of every year can only be reached or not.
-- * on_the_line: before its target year, the result is less than 0.03 from the straight line from the first comparable
--   result to the target: a difference that can be a single indicator at one level.
-- * on_track: before its target year, the result is not below the straight line from the first comparable result
--   (same instrument, not from press alone) to the target; behind: it is, or the target year has come. Compared as
--   products, never as quotients.
-- * not_assessable: another instrument, no result, press only, coverage below 65%, the target year has passed, no
--   year is named and the target not reached, the target's year is evaluated by another instrument, or it is the
--   first comparable year, where the line begins.
WITH leaves AS (
    SELECT
        instrument,
        node_code,
        count(*) OVER (PARTITION BY instrument) AS leaf_count
    FROM core.instrument_nodes
    WHERE is_leaf
),

regional_scores AS (
    SELECT
        s.evaluation_year,
        s.instrument,
        r.region_code,
        r.current_code,
        r.region_name,
        r.predikat,
        s.measure,
        s.score,
        s.evidence_grade,
        s.obs_status,
        s.speaks_as = 'shown' AS is_shown_only
    FROM core.speaking_scores AS s
    INNER JOIN mart.region_ranking AS r ON s.evaluation_year = r.evaluation_year AND s.subject_code = r.region_code
    WHERE s.subject_type = 'region' AND s.score IS NOT NULL
),

lowest_levels AS (
    SELECT
        s.evaluation_year,
        s.current_code,
        s.region_name,
        min(s.score) AS score,
        max(s.evidence_grade) AS evidence_grade,
        arg_min(s.obs_status, struct_pack(score := s.score, measure := s.measure)) AS obs_status,
        bool_or(s.is_shown_only) AS is_shown_only
    FROM regional_scores AS s
    INNER JOIN leaves AS l ON s.instrument = l.instrument AND s.measure = l.node_code
    GROUP BY s.evaluation_year, s.current_code, s.region_name
    HAVING count(*) = max(l.leaf_count)
),

without_index AS (
    SELECT evaluation_year AS year_without, current_code AS code_without, obs_status AS status_without
    FROM mart.region_ranking
    WHERE spbe_index IS NULL
),

results AS (
    SELECT
        evaluation_year,
        'country' AS scope,
        'IDN' AS subject_code,
        'Indonesia' AS subject_name,
        measure,
        CAST(score AS DECIMAL(6, 4)) AS result_value,
        evidence_grade,
        obs_status,
        speaks_as = 'shown' AS is_shown_only,
        CAST(NULL AS VARCHAR) AS predikat,
        CAST(NULL AS DECIMAL(5, 1)) AS coverage_percent
    FROM core.speaking_scores
    WHERE subject_type = 'agency_group' AND subject_code = 'Nasional'
    UNION ALL
    SELECT
        evaluation_year,
        'region' AS scope,
        current_code AS subject_code,
        region_name AS subject_name,
        measure,
        CAST(score AS DECIMAL(6, 4)) AS result_value,
        evidence_grade,
        obs_status,
        is_shown_only,
        CASE WHEN measure = 'INDEX' THEN predikat END AS predikat,
        CAST(NULL AS DECIMAL(5, 1)) AS coverage_percent
    FROM regional_scores
    UNION ALL
    SELECT
        evaluation_year,
        'region' AS scope,
        current_code AS subject_code,
        region_name AS subject_name,
        'LEVEL' AS measure,
        CAST(score AS DECIMAL(6, 4)) AS result_value,
        evidence_grade,
        obs_status,
        is_shown_only,
        CAST(NULL AS VARCHAR) AS predikat,
        CAST(NULL AS DECIMAL(5, 1)) AS coverage_percent
    FROM lowest_levels
    UNION ALL
    SELECT
        v.evaluation_year,
        'province_aggregate' AS scope,
        v.province_code AS subject_code,
        v.province_name AS subject_name,
        'INDEX' AS measure,
        v.mean_index AS result_value,
        -- A mean is no better evidence than the weakest of its members.
        max(m.evidence_grade) AS evidence_grade,
        any_value(v.obs_status) AS obs_status,
        bool_or(m.speaks_as = 'shown') AS is_shown_only,
        CAST(NULL AS VARCHAR) AS predikat,
        v.coverage_percent
    FROM mart.province_summary AS v
    LEFT JOIN mart.region_ranking AS m
        ON
            v.evaluation_year = m.evaluation_year
            AND v.province_code = m.province_code
            AND m.kind <> 'provinsi'
            AND m.spbe_index IS NOT NULL
    GROUP BY v.evaluation_year, v.province_code, v.province_name, v.mean_index, v.coverage_percent
),

subjects AS (
    SELECT
        t.target_id,
        t.subject_code,
        t.printed_name AS target_name,
        y.evaluation_year,
        y.instrument AS year_instrument,
        v.subject_name,
        v.result_value,
        v.evidence_grade,
        v.obs_status,
        v.is_shown_only,
        v.predikat,
        v.coverage_percent
    FROM core.targets AS t
    INNER JOIN core.instruments AS i ON t.instrument = i.instrument
    INNER JOIN core.evaluation_years AS y ON i.first_year <= y.evaluation_year
    LEFT JOIN results AS v
        ON
            t.target_scope = v.scope
            AND t.subject_code = v.subject_code
            AND t.target_measure = v.measure
            AND y.evaluation_year = v.evaluation_year
    WHERE t.target_scope <> 'every_region'
    UNION ALL
    SELECT
        t.target_id,
        v.subject_code,
        t.printed_name AS target_name,
        y.evaluation_year,
        y.instrument AS year_instrument,
        v.subject_name,
        v.result_value,
        v.evidence_grade,
        v.obs_status,
        v.is_shown_only,
        v.predikat,
        v.coverage_percent
    FROM core.targets AS t
    INNER JOIN core.evaluation_years AS y ON t.instrument = y.instrument
    INNER JOIN results AS v ON t.target_measure = v.measure AND y.evaluation_year = v.evaluation_year
    WHERE t.target_scope = 'every_region' AND v.scope = 'region' AND NOT v.is_shown_only
),

baselines AS (
    SELECT
        s.target_id,
        s.subject_code,
        min(s.evaluation_year) AS baseline_year,
        arg_min(s.result_value, s.evaluation_year) AS baseline_value
    FROM subjects AS s
    INNER JOIN core.targets AS t ON s.target_id = t.target_id AND s.year_instrument = t.instrument
    WHERE s.result_value IS NOT NULL AND NOT s.is_shown_only
    GROUP BY s.target_id, s.subject_code
),

compared AS (
    SELECT
        t.target_id,
        s.subject_code,
        s.evaluation_year,
        coalesce(s.subject_name, max(s.subject_name) OVER (PARTITION BY s.target_id, s.subject_code), s.target_name) AS subject_name,
        t.target_scope,
        t.target_measure,
        t.target_horizon,
        t.target_year,
        t.target_value,
        t.instrument,
        t.target_plan,
        t.target_stated_by,
        s.year_instrument,
        s.result_value,
        s.evidence_grade,
        s.obs_status,
        s.is_shown_only,
        s.coverage_percent,
        b.baseline_year,
        b.baseline_value,
        target_y.instrument AS target_year_instrument,
        s.year_instrument = t.instrument AND s.result_value IS NOT NULL AS is_comparable,
        -- On the edge of a grade the printed grade tells which side the unrounded index is on.
        s.result_value > t.target_value OR (s.result_value = t.target_value AND g.predikat IS NULL) AS is_met,
        s.result_value * (t.target_year - b.baseline_year) - b.baseline_value * (t.target_year - s.evaluation_year)
        - t.target_value * (s.evaluation_year - b.baseline_year) AS above_line
    FROM subjects AS s
    INNER JOIN core.targets AS t ON s.target_id = t.target_id
    LEFT JOIN baselines AS b ON s.target_id = b.target_id AND s.subject_code = b.subject_code
    LEFT JOIN core.evaluation_years AS target_y ON t.target_year = target_y.evaluation_year
    LEFT JOIN core.predikat_bands AS g
        ON s.year_instrument = g.instrument AND s.predikat = g.predikat AND g.upper_bound <= t.target_value AND NOT g.upper_inclusive
),

judged AS (
    SELECT
        *,
        CASE
            WHEN year_instrument <> instrument THEN 'other_instrument'
            WHEN result_value IS NULL AND coverage_percent IS NOT NULL THEN 'low_coverage'
            WHEN result_value IS NULL THEN 'no_result'
            WHEN is_shown_only THEN 'press_only'
            WHEN target_year < evaluation_year THEN 'target_year_past'
            WHEN is_met OR target_horizon = 'every_year' THEN NULL
            WHEN target_horizon = 'undated' THEN 'undated'
            WHEN target_year_instrument <> instrument THEN 'target_year_other_instrument'
            WHEN evaluation_year = baseline_year AND evaluation_year < target_year THEN 'first_year'
        END AS not_assessable_because
    FROM compared
),

verdicts AS (
    SELECT
        *,
        CASE
            WHEN not_assessable_because IS NOT NULL THEN 'not_assessable'
            WHEN is_met THEN 'reached'
            WHEN evaluation_year < target_year AND abs(above_line) < 0.03 * (target_year - baseline_year) THEN 'on_the_line'
            WHEN evaluation_year < target_year AND above_line >= 0 THEN 'on_track'
            ELSE 'behind'
        END AS target_status,
        is_comparable AND NOT is_met AND evaluation_year < target_year
        AND coalesce(target_year_instrument, instrument) = instrument AND NOT is_shown_only AS is_ahead
    FROM judged
)

SELECT
    v.target_id,
    v.subject_code,
    v.evaluation_year,
    v.subject_name,
    target_scope,
    target_measure,
    target_horizon,
    target_year,
    target_value,
    instrument,
    target_plan,
    target_stated_by,
    result_value,
    evidence_grade,
    CASE WHEN is_comparable THEN CAST(result_value - target_value AS DECIMAL(6, 4)) END AS target_gap,
    CASE WHEN is_comparable THEN CAST(100 * result_value / target_value AS DECIMAL(6, 1)) END AS achievement_percent,
    target_status,
    not_assessable_because,
    baseline_year,
    baseline_value,
    CASE
        WHEN
            target_year > baseline_year AND evaluation_year BETWEEN baseline_year AND target_year
            AND year_instrument = instrument AND coalesce(target_year_instrument, instrument) = instrument
            THEN
                CAST(
                    baseline_value + (target_value - baseline_value) * (evaluation_year - baseline_year) / (target_year - baseline_year)
                    AS DECIMAL(6, 4)
                )
    END AS line_value,
    CASE
        WHEN is_comparable AND NOT is_shown_only AND evaluation_year > baseline_year
            THEN CAST((result_value - baseline_value) / (evaluation_year - baseline_year) AS DECIMAL(6, 4))
    END AS rise_per_year,
    CASE WHEN is_ahead THEN CAST((target_value - result_value) / (target_year - evaluation_year) AS DECIMAL(6, 4)) END AS required_yearly_rise,
    year_instrument,
    target_year_instrument,
    CASE
        WHEN not_assessable_because IS NOT NULL THEN not_assessable_because
        WHEN target_status IN ('reached', 'on_the_line') THEN target_status
        WHEN target_status = 'on_track' THEN 'above_line'
        WHEN evaluation_year < target_year THEN 'below_line'
        WHEN result_value = target_value THEN 'grade_below'
        ELSE 'not_reached'
    END AS progress_note,
    -- Without a result: as the ranking says of the region; else that none is known.
    coalesce(v.obs_status, r.status_without, f.obs_status) AS obs_status
FROM verdicts AS v
INNER JOIN core.observation_flags AS f ON f.status = 'not_published'
LEFT JOIN without_index AS r
    ON v.target_scope = 'region' AND v.evaluation_year = r.year_without AND v.subject_code = r.code_without
