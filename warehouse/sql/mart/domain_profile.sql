-- mart.domain_profile: one row per nationally complete evaluation year, region, measure and kind of peer group: the
-- region's own score beside the median, quartiles, mean and best of those peers, its place among them and its gap to
-- the median.
-- The index and its parts (domains) have a row for every region of the register, also without a score; what lies below
-- them only where that region's score is known.
-- Quartiles interpolate linearly between the ordered scores (position 1 + (n - 1) p), exact to four decimals; peers
-- without a score are never counted. A fixed group includes the region itself; the ten nearest and those who have the
-- next grade do not. When no other member of a group has a score there is nothing to compare with, and the quartiles
-- are NULL. Of several who share the best score the one with the highest index is named, then by code.
WITH ranked_years AS (
    SELECT k.*
    FROM mart.region_ranking AS k
    INNER JOIN core.evaluation_years AS y ON k.evaluation_year = y.evaluation_year AND y.nationally_complete
),

-- The figures of the region that are printed off the scale, and the index, which rests on them.
off_scale AS (
    SELECT evaluation_year, region_code, measure
    FROM core.spbe_scores
    WHERE deviation_reason_en IS NOT NULL
    UNION
    SELECT evaluation_year, region_code, 'INDEX' AS measure
    FROM core.spbe_scores
    WHERE deviation_reason_en IS NOT NULL
),

measured AS (
    SELECT
        k.evaluation_year,
        k.region_code,
        n.node_code AS measure,
        s.score
    FROM ranked_years AS k
    INNER JOIN core.instrument_nodes AS n ON k.instrument = n.instrument
    LEFT JOIN core.speaking_scores AS s
        ON
            s.subject_type = 'region'
            AND k.evaluation_year = s.evaluation_year
            AND k.region_code = s.subject_code
            AND n.node_code = s.measure
    WHERE s.score IS NOT NULL OR n.node_type = 'index' OR n.node_code = n.part_code
),

-- Who asks, and who is in the group asked about: in a fixed group the same regions. A group of neighbours is named by
-- the region that they are the neighbours of.
in_groups AS (
    SELECT
        evaluation_year,
        region_code,
        peer_type,
        CASE WHEN peer_type = 'nearest' THEN region_code ELSE peer_group END AS group_key,
        peer_group,
        TRUE AS is_asking,
        peer_type NOT IN ('nearest', 'next_grade') AND peer_group IS NOT NULL AS is_member
    FROM mart.peers
    WHERE peer_no <= 1
    UNION ALL
    SELECT
        evaluation_year,
        neighbour_code AS region_code,
        peer_type,
        region_code AS group_key,
        peer_group,
        FALSE AS is_asking,
        TRUE AS is_member
    FROM mart.peers
    WHERE neighbour_code IS NOT NULL
    UNION ALL
    SELECT
        evaluation_year,
        region_code,
        'next_grade' AS peer_type,
        kind || '-' || predikat AS group_key,
        CAST(NULL AS VARCHAR) AS peer_group,
        FALSE AS is_asking,
        TRUE AS is_member
    FROM ranked_years
    WHERE predikat IS NOT NULL
),

placed AS (
    SELECT
        g.evaluation_year,
        g.region_code,
        g.peer_type,
        g.group_key,
        g.peer_group,
        g.is_asking,
        g.is_member,
        m.measure,
        CAST(m.score AS DECIMAL(6, 4)) AS score,
        -- Members with a higher score, whether the region is one of them or not: all down to its score, less those at it.
        1
        + count(CASE WHEN g.is_member THEN m.score END) OVER (
            PARTITION BY g.evaluation_year, g.peer_type, g.group_key, m.measure ORDER BY m.score DESC NULLS LAST
        )
        - count(CASE WHEN g.is_member THEN m.score END) OVER (
            PARTITION BY g.evaluation_year, g.peer_type, g.group_key, m.measure ORDER BY m.score DESC NULLS LAST
            RANGE BETWEEN CURRENT ROW AND CURRENT ROW
        ) AS place
    FROM in_groups AS g
    INNER JOIN measured AS m ON g.evaluation_year = m.evaluation_year AND g.region_code = m.region_code
),

group_figures AS (
    SELECT
        p.evaluation_year,
        p.peer_type,
        p.group_key,
        p.measure,
        count(*) AS scored,
        CAST(quantile_cont(p.score, 0.25) AS DECIMAL(6, 4)) AS q1,
        CAST(quantile_cont(p.score, 0.5) AS DECIMAL(6, 4)) AS q2,
        CAST(quantile_cont(p.score, 0.75) AS DECIMAL(6, 4)) AS q3,
        CAST(sum(p.score) / count(*) AS DECIMAL(6, 4)) AS mean,
        max(p.score) AS best,
        count(*) FILTER (WHERE p.place = 1) AS best_count,
        min(
            struct_pack(from_the_top := -coalesce(r.spbe_index, 0), code := r.region_code, name := r.region_name)
        ) FILTER (WHERE p.place = 1) AS best_region
    FROM placed AS p
    INNER JOIN ranked_years AS r ON p.evaluation_year = r.evaluation_year AND p.region_code = r.region_code
    WHERE p.is_member AND p.score IS NOT NULL
    GROUP BY p.evaluation_year, p.peer_type, p.group_key, p.measure
),

