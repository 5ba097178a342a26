-- mart.region_ranking: one row per evaluation year and region, also those not evaluated in a complete year.
-- Ranked first, rounded never; equal scores share the better rank (1, 1, 3); a region without an index, or of
-- a year without national results, has no rank. "Province" and "expected" are as of 31 December of the year.
-- Which statements speak, and as what, core.speaking_scores decides; what may be compared, core.year_pairs.
-- How sure a rank is: clearly ahead of those whose whole rank interval lies below its own, unless one level of the
-- heaviest indicator could make the difference of the two indices; clearly behind the other way round; not
-- distinguishable from the others.
WITH scored AS (
    SELECT
        s.evaluation_year,
        s.region_code,
        max(s.score) FILTER (s.measure = 'INDEX') AS spbe_index,
        max(s.printed_value) FILTER (s.measure = 'PREDIKAT' AND s.status = 'published') AS predikat,
        max(s.score) FILTER (s.measure = 'D1') AS d1,
        max(s.score) FILTER (s.measure = 'D2') AS d2,
        max(s.score) FILTER (s.measure = 'D3') AS d3,
        max(s.score) FILTER (s.measure = 'D4') AS d4,
        string_agg(s.measure || ': ' || coalesce(s.status_reason_id, s.flag_reason_id, s.deviation_reason_id), '; ' ORDER BY s.measure) AS figure_note_id,
        string_agg(s.measure || ': ' || coalesce(s.status_reason_en, s.flag_reason_en, s.deviation_reason_en), '; ' ORDER BY s.measure) AS figure_note_en,
        max(s.status) FILTER (s.measure = 'INDEX') AS index_status,
        max(s.evidence_grade) FILTER (s.measure = 'INDEX') AS evidence_grade,
        max(k.speaks_as) FILTER (s.measure = 'INDEX') AS speaks_as,
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

expected AS (
    SELECT
        y.evaluation_year,
        y.instrument,
        y.nationally_complete,
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
    WHERE e.nationally_complete OR s.region_code IS NOT NULL
),

ranked AS (
    SELECT
        evaluation_year,
        region_code,
        rank() OVER (PARTITION BY evaluation_year, kind ORDER BY spbe_index DESC) AS rank_in_kind,
        count(*) OVER (PARTITION BY evaluation_year, kind, spbe_index) AS tied_in_kind,
        count(*) OVER (PARTITION BY evaluation_year, kind) AS ranked_in_kind,
        rank() OVER (PARTITION BY evaluation_year, kind = 'provinsi' ORDER BY spbe_index DESC) AS rank_alike,
        count(*) OVER (PARTITION BY evaluation_year, kind = 'provinsi', spbe_index) AS tied_alike,
        count(*) OVER (PARTITION BY evaluation_year, kind = 'provinsi') AS ranked_alike,
        rank() OVER (PARTITION BY evaluation_year, kind = 'provinsi', province_code ORDER BY spbe_index DESC) AS rank_alike_in_province,
        count(*) OVER (PARTITION BY evaluation_year, kind = 'provinsi', province_code, spbe_index) AS tied_alike_in_province,
        count(*) OVER (PARTITION BY evaluation_year, kind = 'provinsi', province_code) AS ranked_alike_in_province
    FROM region_years
    WHERE nationally_complete AND spbe_index IS NOT NULL
),

largest_steps AS (
    SELECT
        instrument,
        0.01 * max(weight_percent) AS largest_step
    FROM core.instrument_nodes
    WHERE is_leaf
    GROUP BY instrument
),

-- One level's worth less than the index; NULL where the indicators are not known: then nobody is clear of another.
intervals AS (
    SELECT
        k.evaluation_year,
        k.kind,
        k.region_code,
        k.spbe_index,
        k.spbe_index - s.largest_step AS one_level_below,
        i.rank_lo,
        i.rank_hi,
        i.interval_basis
    FROM mart.rank_intervals AS i
    INNER JOIN region_years AS k ON i.evaluation_year = k.evaluation_year AND i.region_code = k.region_code
    LEFT JOIN largest_steps AS s ON k.instrument = s.instrument
),

clear_pairs AS (
    SELECT
        i.evaluation_year,
        i.region_code AS ahead,
        j.region_code AS behind
    FROM intervals AS i
    INNER JOIN intervals AS j
        ON
            i.evaluation_year = j.evaluation_year
            AND i.kind = j.kind
            AND i.rank_hi < j.rank_lo
            AND j.spbe_index < i.one_level_below
),

standing AS (
    SELECT
        i.evaluation_year,
        i.region_code,
        i.rank_lo,
        i.rank_hi,
        CAST(coalesce(a.regions, 0) AS INTEGER) AS clearly_ahead_of,
        CAST(k.ranked_in_kind - 1 - coalesce(a.regions, 0) - coalesce(b.regions, 0) AS INTEGER) AS not_distinguishable_from,
        CAST(coalesce(b.regions, 0) AS INTEGER) AS clearly_behind,
        CASE
            WHEN k.ranked_in_kind = 1 THEN 'only_one'
            WHEN i.interval_basis = 'index' THEN 'told_apart_by_rounding'
            ELSE 'told_apart'
        END AS rank_standing
    FROM intervals AS i
    INNER JOIN ranked AS k ON i.evaluation_year = k.evaluation_year AND i.region_code = k.region_code
    LEFT JOIN (SELECT evaluation_year, ahead, count(*) AS regions FROM clear_pairs GROUP BY evaluation_year, ahead) AS a
        ON i.evaluation_year = a.evaluation_year AND i.region_code = a.ahead
    LEFT JOIN (SELECT evaluation_year, behind, count(*) AS regions FROM clear_pairs GROUP BY evaluation_year, behind) AS b
        ON i.evaluation_year = b.evaluation_year AND i.region_code = b.behind
),

placed AS (
    SELECT
        y.*,
        k.* EXCLUDE (evaluation_year, region_code),
        t.* EXCLUDE (evaluation_year, region_code),
        y.kind <> 'provinsi' AS is_kabkota,
        coalesce(y.speaks_as = 'ranked', FALSE) AS is_vouched_for
    FROM region_years AS y
    LEFT JOIN ranked AS k ON y.evaluation_year = k.evaluation_year AND y.region_code = k.region_code
    LEFT JOIN standing AS t ON y.evaluation_year = t.evaluation_year AND y.region_code = t.region_code
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
    p.predikat,
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
    p.clearly_ahead_of,
    p.not_distinguishable_from,
    p.clearly_behind,
    p.rank_standing,
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
        WHEN NOT v.complete_before THEN 'unranked_before'
        WHEN NOT p.nationally_complete THEN 'unranked_now'
    END AS change_note,
    CASE
        WHEN p.spbe_index IS NOT NULL THEN p.index_status
        WHEN p.has_row THEN coalesce(p.index_status, 'not_published')
        ELSE 'not_evaluated'
    END AS status,
    p.evidence_grade,
    p.speaks_as,
    p.document_id,
    p.current_code
FROM placed AS p
LEFT JOIN core.year_pairs AS v ON p.evaluation_year = v.evaluation_year
LEFT JOIN placed AS b ON p.current_code = b.current_code AND v.previous_year = b.evaluation_year
