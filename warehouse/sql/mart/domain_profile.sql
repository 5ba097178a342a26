-- mart.domain_profile: one row per nationally complete evaluation year, region, measure and kind of peer group: the
-- region's own score beside the median and quartiles of those peers, its place among them and its gap to the median.
-- The index and its parts (domains) have a row for every region of the register, also without a score; what lies below
-- them only where that region's score is known.
-- Quartiles interpolate linearly between the ordered scores (position 1 + (n - 1) p), exact to four decimals; peers
-- without a score are never counted. A fixed group includes the region itself; the ten nearest do not. When no other
-- member of a group has a score there is nothing to compare with, and the quartiles are NULL.
WITH ranked_years AS (
    SELECT k.*
    FROM mart.region_ranking AS k
    INNER JOIN core.evaluation_years AS y ON k.evaluation_year = y.evaluation_year AND y.nationally_complete
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

in_groups AS (
    SELECT
        m.evaluation_year,
        m.region_code,
        p.peer_type,
        p.peer_group,
        m.measure,
        CAST(m.score AS DECIMAL(6, 4)) AS score
    FROM mart.peers AS p
    INNER JOIN measured AS m ON p.evaluation_year = m.evaluation_year AND p.region_code = m.region_code
    WHERE p.peer_type <> 'nearest'
),

group_figures AS (
    SELECT
        evaluation_year,
        peer_type,
        peer_group,
        measure,
        count(score) AS scored,
        quantile_cont(score, 0.25) AS q1,
        quantile_cont(score, 0.5) AS q2,
        quantile_cont(score, 0.75) AS q3
    FROM in_groups
    WHERE peer_group IS NOT NULL
    GROUP BY evaluation_year, peer_type, peer_group, measure
),

group_ranks AS (
    SELECT
        evaluation_year,
        peer_type,
        region_code,
        measure,
        rank() OVER (PARTITION BY evaluation_year, peer_type, peer_group, measure ORDER BY score DESC) AS place
    FROM in_groups
    WHERE peer_group IS NOT NULL AND score IS NOT NULL
),

neighbour_scores AS (
    SELECT
        p.evaluation_year,
        p.region_code,
        m.measure,
        CAST(m.score AS DECIMAL(6, 4)) AS score
    FROM mart.peers AS p
    INNER JOIN measured AS m ON p.evaluation_year = m.evaluation_year AND p.neighbour_code = m.region_code
    WHERE p.peer_type = 'nearest'
),

compared AS (
    SELECT
        g.evaluation_year,
        g.region_code,
        g.peer_type,
        g.peer_group,
        g.measure,
        g.score,
        coalesce(f.scored, 0) AS peer_count,
        CASE
            WHEN f.scored IS NULL THEN 0
            WHEN g.score IS NULL THEN f.scored
            ELSE f.scored - 1
        END AS other_count,
        f.q1,
        f.q2,
        f.q3,
        r.place
    FROM in_groups AS g
    LEFT JOIN group_figures AS f
        ON
            g.evaluation_year = f.evaluation_year
            AND g.peer_type = f.peer_type
            AND g.peer_group = f.peer_group
            AND g.measure = f.measure
    LEFT JOIN group_ranks AS r
        ON
            g.evaluation_year = r.evaluation_year
            AND g.peer_type = r.peer_type
            AND g.region_code = r.region_code
            AND g.measure = r.measure
    UNION ALL
    SELECT
        m.evaluation_year,
        m.region_code,
        'nearest' AS peer_type,
        CAST(NULL AS VARCHAR) AS peer_group,
        m.measure,
        any_value(CAST(m.score AS DECIMAL(6, 4))) AS score,
        count(n.score) AS peer_count,
        count(n.score) AS other_count,
        quantile_cont(n.score, 0.25) AS q1,
        quantile_cont(n.score, 0.5) AS q2,
        quantile_cont(n.score, 0.75) AS q3,
        1 + count(*) FILTER (WHERE n.score > m.score) AS place
    FROM measured AS m
    LEFT JOIN neighbour_scores AS n
        ON m.evaluation_year = n.evaluation_year AND m.region_code = n.region_code AND m.measure = n.measure
    GROUP BY m.evaluation_year, m.region_code, m.measure
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
    CASE WHEN c.other_count > 0 THEN CAST(c.q1 AS DECIMAL(6, 4)) END AS peer_q1,
    CASE WHEN c.other_count > 0 THEN CAST(c.q2 AS DECIMAL(6, 4)) END AS peer_median,
    CASE WHEN c.other_count > 0 THEN CAST(c.q3 AS DECIMAL(6, 4)) END AS peer_q3,
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
    END AS peer_note
FROM compared AS c
INNER JOIN ranked_years AS k ON c.evaluation_year = k.evaluation_year AND c.region_code = k.region_code
INNER JOIN mart.peer_groups AS g ON c.evaluation_year = g.evaluation_year AND c.region_code = g.region_code
INNER JOIN core.instrument_nodes AS t ON k.instrument = t.instrument AND c.measure = t.node_code