compared AS (
    SELECT
        p.evaluation_year,
        p.region_code,
        p.peer_type,
        p.peer_group,
        p.measure,
        p.score,
        coalesce(f.scored, 0) AS peer_count,
        coalesce(f.scored, 0) - CASE WHEN p.is_member AND p.score IS NOT NULL THEN 1 ELSE 0 END AS other_count,
        f.q1,
        f.q2,
        f.q3,
        f.mean,
        f.best,
        f.best_count,
        f.best_region.code AS best_code,
        f.best_region.name AS best_name,
        p.place
    FROM placed AS p
    LEFT JOIN group_figures AS f
        ON
            p.evaluation_year = f.evaluation_year
            AND p.peer_type = f.peer_type
            AND p.group_key = f.group_key
            AND p.measure = f.measure
    WHERE p.is_asking
)

SELECT
    c.evaluation_year,
    k.instrument,
    c.region_code,
    k.region_name,
    k.kind,
    c.measure,
    t.name_id,
    t.name_en,
    coalesce(t.node_code = t.part_code, FALSE) AS is_part,
    c.peer_type,
    c.peer_group,
    k.province_name,
    g.population_range,
    g.island_group,
    CAST(c.score AS DECIMAL(4, 2)) AS score,
    CAST(c.peer_count AS INTEGER) AS peer_count,
    CASE WHEN c.other_count > 0 THEN c.q1 END AS peer_q1,
    CASE WHEN c.other_count > 0 THEN c.q2 END AS peer_median,
    CASE WHEN c.other_count > 0 THEN c.q3 END AS peer_q3,
    CASE WHEN c.other_count > 0 THEN c.mean END AS peer_mean,
    CASE WHEN c.other_count > 0 THEN CAST(c.best AS DECIMAL(4, 2)) END AS peer_best,
    CASE WHEN c.other_count > 0 THEN c.best_code END AS peer_best_code,
    CASE WHEN c.other_count > 0 THEN c.best_name END AS peer_best_name,
    CASE WHEN c.other_count > 0 THEN CAST(c.best_count AS INTEGER) END AS peer_best_count,
    CASE WHEN c.other_count > 0 THEN CAST(c.score - c.q2 AS DECIMAL(6, 4)) END AS peer_gap,
    CASE WHEN c.other_count > 0 AND c.score IS NOT NULL THEN CAST(c.place AS INTEGER) END AS peer_rank,
    CASE WHEN c.other_count > 0 AND c.score IS NOT NULL THEN CAST(c.other_count + 1 AS INTEGER) END AS peer_ranked,
    CASE
        WHEN c.other_count = 0 OR c.score IS NULL THEN NULL
        WHEN c.score >= c.q3 THEN 'top_quarter'
        WHEN c.score >= c.q2 THEN 'upper_half'
        WHEN c.score >= c.q1 THEN 'lower_half'
        ELSE 'bottom_quarter'
    END AS peer_position,
    CASE
        WHEN c.score IS NULL AND c.other_count = 0 THEN 'no_score_at_all'
        WHEN c.score IS NULL AND c.peer_count < 5 THEN 'no_own_score_few_peers'
        WHEN c.score IS NULL THEN 'no_own_score'
        WHEN c.other_count = 0 THEN 'no_other_score'
        WHEN c.peer_count < 5 THEN 'few_scores'
    END AS peer_note,
    CASE WHEN o.measure IS NOT NULL AND c.score IS NOT NULL THEN 'off_scale' END AS deviation_note,
    -- What no document states of a region that has an index, its documents do not print.
    coalesce(v.obs_status, CASE WHEN k.spbe_index IS NULL THEN k.obs_status ELSE h.obs_status END) AS obs_status
FROM compared AS c
INNER JOIN ranked_years AS k ON c.evaluation_year = k.evaluation_year AND c.region_code = k.region_code
INNER JOIN mart.peer_groups AS g ON c.evaluation_year = g.evaluation_year AND c.region_code = g.region_code
INNER JOIN core.instrument_nodes AS t ON k.instrument = t.instrument AND c.measure = t.node_code
INNER JOIN core.observation_flags AS h ON h.status = 'not_held'
LEFT JOIN core.speaking_scores AS v
    ON
        v.subject_type = 'region'
        AND c.evaluation_year = v.evaluation_year
        AND c.region_code = v.subject_code
        AND c.measure = v.measure
LEFT JOIN off_scale AS o ON c.evaluation_year = o.evaluation_year AND c.region_code = o.region_code AND c.measure = o.measure
