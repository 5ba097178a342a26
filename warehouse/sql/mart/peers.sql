-- mart.peers: one row per nationally complete evaluation year, region and peer: for each group (kind; province of that
-- year; population class; island group; next grade) one row that names the group, peer_no 0; and one row for each of
-- the ten nearest neighbours, peer_no 1 to 10. Scores choose nobody, but for the group next_grade: those of its kind
-- who have the grade above its own.
-- A province has no row of type province. The province group holds kabupaten and kota together, as rank_in_province
-- does: 21 of the 32 provinces with a kota have only one or two. The other groups are within one kind.
-- Nearest: same kind, least Euclidean distance of the three standardised variables of mart.peer_groups; equal
-- distances in the order of codes.
WITH results AS (
    SELECT
        evaluation_year,
        region_code,
        kind,
        spbe_index,
        predikat,
        rank_in_kind
    FROM mart.region_ranking
),

groups AS (
    SELECT
        g.*,
        r.spbe_index,
        r.predikat,
        r.rank_in_kind,
        n.next_predikat,
        n.way_note,
        t.peer_type,
        CASE t.peer_type
            WHEN 'kind' THEN g.kind
            WHEN 'province' THEN g.province_code
            WHEN 'population_class' THEN g.kind || '-' || g.population_class
            WHEN 'island_group' THEN g.kind || '-' || g.island_group
            WHEN 'next_grade' THEN g.kind || '-' || n.next_predikat
        END AS peer_group
    FROM mart.peer_groups AS g
    CROSS JOIN (VALUES ('kind'), ('province'), ('population_class'), ('island_group'), ('next_grade')) AS t (peer_type)
    LEFT JOIN results AS r ON g.evaluation_year = r.evaluation_year AND g.region_code = r.region_code
    LEFT JOIN mart.next_predikat AS n ON g.evaluation_year = n.evaluation_year AND g.region_code = n.region_code
    WHERE t.peer_type <> 'province' OR g.kind <> 'provinsi'
),

grades AS (
    SELECT evaluation_year, kind, predikat, count(*) AS regions
    FROM results
    WHERE predikat IS NOT NULL
    GROUP BY evaluation_year, kind, predikat
),

-- In whole hundred-thousandths, and in tiles of about fifty: strips by population, cut by area.
points AS (
    SELECT
        evaluation_year,
        kind,
        region_code,
        CAST(100000 * z_population AS BIGINT) AS x,
        CAST(100000 * z_density AS BIGINT) AS y,
        CAST(100000 * z_area AS BIGINT) AS z,
        floor(
            (row_number() OVER (PARTITION BY evaluation_year, kind ORDER BY z_population, region_code) - 1)
            / sqrt(50 * count(*) OVER (PARTITION BY evaluation_year, kind))
        ) AS strip
    FROM mart.peer_groups
    WHERE z_population IS NOT NULL
),

tiled AS (
    SELECT
        *,
        evaluation_year || kind || strip || '/'
        || floor((row_number() OVER (PARTITION BY evaluation_year, kind, strip ORDER BY z, region_code) - 1) / 50) AS tile
    FROM points
),

tiles AS (
    SELECT evaluation_year, kind, tile, min(x) AS west, max(x) AS east, min(z) AS south, max(z) AS north
    FROM tiled
    GROUP BY evaluation_year, kind, tile
),

-- Nobody's tenth neighbour is farther away than the tenth within its own tile, where there are as many.
reaches AS (
    SELECT
        a.*,
        sqrt(d.squared) AS reach
    FROM tiled AS a
    LEFT JOIN (
        SELECT
            a.evaluation_year,
            a.region_code,
            (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y) + (a.z - b.z) * (a.z - b.z) AS squared
        FROM tiled AS a
        INNER JOIN tiled AS b ON a.tile = b.tile AND a.region_code <> b.region_code
        QUALIFY row_number() OVER (PARTITION BY a.evaluation_year, a.region_code ORDER BY squared) = 10
    ) AS d
        ON a.evaluation_year = d.evaluation_year AND a.region_code = d.region_code
),

-- DISTINCT though no row comes twice: so the tiles are chosen before anybody in them is looked at.
near_tiles AS (
    SELECT DISTINCT
        a.evaluation_year,
        a.region_code,
        a.x,
        a.y,
        a.z,
        t.tile
    FROM reaches AS a
    INNER JOIN tiles AS t
        ON
            a.evaluation_year = t.evaluation_year
            AND a.kind = t.kind
            AND (
                a.reach IS NULL
                OR (a.x + a.reach >= t.west AND a.x - a.reach <= t.east AND a.z + a.reach >= t.south AND a.z - a.reach <= t.north)
            )
),

