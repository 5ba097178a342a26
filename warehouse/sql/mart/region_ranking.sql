-- mart.region_ranking: one row per declared evaluation year and region of that year's register, also those not evaluated
-- and those of years whose results are not held.
-- Ranked first, rounded never; equal scores share the better rank (1, 1, 3); a region without an index, or of
-- a year without national results, has no rank. "Province" and "expected" are as of 31 December of the year.
-- Which statements speak, and as what, core.speaking_scores decides; what may be compared, core.year_pairs.
-- Index and grade of a row come from one document; a grade of another one is not shown beside the index.
-- Final is what the ministry's national results say (grade A; who is not in them was not evaluated), once the decree that
-- settles them is known by its number.
-- d1 to d4 are the domains that these columns are named after, those of SPBE-2020: D3 of SPBE-2018 is another one. The
-- parts of an index under any instrument are in core.spbe_scores and, of ranked years, in mart.domain_profile.
-- A year of which neither a decree nor any statement is known is not published as far as is known here; any other
-- without national results is not held.
WITH scored AS (
    SELECT
        s.evaluation_year,
        s.region_code,
        max(s.score) FILTER (s.measure = 'INDEX') AS spbe_index,
        max(s.printed_value) FILTER (s.measure = 'PREDIKAT' AND s.status = 'published') AS predikat,
        max(s.document_id) FILTER (s.measure = 'PREDIKAT') AS predikat_document_id,
        max(s.score) FILTER (s.measure = 'D1' AND s.instrument = 'SPBE-2020') AS d1,
        max(s.score) FILTER (s.measure = 'D2' AND s.instrument = 'SPBE-2020') AS d2,
        max(s.score) FILTER (s.measure = 'D3' AND s.instrument = 'SPBE-2020') AS d3,
        max(s.score) FILTER (s.measure = 'D4' AND s.instrument = 'SPBE-2020') AS d4,
        string_agg(s.measure || ': ' || coalesce(s.status_reason_id, s.flag_reason_id, s.deviation_reason_id), '; ' ORDER BY s.measure) AS figure_note_id,
        string_agg(s.measure || ': ' || coalesce(s.status_reason_en, s.flag_reason_en, s.deviation_reason_en), '; ' ORDER BY s.measure) AS figure_note_en,
        bool_or(s.deviation_reason_en IS NOT NULL) AS is_off_scale,
        max(s.status) FILTER (s.measure = 'INDEX') AS index_status,
        bool_or(s.measure IN ('D1', 'D2', 'D3', 'D4') AND s.status <> 'published') AS domain_differs,
        max(s.evidence_grade) FILTER (s.measure = 'INDEX') AS evidence_grade,
        max(k.speaks_as) FILTER (s.measure = 'INDEX') AS speaks_as,
        max(k.certainty) FILTER (s.measure = 'INDEX') AS certainty,
        max(k.obs_status) FILTER (s.measure = 'INDEX') AS index_obs_status,
        max(s.document_id) FILTER (s.measure = 'INDEX') AS document_id
    FROM core.spbe_scores AS s
    INNER JOIN core.speaking_scores AS k
        ON
            k.subject_type = 'region'
            AND s.evaluation_year = k.evaluation_year
            AND s.region_code = k.subject_code
            AND s.measure = k.measure
    GROUP BY s.evaluation_year, s.region_code
),

decreed AS (
    SELECT evaluation_year FROM core.evaluation_years WHERE decree_number IS NOT NULL
    UNION
    SELECT edition FROM core.documents WHERE decree_number IS NOT NULL
),

known AS (
    SELECT evaluation_year FROM decreed
    UNION
    SELECT evaluation_year FROM core.speaking_scores
),

levels AS (
    SELECT
        s.evaluation_year,
        s.subject_code AS region_code,
        count(*) AS leaves_known
    FROM core.speaking_scores AS s
    INNER JOIN core.instrument_nodes AS n ON s.instrument = n.instrument AND s.measure = n.node_code AND n.is_leaf
    WHERE s.subject_type = 'region' AND s.score IS NOT NULL
    GROUP BY s.evaluation_year, s.subject_code
),

leaves AS (
    SELECT
        instrument,
        count(*) AS leaf_count
    FROM core.instrument_nodes
    WHERE is_leaf
    GROUP BY instrument
),

