-- mart.rank_change: one row per pair of consecutive evaluation years and region (by its code of today) that is in the
-- register in either year. A rank is 1 + the number of regions of its kind with a higher index, so a change of rank is
-- a sum over the other regions: who was above and is not, less who is above and was not. Each goes to one part:
--   entering, leaving: regions ranked in only one of the years;
--   own, others: regions ranked in both. Whether such a region passed because one rose or the other fell is settled by
--   halves, the mean of the two orders: first its own index moves and then the others', and the reverse (Shapley).
-- All counts are integers or halves, so the parts sum exactly to the change. Not comparable (another instrument, no
-- national results, not ranked, another kind): no parts, but the reason. Figures that are shown only (from press) are
-- not set side by side.
WITH register AS (
    SELECT
        y.evaluation_year,
        r.current_code,
        r.region_code,
        r.region_name,
        r.kind,
        r.province_code,
        r.province_name,
        CASE WHEN m.speaks_as = 'ranked' THEN m.spbe_index END AS spbe_index,
        CASE WHEN m.speaks_as = 'ranked' THEN m.predikat END AS predikat,
        m.rank_in_kind,
        m.index_change,
        m.deviation_note,
        m.obs_status
    FROM core.evaluation_years AS y
    INNER JOIN core.regions AS r
        ON
            r.autonomous
            AND coalesce(r.valid_from_year, y.evaluation_year) <= y.evaluation_year
            AND coalesce(r.valid_to_year, y.evaluation_year) >= y.evaluation_year
    LEFT JOIN mart.region_ranking AS m ON y.evaluation_year = m.evaluation_year AND r.region_code = m.region_code
),

matched AS (
    SELECT
        v.evaluation_year,
        v.previous_year,
        v.instrument,
        v.previous_instrument,
        v.complete_now,
        v.complete_before,
        v.scores_comparable,
        v.ranks_comparable,
        coalesce(n.current_code, b.current_code) AS current_code,
        coalesce(n.region_code, b.region_code) AS region_code,
        coalesce(n.region_name, b.region_name) AS region_name,
        coalesce(n.province_code, b.province_code) AS province_code,
        coalesce(n.province_name, b.province_name) AS province_name,
        n.kind AS kind_now,
        b.kind AS kind_before,
        n.spbe_index AS index_now,
        CASE WHEN v.scores_comparable THEN b.spbe_index END AS index_before,
        n.index_change,
        n.deviation_note,
        n.obs_status,
        n.predikat AS predikat_now,
        CASE WHEN v.scores_comparable THEN b.predikat END AS predikat_before,
        n.rank_in_kind AS rank_now,
        CASE WHEN v.scores_comparable THEN b.rank_in_kind END AS rank_before,
        coalesce(
            v.scores_comparable AND n.kind = b.kind AND n.rank_in_kind IS NOT NULL AND b.rank_in_kind IS NOT NULL, FALSE
        ) AS is_in_both
    FROM register AS n
    FULL JOIN register AS b ON n.current_code = b.current_code AND n.evaluation_year = b.evaluation_year + 1
    INNER JOIN core.year_pairs AS v ON coalesce(n.evaluation_year, b.evaluation_year + 1) = v.evaluation_year
),

-- Who is ranked in its kind in both years, only now (entered), or only before (left).
members AS (
    SELECT evaluation_year, current_code, kind_now AS kind, index_before, index_now
    FROM matched
    WHERE is_in_both AND ranks_comparable
    UNION ALL
    SELECT evaluation_year, current_code, kind_now, NULL, index_now
    FROM matched
    WHERE NOT is_in_both AND ranks_comparable AND rank_now IS NOT NULL
    UNION ALL
    SELECT evaluation_year, current_code, kind_before, index_before, NULL
    FROM matched
    WHERE NOT is_in_both AND ranks_comparable AND rank_before IS NOT NULL
),

counted AS (
    SELECT
        evaluation_year,
        kind,
        index_before AS spbe_index,
        count(index_now) AS stayed_before,
        count(*) - count(index_now) AS leaving,
        0 AS stayed_now,
        0 AS entering
    FROM members
    WHERE index_before IS NOT NULL
    GROUP BY evaluation_year, kind, index_before
    UNION ALL
    SELECT evaluation_year, kind, index_now, 0, 0, count(index_before), count(*) - count(index_before)
    FROM members
    WHERE index_now IS NOT NULL
    GROUP BY evaluation_year, kind, index_now
),

