-- mart.next_predikat: one row per evaluation year and region that has an index, of nationally complete years and of
-- years in which its maturity levels are known: the next grade and the shortest way to it.
-- * The next grade is the one above the printed grade (above the one the index falls into where none is printed).
-- * points_missing is the edge minus the printed index. The ministry grades on unrounded values, so what is really
--   missing may be 0.005 more or less; 3.50 graded Baik is missing less than 0.005.
-- * With all levels: the best set of one-level steps, from mart.next_predikat_steps (exact).
-- * With domains: the rise in each domain alone (points / weight, rounded up; NULL past the highest score), and the
--   cheapest mix: fewest domain points in all, so the domain of the largest weight rises first, as far as it can.
--   steps_d1..d4 count one-level steps that surely suffice: of the domain's smallest indicator weight, for the
--   missing points and 0.005 in reserve.
-- * The rank after it: the region at the edge, all others as they are. Its interval counts the others above the edge
--   plus, and at least the edge minus, half the median width of a 90% index interval of its kind.
-- Divisions are of whole numbers (hundredths of a point, ten-thousandths of a percent), so that rounding up is exact.
WITH bands AS (
    SELECT
        instrument,
        predikat,
        coalesce(lower_inclusive, 0) AS lower_edge,
        upper_bound,
        upper_inclusive,
        lead(predikat) OVER (PARTITION BY instrument ORDER BY upper_bound) AS next_predikat,
        lead(lower_inclusive) OVER (PARTITION BY instrument ORDER BY upper_bound) AS next_edge
    FROM core.predikat_bands
),

leaves AS (
    SELECT
        instrument,
        node_code,
        count(*) OVER (PARTITION BY instrument) AS leaf_count
    FROM core.instrument_nodes
    WHERE is_leaf
),

target_levels AS (
    SELECT
        instrument,
        max(target_value) AS target_level
    FROM core.targets
    WHERE target_measure = 'LEVEL' AND target_scope = 'every_region'
    GROUP BY instrument
),

levels AS (
    SELECT
        s.evaluation_year,
        s.subject_code AS region_code,
        count(*) = max(l.leaf_count) AS is_complete,
        count(t.target_level) AS compared,
        count(*) FILTER (s.score < t.target_level) AS below_target
    FROM core.speaking_scores AS s
    INNER JOIN leaves AS l ON s.instrument = l.instrument AND s.measure = l.node_code
    LEFT JOIN target_levels AS t ON s.instrument = t.instrument
    WHERE s.subject_type = 'region' AND s.speaks_as = 'ranked' AND s.score IS NOT NULL
    GROUP BY s.evaluation_year, s.subject_code
),

best_sets AS (
    SELECT
        evaluation_year,
        region_code,
        min(index_after_step - step_gain) AS level_index,
        max(index_after_step) AS index_after,
        count(*) AS steps_needed,
        count(*) FILTER (below_target) AS steps_below_target,
        sum(step_cost) AS steps_cost,
        max(equally_small_sets) AS equally_small_sets
    FROM mart.next_predikat_steps
    WHERE option_no = 1
    GROUP BY evaluation_year, region_code
),

regions AS (
    SELECT
        r.evaluation_year,
        r.instrument,
        r.region_code,
        r.region_name,
        r.kind,
        r.province_code,
        r.province_name,
        r.spbe_index,
        r.predikat,
        r.rank_in_kind,
        r.evidence_grade,
        b.predikat AS grade,
        b.next_predikat,
        b.next_edge,
        CASE WHEN b.next_edge > r.spbe_index THEN b.next_edge - r.spbe_index WHEN b.next_edge IS NOT NULL THEN 0 END AS points_missing,
        i.level_max,
        l.region_code IS NOT NULL AS has_levels,
        CASE WHEN l.is_complete AND l.compared > 0 THEN l.below_target END AS indicators_below_target
    FROM mart.region_ranking AS r
    INNER JOIN core.instruments AS i ON r.instrument = i.instrument
    LEFT JOIN levels AS l ON r.evaluation_year = l.evaluation_year AND r.region_code = l.region_code
    LEFT JOIN bands AS b
        ON
            r.instrument = b.instrument
            AND (
                r.predikat = b.predikat
                OR (
                    r.predikat IS NULL
                    AND r.spbe_index >= b.lower_edge
                    AND (r.spbe_index < b.upper_bound OR (b.upper_inclusive AND r.spbe_index = b.upper_bound))
                )
            )
    WHERE r.spbe_index IS NOT NULL AND (r.rank_in_kind IS NOT NULL OR l.region_code IS NOT NULL)
),

-- Weights in ten-thousandths of a percent.
parts AS (
    SELECT
        p.instrument,
        p.node_code,
        p.number,
        CAST(p.weight_percent * 10000 AS BIGINT) AS weight,
        CAST(min(n.weight_percent) * 10000 AS BIGINT) AS smallest_step
    FROM core.instrument_nodes AS p
    INNER JOIN core.instrument_nodes AS n ON p.instrument = n.instrument AND p.node_code = n.part_code AND n.is_leaf
    WHERE p.node_code = p.part_code
    GROUP BY p.instrument, p.node_code, p.number, p.weight_percent
),