pairs AS (
    SELECT
        a.evaluation_year,
        a.region_code,
        b.region_code AS neighbour_code,
        (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y) + (a.z - b.z) * (a.z - b.z) AS squared
    FROM near_tiles AS a
    INNER JOIN tiled AS b ON a.tile = b.tile AND a.region_code <> b.region_code
),

ten_nearest AS (
    SELECT
        evaluation_year,
        region_code,
        min(struct_pack(squared := squared, neighbour_code := neighbour_code), 10) AS neighbours
    FROM pairs
    GROUP BY evaluation_year, region_code
),

nearest AS (
    SELECT
        t.evaluation_year,
        t.region_code,
        n.peer_no,
        array_length(t.neighbours) AS neighbour_count,
        t.neighbours[n.peer_no].neighbour_code AS neighbour_code,
        CAST(sqrt(t.neighbours[n.peer_no].squared) / 100000 AS DECIMAL(8, 5)) AS distance
    FROM ten_nearest AS t, unnest(generate_series(1, array_length(t.neighbours))) AS n (peer_no)
)

SELECT
    g.evaluation_year,
    g.region_code,
    g.region_name,
    g.kind,
    g.spbe_index,
    g.predikat,
    g.rank_in_kind,
    g.peer_type,
    CAST(0 AS INTEGER) AS peer_no,
    g.peer_group,
    g.province_name,
    g.population_range,
    g.island_group,
    CASE
        WHEN g.peer_group IS NULL THEN NULL
        WHEN g.peer_type = 'next_grade' THEN CAST(coalesce(m.regions, 0) AS INTEGER)
        ELSE CAST(count(*) OVER (PARTITION BY g.evaluation_year, g.peer_type, g.peer_group) AS INTEGER)
    END AS group_size,
    CAST(NULL AS VARCHAR) AS neighbour_code,
    CAST(NULL AS VARCHAR) AS neighbour_name,
    CAST(NULL AS VARCHAR) AS neighbour_province_name,
    CAST(NULL AS DECIMAL(4, 2)) AS neighbour_index,
    CAST(NULL AS VARCHAR) AS neighbour_predikat,
    CAST(NULL AS INTEGER) AS neighbour_rank,
    CAST(NULL AS DECIMAL(8, 5)) AS distance,
    g.population,
    g.density,
    g.area_km2,
    CAST(NULL AS INTEGER) AS neighbour_population,
    CAST(NULL AS DECIMAL(10, 2)) AS neighbour_density,
    CAST(NULL AS DECIMAL(12, 3)) AS neighbour_area_km2,
    CASE
        WHEN g.peer_group IS NOT NULL THEN NULL
        WHEN g.peer_type = 'population_class' THEN 'population_unknown'
        WHEN g.peer_type = 'island_group' THEN 'island_group_unknown'
        WHEN g.way_note = 'highest_grade' THEN 'highest_grade'
        ELSE 'no_own_grade'
    END AS peer_note
FROM groups AS g
LEFT JOIN grades AS m
    ON g.evaluation_year = m.evaluation_year AND g.kind = m.kind AND g.next_predikat = m.predikat
UNION ALL
SELECT
    g.evaluation_year,
    g.region_code,
    g.region_name,
    g.kind,
    r.spbe_index,
    r.predikat,
    r.rank_in_kind,
    'nearest' AS peer_type,
    CAST(coalesce(o.peer_no, 0) AS INTEGER) AS peer_no,
    CAST(NULL AS VARCHAR) AS peer_group,
    g.province_name,
    g.population_range,
    g.island_group,
    CAST(coalesce(o.neighbour_count, 0) AS INTEGER) AS group_size,
    o.neighbour_code,
    n.region_name AS neighbour_name,
    n.province_name AS neighbour_province_name,
    p.spbe_index AS neighbour_index,
    p.predikat AS neighbour_predikat,
    p.rank_in_kind AS neighbour_rank,
    o.distance,
    g.population,
    g.density,
    g.area_km2,
    n.population AS neighbour_population,
    n.density AS neighbour_density,
    n.area_km2 AS neighbour_area_km2,
    CASE
        WHEN o.neighbour_code IS NULL THEN coalesce(g.peer_note, 'no_other_of_kind')
    END AS peer_note
FROM mart.peer_groups AS g
LEFT JOIN results AS r ON g.evaluation_year = r.evaluation_year AND g.region_code = r.region_code
LEFT JOIN nearest AS o ON g.evaluation_year = o.evaluation_year AND g.region_code = o.region_code
LEFT JOIN mart.peer_groups AS n ON o.evaluation_year = n.evaluation_year AND o.neighbour_code = n.region_code
LEFT JOIN results AS p ON o.evaluation_year = p.evaluation_year AND o.neighbour_code = p.region_code