-- How many are above each index that anybody has in either year, by the index that they had or have; and of the kind.
above AS (
    SELECT
        evaluation_year,
        kind,
        spbe_index,
        sum(sum(stayed_before)) OVER down - sum(stayed_before) AS stayed_before,
        sum(sum(stayed_now)) OVER down - sum(stayed_now) AS stayed_now,
        sum(sum(leaving)) OVER down - sum(leaving) AS leaving,
        sum(sum(entering)) OVER down - sum(entering) AS entering,
        sum(sum(stayed_now)) OVER of_kind AS compared_in_kind,
        sum(sum(entering)) OVER of_kind AS entered_in_kind,
        sum(sum(leaving)) OVER of_kind AS left_in_kind
    FROM counted
    GROUP BY evaluation_year, kind, spbe_index
    WINDOW
        down AS (PARTITION BY evaluation_year, kind ORDER BY spbe_index DESC),
        of_kind AS (PARTITION BY evaluation_year, kind)
),

-- Who of the others is above: a region is not above itself, but its old index may be above its new one, or below.
compared AS (
    SELECT
        i.evaluation_year,
        i.current_code,
        b.stayed_before AS was_above,
        n.stayed_now AS is_above,
        n.stayed_before - CAST(i.index_before > i.index_now AS INTEGER) AS above_had_only_own_moved,
        b.stayed_now - CAST(i.index_now > i.index_before AS INTEGER) AS above_had_only_other_moved,
        n.entering,
        b.leaving,
        b.compared_in_kind,
        b.entered_in_kind,
        b.left_in_kind
    FROM members AS i
    INNER JOIN above AS b
        ON i.evaluation_year = b.evaluation_year AND i.kind = b.kind AND i.index_before = b.spbe_index
    INNER JOIN above AS n
        ON i.evaluation_year = n.evaluation_year AND i.kind = n.kind AND i.index_now = n.spbe_index
),

parted AS (
    SELECT
        evaluation_year,
        current_code,
        CAST(
            0.5 * CAST(was_above - above_had_only_own_moved + above_had_only_other_moved - is_above AS INTEGER)
            AS DECIMAL(8, 1)
        ) AS own_part,
        CAST(
            0.5 * CAST(was_above - above_had_only_other_moved + above_had_only_own_moved - is_above AS INTEGER)
            AS DECIMAL(8, 1)
        ) AS others_part,
        CAST(-entering AS DECIMAL(8, 1)) AS entering_part,
        CAST(leaving AS DECIMAL(8, 1)) AS leaving_part,
        CAST(0 AS DECIMAL(8, 1)) AS revision_part,
        CAST(compared_in_kind AS INTEGER) AS compared_in_kind,
        CAST(entered_in_kind AS INTEGER) AS entered_in_kind,
        CAST(left_in_kind AS INTEGER) AS left_in_kind
    FROM compared
)

SELECT
    m.evaluation_year,
    m.previous_year,
    m.instrument,
    m.previous_instrument,
    m.current_code,
    m.region_code,
    m.region_name,
    coalesce(m.kind_now, m.kind_before) AS kind,
    m.kind_before,
    m.province_code,
    m.province_name,
    m.index_before,
    m.index_now,
    m.index_change,
    m.predikat_before,
    m.predikat_now,
    m.rank_before,
    m.rank_now,
    CASE WHEN m.is_in_both THEN m.rank_before - m.rank_now END AS rank_change,
    p.own_part,
    p.others_part,
    p.entering_part,
    p.leaving_part,
    p.revision_part,
    p.compared_in_kind,
    p.entered_in_kind,
    p.left_in_kind,
    CASE
        WHEN NOT m.is_in_both THEN NULL
        WHEN m.rank_before > m.rank_now THEN 'rose'
        WHEN m.rank_before < m.rank_now THEN 'fell'
        ELSE 'unchanged'
    END AS movement,
    CASE
        WHEN m.is_in_both THEN NULL
        WHEN NOT m.scores_comparable THEN 'instrument_changed'
        WHEN NOT m.complete_before AND NOT m.complete_now THEN 'unranked_both'
        WHEN NOT m.complete_before AND m.index_change IS NOT NULL THEN 'one_document_before'
        WHEN NOT m.complete_before THEN 'unranked_before'
        WHEN NOT m.complete_now THEN 'unranked_now'
        WHEN m.kind_before IS NULL THEN 'not_in_register_before'
        WHEN m.kind_now IS NULL THEN 'not_in_register_now'
        WHEN m.kind_now <> m.kind_before THEN 'kind_changed'
        WHEN m.rank_before IS NULL AND m.rank_now IS NULL THEN 'no_index_both'
        WHEN m.rank_before IS NULL THEN 'no_index_before'
        WHEN m.rank_now IS NULL THEN 'no_index_now'
    END AS change_note,
    m.deviation_note,
    m.obs_status
FROM matched AS m
LEFT JOIN parted AS p ON m.evaluation_year = p.evaluation_year AND m.current_code = p.current_code