-- Points in units of a hundredth of a point times a ten-thousandth of a percent: what is missing, and what a part
-- can add until it is at the highest score.
domains AS (
    SELECT
        r.evaluation_year,
        r.region_code,
        n.node_code,
        n.number,
        n.weight,
        n.smallest_step,
        CAST(r.points_missing * 100 AS BIGINT) * 1000000 AS missing,
        n.weight * CAST(100 * (r.level_max - s.score) AS BIGINT) AS capacity
    FROM regions AS r
    INNER JOIN parts AS n ON r.instrument = n.instrument
    LEFT JOIN core.speaking_scores AS s
        ON
            s.subject_type = 'region'
            AND r.evaluation_year = s.evaluation_year
            AND r.region_code = s.subject_code
            AND n.node_code = s.measure
    WHERE r.next_edge IS NOT NULL
),

filled AS (
    SELECT
        *,
        least(
            capacity,
            greatest(
                missing - coalesce(
                    sum(capacity) OVER (
                        PARTITION BY evaluation_year, region_code ORDER BY weight DESC, number
                        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                    ),
                    0
                ),
                0
            )
        ) AS part,
        count(*) OVER (PARTITION BY evaluation_year, region_code) AS domain_count,
        count(capacity) OVER (PARTITION BY evaluation_year, region_code) AS known_count
    FROM domains
),

-- From here in ten-thousandths of a domain point, rounded up.
risen AS (
    SELECT
        evaluation_year,
        region_code,
        node_code,
        capacity IS NULL AS is_unknown,
        capacity < missing AS is_not_enough,
        CASE WHEN capacity >= missing THEN (100 * missing + weight - 1) // weight END AS rise,
        CASE
            WHEN capacity >= missing + 500000 THEN (missing + 500000 + 100 * smallest_step - 1) // (100 * smallest_step)
        END AS steps,
        CASE WHEN known_count = domain_count THEN (100 * CAST(part AS BIGINT) + weight - 1) // weight END AS mix
    FROM filled
),

ways AS (
    SELECT
        evaluation_year,
        region_code,
        max(rise) FILTER (node_code = 'D1') * 0.0001 AS rise_d1,
        max(rise) FILTER (node_code = 'D2') * 0.0001 AS rise_d2,
        max(rise) FILTER (node_code = 'D3') * 0.0001 AS rise_d3,
        max(rise) FILTER (node_code = 'D4') * 0.0001 AS rise_d4,
        max(steps) FILTER (node_code = 'D1') AS steps_d1,
        max(steps) FILTER (node_code = 'D2') AS steps_d2,
        max(steps) FILTER (node_code = 'D3') AS steps_d3,
        max(steps) FILTER (node_code = 'D4') AS steps_d4,
        max(mix) FILTER (node_code = 'D1') * 0.0001 AS mix_d1,
        max(mix) FILTER (node_code = 'D2') * 0.0001 AS mix_d2,
        max(mix) FILTER (node_code = 'D3') * 0.0001 AS mix_d3,
        max(mix) FILTER (node_code = 'D4') * 0.0001 AS mix_d4,
        CAST(sum(mix) AS BIGINT) * 0.0001 AS mix_total,
        string_agg(node_code, ', ' ORDER BY node_code) FILTER (is_not_enough) AS domains_short,
        string_agg(node_code, ', ' ORDER BY node_code) FILTER (is_unknown) AS domains_unknown
    FROM risen
    GROUP BY evaluation_year, region_code
),

field AS (
    SELECT
        evaluation_year,
        instrument,
        kind,
        spbe_index,
        count(*) AS regions
    FROM mart.region_ranking
    WHERE rank_in_kind IS NOT NULL
    GROUP BY evaluation_year, instrument, kind, spbe_index
),

widths AS (
    SELECT
        r.evaluation_year,
        r.kind,
        CAST(median(i.index_hi - i.index_lo) / 2 AS DECIMAL(6, 4)) AS half_width
    FROM mart.rank_intervals AS i
    INNER JOIN mart.region_ranking AS r ON i.evaluation_year = r.evaluation_year AND i.region_code = r.region_code
    WHERE r.rank_in_kind IS NOT NULL AND i.index_lo IS NOT NULL
    GROUP BY r.evaluation_year, r.kind
),

at_the_edge AS (
    SELECT
        f.evaluation_year,
        f.kind,
        b.next_edge,
        w.half_width,
        coalesce(sum(f.regions) FILTER (f.spbe_index > b.next_edge), 0) AS better,
        coalesce(sum(f.regions) FILTER (f.spbe_index > b.next_edge + w.half_width), 0) AS surely_better,
        coalesce(sum(f.regions) FILTER (f.spbe_index >= b.next_edge - w.half_width), 0) AS perhaps_better
    FROM field AS f
    INNER JOIN bands AS b ON f.instrument = b.instrument AND b.next_edge IS NOT NULL
    LEFT JOIN widths AS w ON f.evaluation_year = w.evaluation_year AND f.kind = w.kind
    GROUP BY f.evaluation_year, f.kind, b.next_edge, w.half_width
)

