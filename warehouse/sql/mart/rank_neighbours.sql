-- mart.rank_neighbours: one row per ranked region and each region of its kind that stands just above it, shares its rank
-- or stands just below it, in the nationally complete year. Equal scores share a rank, so each of the three may be many.
WITH levels AS (
    SELECT
        evaluation_year,
        kind,
        rank_in_kind,
        lag(rank_in_kind) OVER by_rank AS rank_above,
        lead(rank_in_kind) OVER by_rank AS rank_below
    FROM (SELECT DISTINCT evaluation_year, kind, rank_in_kind FROM mart.region_ranking WHERE rank_in_kind IS NOT NULL)
    WINDOW by_rank AS (PARTITION BY evaluation_year, kind ORDER BY rank_in_kind)
),

placed AS (
    SELECT
        r.evaluation_year,
        r.region_code,
        r.region_name,
        r.kind,
        r.rank_in_kind,
        r.tied_in_kind,
        r.ranked_in_kind,
        r.spbe_index,
        CASE
            WHEN n.rank_in_kind = l.rank_above THEN 'just_above'
            WHEN n.rank_in_kind = l.rank_in_kind THEN 'shares_the_rank'
            ELSE 'just_below'
        END AS beside_place,
        n.rank_in_kind AS beside_rank,
        n.region_code AS beside_code,
        n.region_name AS beside_name,
        n.spbe_index AS beside_index,
        n.spbe_index - r.spbe_index AS beside_gap
    FROM mart.region_ranking AS r
    INNER JOIN levels AS l
        ON r.evaluation_year = l.evaluation_year AND r.kind = l.kind AND r.rank_in_kind = l.rank_in_kind
    INNER JOIN mart.region_ranking AS n
        ON
            r.evaluation_year = n.evaluation_year
            AND r.kind = n.kind
            AND r.region_code <> n.region_code
            AND n.rank_in_kind IN (l.rank_above, l.rank_in_kind, l.rank_below)
)

SELECT
    evaluation_year,
    region_code,
    region_name,
    kind,
    rank_in_kind,
    tied_in_kind,
    ranked_in_kind,
    spbe_index,
    CAST(row_number() OVER (PARTITION BY evaluation_year, region_code ORDER BY beside_rank, beside_code) AS INTEGER) AS beside_no,
    beside_place,
    beside_rank,
    beside_code,
    beside_name,
    beside_index,
    beside_gap
FROM placed
