-- mart.rank_change: one row per pair of consecutive evaluation years and region (by its code of today) that is in the
-- register in either year. A rank is 1 + the number of regions of its kind with a higher index, so a change of rank is
-- a sum over the other regions: who was above and is not, less who is above and was not. Each goes to one part:
--   entering, leaving: regions ranked in only one of the years;
--   own, others: regions ranked in both. Whether such a region passed because one rose or the other fell is settled by
--   halves, the mean of the two orders: first its own index moves and then the others', and the reverse (Shapley).
-- All counts are integers or halves, so the parts sum exactly to the change. They come from counts per distinct index,
-- not from pairs of regions. Not comparable (another instrument, no national results, not ranked, another kind): no
-- parts, but the reason. Figures that are shown only (from press) are not set side by side.
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
        m.index_change
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

-- Of every kind and distinct index: how many regions had or have it, by whether they are ranked in both years.
indices AS (
    SELECT
        evaluation_year,
        kind_before AS kind,
        index_before AS spbe_index,
        count(*) FILTER (WHERE is_in_both) AS had,
        0 AS have,
        0 AS entering,
        count(*) FILTER (WHERE NOT is_in_both) AS leaving
    FROM matched
    WHERE rank_before IS NOT NULL AND ranks_comparable
    GROUP BY evaluation_year, kind_before, index_before
    UNION ALL
    SELECT
        evaluation_year,
        kind_now,
        index_now,
        0,
        count(*) FILTER (WHERE is_in_both),
        count(*) FILTER (WHERE NOT is_in_both),
        0
    FROM matched
    WHERE rank_now IS NOT NULL AND ranks_comparable
    GROUP BY evaluation_year, kind_now, index_now
),

distinct_indices AS (
    SELECT
        evaluation_year,
        kind,
        spbe_index,
        CAST(sum(had) AS BIGINT) AS had,
        CAST(sum(have) AS BIGINT) AS have,
        CAST(sum(entering) AS BIGINT) AS entering,
        CAST(sum(leaving) AS BIGINT) AS leaving
    FROM indices
    GROUP BY evaluation_year, kind, spbe_index
),

-- How many regions had or have a higher index than this one.
higher AS (
    SELECT
        evaluation_year,
        kind,
        spbe_index,
        sum(had) OVER best_first - had AS had,
        sum(have) OVER best_first - have AS have,
        sum(entering) OVER best_first - entering AS entering,
        sum(leaving) OVER best_first - leaving AS leaving
    FROM distinct_indices
    WINDOW best_first AS (PARTITION BY evaluation_year, kind ORDER BY spbe_index DESC)
),

totals AS (
    SELECT
        evaluation_year,
        kind,
        sum(have) AS compared,
        sum(entering) AS entered,
        sum(leaving) AS departed
    FROM distinct_indices
    GROUP BY evaluation_year, kind
),

-- of_old, of_new: others above its old, its new index. It never counts itself: between the years it could.
counted AS (
    SELECT
        m.evaluation_year,
        m.current_code,
        old.had AS had_of_old,
        old.have - CASE WHEN m.index_now > m.index_before THEN 1 ELSE 0 END AS have_of_old,
        new.had - CASE WHEN m.index_before > m.index_now THEN 1 ELSE 0 END AS had_of_new,
        new.have AS have_of_new,
        new.entering,
        old.leaving,
        t.compared,
        t.entered,
        t.departed
    FROM matched AS m
    INNER JOIN higher AS old ON m.evaluation_year = old.evaluation_year AND m.kind_now = old.kind AND m.index_before = old.spbe_index
    INNER JOIN higher AS new ON m.evaluation_year = new.evaluation_year AND m.kind_now = new.kind AND m.index_now = new.spbe_index
    INNER JOIN totals AS t ON m.evaluation_year = t.evaluation_year AND m.kind_now = t.kind
    WHERE m.is_in_both
),

parted AS (
    SELECT
        evaluation_year,
        current_code,
        CAST(0.5 * CAST((had_of_old - had_of_new) + (have_of_old - have_of_new) AS INTEGER) AS DECIMAL(8, 1)) AS own_part,
        CAST(0.5 * CAST((had_of_new - have_of_new) + (had_of_old - have_of_old) AS INTEGER) AS DECIMAL(8, 1)) AS others_part,
        CAST(-entering AS DECIMAL(8, 1)) AS entering_part,
        CAST(leaving AS DECIMAL(8, 1)) AS leaving_part,
        CAST(0 AS DECIMAL(8, 1)) AS revision_part,
        compared AS compared_in_kind,
        entered AS entered_in_kind,
        departed AS left_in_kind
    FROM counted
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
        WHEN NOT m.complete_before THEN 'unranked_before'
        WHEN NOT m.complete_now THEN 'unranked_now'
        WHEN m.kind_before IS NULL THEN 'not_in_register_before'
        WHEN m.kind_now IS NULL THEN 'not_in_register_now'
        WHEN m.kind_now <> m.kind_before THEN 'kind_changed'
        WHEN m.rank_before IS NULL AND m.rank_now IS NULL THEN 'no_index_both'
        WHEN m.rank_before IS NULL THEN 'no_index_before'
        WHEN m.rank_now IS NULL THEN 'no_index_now'
    END AS change_note
FROM matched AS m
LEFT JOIN parted AS p ON m.evaluation_year = p.evaluation_year AND m.current_code = p.current_code