expected AS (
    SELECT
        y.evaluation_year,
        y.instrument,
        y.nationally_complete,
        y.nationally_complete AND d.evaluation_year IS NOT NULL AS has_final_results,
        k.evaluation_year IS NOT NULL AS is_known_to_be_out,
        r.region_code,
        r.region_name,
        r.kind,
        r.province_code,
        r.province_name,
        r.current_code,
        count(*) OVER (PARTITION BY y.evaluation_year, r.kind) AS expected_in_kind,
        count(*) OVER (PARTITION BY y.evaluation_year, r.kind = 'provinsi') AS expected_alike,
        count(*) OVER (PARTITION BY y.evaluation_year, r.kind = 'provinsi', r.province_code) AS expected_alike_in_province
    FROM core.evaluation_years AS y
    LEFT JOIN decreed AS d ON y.evaluation_year = d.evaluation_year
    LEFT JOIN known AS k ON y.evaluation_year = k.evaluation_year
    INNER JOIN core.regions AS r
        ON
            r.autonomous
            AND coalesce(r.valid_from_year, y.evaluation_year) <= y.evaluation_year
            AND coalesce(r.valid_to_year, y.evaluation_year) >= y.evaluation_year
),

region_years AS (
    SELECT
        e.*,
        s.* EXCLUDE (evaluation_year, region_code),
        s.region_code IS NOT NULL AS has_row
    FROM expected AS e
    LEFT JOIN scored AS s ON e.evaluation_year = s.evaluation_year AND e.region_code = s.region_code
),

-- How many are ranked is said of every region of the group, ranked or not.
counted AS (
    SELECT
        evaluation_year,
        region_code,
        count(spbe_index) OVER (PARTITION BY evaluation_year, kind) AS ranked_in_kind,
        count(spbe_index) OVER (PARTITION BY evaluation_year, kind = 'provinsi') AS ranked_alike,
        count(spbe_index) OVER (PARTITION BY evaluation_year, kind = 'provinsi', province_code) AS ranked_alike_in_province
    FROM region_years
    WHERE nationally_complete
),

ranked AS (
    SELECT
        evaluation_year,
        region_code,
        rank() OVER (PARTITION BY evaluation_year, kind ORDER BY spbe_index DESC) AS rank_in_kind,
        count(*) OVER (PARTITION BY evaluation_year, kind, spbe_index) AS tied_in_kind,
        rank() OVER (PARTITION BY evaluation_year, kind = 'provinsi' ORDER BY spbe_index DESC) AS rank_alike,
        count(*) OVER (PARTITION BY evaluation_year, kind = 'provinsi', spbe_index) AS tied_alike,
        rank() OVER (PARTITION BY evaluation_year, kind = 'provinsi', province_code ORDER BY spbe_index DESC) AS rank_alike_in_province,
        count(*) OVER (PARTITION BY evaluation_year, kind = 'provinsi', province_code, spbe_index) AS tied_alike_in_province
    FROM region_years
    WHERE nationally_complete AND spbe_index IS NOT NULL
),

placed AS (
    SELECT
        y.*,
        k.* EXCLUDE (evaluation_year, region_code),
        c.* EXCLUDE (evaluation_year, region_code),
        i.rank_lo,
        i.rank_hi,
        i.weights_rank_lo,
        i.weights_rank_hi,
        i.clearly_ahead_of,
        i.clearly_behind,
        i.interval_basis,
        f.leaf_count,
        coalesce(l.leaves_known, 0) AS leaves_known,
        CASE
            WHEN y.index_status = 'published' AND y.domain_differs THEN 'published_in_part'
            WHEN y.spbe_index IS NOT NULL OR y.index_status IS NOT NULL THEN y.index_status
            WHEN y.nationally_complete AND y.has_row THEN 'not_published'
            WHEN y.nationally_complete THEN 'not_evaluated'
            WHEN y.is_known_to_be_out THEN 'not_held'
            ELSE 'not_published'
        END AS status,
        y.kind <> 'provinsi' AS is_kabkota,
        coalesce(y.speaks_as = 'ranked', FALSE) AS is_vouched_for
    FROM region_years AS y
    LEFT JOIN ranked AS k ON y.evaluation_year = k.evaluation_year AND y.region_code = k.region_code
    LEFT JOIN counted AS c ON y.evaluation_year = c.evaluation_year AND y.region_code = c.region_code
    LEFT JOIN mart.rank_intervals AS i ON y.evaluation_year = i.evaluation_year AND y.region_code = i.region_code
    LEFT JOIN levels AS l ON y.evaluation_year = l.evaluation_year AND y.region_code = l.region_code
    LEFT JOIN leaves AS f ON y.instrument = f.instrument
)