SELECT
    r.evaluation_year,
    r.instrument,
    r.region_code,
    r.region_name,
    r.kind,
    r.province_code,
    r.province_name,
    r.spbe_index,
    r.predikat,
    r.next_predikat,
    r.next_edge,
    CAST(r.points_missing AS DECIMAL(4, 2)) AS points_missing,
    CASE
        WHEN r.next_edge IS NULL THEN NULL
        WHEN s.steps_needed IS NOT NULL THEN 'levels'
        WHEN w.mix_total IS NOT NULL OR coalesce(w.rise_d1, w.rise_d2, w.rise_d3, w.rise_d4) IS NOT NULL THEN 'domains'
    END AS way_basis,
    CAST(s.level_index AS DECIMAL(7, 5)) AS level_index,
    CAST(s.steps_needed AS INTEGER) AS steps_needed,
    CAST(s.steps_below_target AS INTEGER) AS steps_below_target,
    CAST(s.steps_cost AS DECIMAL(12, 2)) AS steps_cost,
    CAST(s.index_after AS DECIMAL(7, 5)) AS index_after,
    s.equally_small_sets,
    CAST(r.indicators_below_target AS INTEGER) AS indicators_below_target,
    CAST(w.rise_d1 AS DECIMAL(6, 4)) AS rise_d1,
    CAST(w.rise_d2 AS DECIMAL(6, 4)) AS rise_d2,
    CAST(w.rise_d3 AS DECIMAL(6, 4)) AS rise_d3,
    CAST(w.rise_d4 AS DECIMAL(6, 4)) AS rise_d4,
    CAST(w.steps_d1 AS INTEGER) AS steps_d1,
    CAST(w.steps_d2 AS INTEGER) AS steps_d2,
    CAST(w.steps_d3 AS INTEGER) AS steps_d3,
    CAST(w.steps_d4 AS INTEGER) AS steps_d4,
    CAST(w.mix_d1 AS DECIMAL(6, 4)) AS mix_d1,
    CAST(w.mix_d2 AS DECIMAL(6, 4)) AS mix_d2,
    CAST(w.mix_d3 AS DECIMAL(6, 4)) AS mix_d3,
    CAST(w.mix_d4 AS DECIMAL(6, 4)) AS mix_d4,
    CAST(w.mix_total AS DECIMAL(6, 4)) AS mix_total,
    w.domains_short,
    w.domains_unknown,
    CASE
        WHEN r.next_edge IS NULL THEN NULL
        WHEN w.region_code IS NULL THEN 'no_domains'
        WHEN w.domains_short IS NOT NULL AND w.domains_unknown IS NOT NULL THEN 'short_and_unknown'
        WHEN w.domains_short IS NOT NULL THEN 'short'
        WHEN w.domains_unknown IS NOT NULL THEN 'unknown'
    END AS domain_note,
    r.rank_in_kind,
    CASE WHEN r.rank_in_kind IS NOT NULL THEN CAST(1 + e.better AS INTEGER) END AS rank_after,
    CASE WHEN r.rank_in_kind IS NOT NULL AND e.half_width IS NOT NULL THEN CAST(1 + e.surely_better AS INTEGER) END AS rank_after_lo,
    CASE
        WHEN r.rank_in_kind IS NOT NULL AND e.half_width IS NOT NULL
            -- Itself counted out, where it is close to the edge already.
            THEN CAST(1 + e.perhaps_better - CASE WHEN r.spbe_index >= r.next_edge - e.half_width THEN 1 ELSE 0 END AS INTEGER)
    END AS rank_after_hi,
    CASE WHEN r.rank_in_kind IS NOT NULL THEN CAST(r.rank_in_kind - 1 - e.better AS INTEGER) END AS places_gained,
    CASE WHEN r.rank_in_kind IS NOT NULL THEN e.half_width END AS edge_half_width,
    CASE WHEN r.rank_in_kind IS NULL THEN 'year_not_ranked' END AS rank_note,
    CASE
        WHEN r.grade IS NULL THEN 'no_grades'
        WHEN r.next_edge IS NULL THEN 'highest_grade'
        WHEN s.steps_needed IS NOT NULL THEN 'levels'
        WHEN r.points_missing > 0 THEN 'printed_index'
        ELSE 'on_the_edge'
    END AS way_note,
    CASE WHEN r.next_edge IS NOT NULL AND r.has_levels AND s.steps_needed IS NULL THEN 'levels_not_used' END AS levels_note,
    r.evidence_grade
FROM regions AS r
LEFT JOIN best_sets AS s ON r.evaluation_year = s.evaluation_year AND r.region_code = s.region_code
LEFT JOIN ways AS w ON r.evaluation_year = w.evaluation_year AND r.region_code = w.region_code
LEFT JOIN at_the_edge AS e ON r.evaluation_year = e.evaluation_year AND r.kind = e.kind AND r.next_edge = e.next_edge
