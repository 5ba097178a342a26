-- mart.next_predikat: one row per evaluation year and region that has an index, of nationally complete years and of
-- years in which its maturity levels are known: the next grade, what is missing to it, and the rank that would result.
-- The way there is in mart.next_predikat_domains (domain by domain) and, with all levels, in mart.next_predikat_steps.
-- * The next grade is the one above the printed grade (above the one the index falls into where none is printed).
-- * points_missing is the edge minus the printed index. The ministry grades on unrounded values, so what is really
--   missing may be 0.005 more or less; 3.50 graded Baik is missing less than 0.005.
-- * The rank after it: the region at the edge, all others as they are. Its interval counts the others above the edge
--   plus, and at least the edge minus, half the median width of a 90% index interval of its kind.
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

with_levels AS (
    SELECT DISTINCT
        s.evaluation_year,
        s.subject_code AS region_code
    FROM core.speaking_scores AS s
    INNER JOIN core.instrument_nodes AS n ON s.instrument = n.instrument AND s.measure = n.node_code AND n.is_leaf
    WHERE s.subject_type = 'region' AND s.speaks_as = 'ranked' AND s.score IS NOT NULL
),

with_steps AS (
    SELECT DISTINCT evaluation_year, region_code
    FROM mart.next_predikat_steps
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
        r.obs_status,
        b.predikat AS grade,
        b.next_predikat,
        b.next_edge,
        CASE WHEN b.next_edge > r.spbe_index THEN b.next_edge - r.spbe_index WHEN b.next_edge IS NOT NULL THEN 0 END AS points_missing,
        l.region_code IS NOT NULL AS has_levels
    FROM mart.region_ranking AS r
    LEFT JOIN with_levels AS l ON r.evaluation_year = l.evaluation_year AND r.region_code = l.region_code
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
    CASE
        WHEN r.grade IS NULL THEN 'no_grades'
        WHEN r.next_edge IS NULL THEN 'highest_grade'
        WHEN s.region_code IS NOT NULL THEN 'levels'
        WHEN r.points_missing = 0 THEN 'on_the_edge'
        WHEN i.level_step IS NULL THEN 'decimal_scores'
        WHEN r.has_levels THEN 'levels_not_used'
        ELSE 'printed_index'
    END AS way_note,
    r.evidence_grade,
    r.obs_status
FROM regions AS r
INNER JOIN core.instruments AS i ON r.instrument = i.instrument
LEFT JOIN with_steps AS s ON r.evaluation_year = s.evaluation_year AND r.region_code = s.region_code
LEFT JOIN at_the_edge AS e ON r.evaluation_year = e.evaluation_year AND r.kind = e.kind AND r.next_edge = e.next_edge