SELECT
    p.evaluation_year,
    p.instrument,
    p.region_code,
    p.region_name,
    p.kind,
    p.province_code,
    p.province_name,
    p.spbe_index,
    CASE WHEN p.predikat_document_id = p.document_id THEN p.predikat END AS predikat,
    p.rank_in_kind,
    p.tied_in_kind,
    p.ranked_in_kind,
    p.expected_in_kind,
    CASE WHEN p.is_kabkota THEN p.rank_alike END AS rank_in_kabkota,
    CASE WHEN p.is_kabkota THEN p.tied_alike END AS tied_in_kabkota,
    CASE WHEN p.is_kabkota THEN p.ranked_alike END AS ranked_in_kabkota,
    CASE WHEN p.is_kabkota THEN p.expected_alike END AS expected_in_kabkota,
    CASE WHEN p.is_kabkota THEN p.rank_alike_in_province END AS rank_in_province,
    CASE WHEN p.is_kabkota THEN p.tied_alike_in_province END AS tied_in_province,
    CASE WHEN p.is_kabkota THEN p.ranked_alike_in_province END AS ranked_in_province,
    CASE WHEN p.is_kabkota THEN p.expected_alike_in_province END AS expected_in_province,
    p.rank_lo,
    p.rank_hi,
    p.weights_rank_lo,
    p.weights_rank_hi,
    p.clearly_ahead_of,
    CASE
        WHEN p.rank_in_kind IS NOT NULL
            THEN CAST(p.ranked_in_kind - 1 - p.clearly_ahead_of - p.clearly_behind AS INTEGER)
    END AS not_distinguishable_from,
    p.clearly_behind,
    CASE
        WHEN p.rank_in_kind IS NULL THEN NULL
        WHEN p.ranked_in_kind = 1 THEN 'only_one'
        WHEN p.interval_basis = 'rounding' THEN 'not_told_apart'
        ELSE 'told_apart'
    END AS rank_standing,
    CASE
        WHEN p.rank_in_kind IS NOT NULL THEN NULL
        WHEN NOT p.nationally_complete THEN 'year_not_ranked'
        ELSE 'no_index'
    END AS rank_note,
    p.d1,
    p.d2,
    p.d3,
    p.d4,
    p.figure_note_id,
    p.figure_note_en,
    CASE
        WHEN p.is_off_scale THEN 'off_scale'
        WHEN
            b.is_off_scale AND v.scores_comparable AND p.is_vouched_for AND b.is_vouched_for
            AND p.spbe_index IS NOT NULL AND b.spbe_index IS NOT NULL
            THEN 'off_scale_before'
    END AS deviation_note,
    CASE WHEN v.scores_comparable AND p.is_vouched_for AND b.is_vouched_for THEN p.spbe_index - b.spbe_index END AS index_change,
    CASE WHEN v.ranks_comparable AND p.kind = b.kind THEN b.rank_in_kind - p.rank_in_kind END AS rank_change,
    p.evaluation_year - 1 AS previous_year,
    v.previous_instrument,
    CASE
        WHEN p.spbe_index IS NULL THEN 'no_index_now'
        WHEN NOT v.scores_comparable THEN 'instrument_changed'
        WHEN b.spbe_index IS NULL AND v.complete_before THEN 'not_evaluated_before'
        WHEN b.spbe_index IS NULL THEN 'no_index_before'
        WHEN NOT p.is_vouched_for OR NOT b.is_vouched_for THEN 'press_only'
        WHEN NOT p.nationally_complete AND NOT v.complete_before THEN 'unranked_both'
        WHEN NOT v.complete_before THEN 'one_document_before'
        WHEN NOT p.nationally_complete THEN 'unranked_now'
    END AS change_note,
    p.status,
    CASE WHEN p.spbe_index IS NULL THEN p.status ELSE p.certainty END AS certainty,
    p.has_final_results AND coalesce(p.certainty, 'official') = 'official' AS is_final,
    coalesce(p.leaves_known = p.leaf_count, FALSE) AS levels_known,
    CASE
        WHEN p.spbe_index IS NULL OR p.leaves_known = p.leaf_count THEN NULL
        WHEN p.leaf_count IS NULL THEN 'indicators_not_known'
        WHEN i.level_step IS NULL THEN 'decimal_scores'
        WHEN p.leaves_known > 0 THEN 'incomplete'
        ELSE 'not_held'
    END AS levels_missing_because,
    p.evidence_grade,
    p.speaks_as,
    p.document_id,
    d.copy_kind,
    p.current_code,
    CASE WHEN p.spbe_index IS NULL THEN o.obs_status ELSE p.index_obs_status END AS obs_status
FROM placed AS p
LEFT JOIN core.observation_flags AS o ON p.status = o.status
LEFT JOIN core.documents AS d ON p.document_id = d.document_id
LEFT JOIN core.instruments AS i ON p.instrument = i.instrument
LEFT JOIN core.year_pairs AS v ON p.evaluation_year = v.evaluation_year
LEFT JOIN placed AS b ON p.current_code = b.current_code AND v.previous_year = b.evaluation_year
