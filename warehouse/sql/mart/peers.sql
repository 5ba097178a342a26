-- mart.peers: one row per nationally complete evaluation year, region and peer: for each fixed group (kind; province
-- of that year; population class; island group) one row that names the group, peer_no 0; and one row for each of the
-- ten nearest neighbours, peer_no 1 to 10. No score enters.
-- A province has no row of type province. The province group holds kabupaten and kota together, as rank_in_province
-- does: 21 of the 32 provinces with a kota have only one or two. The other groups are within one kind.
-- Nearest: same kind, least Euclidean distance of the three standardised variables of mart.peer_groups; equal
-- distances in the order of codes.
WITH groups AS (
    SELECT
        g.*,
        t.peer_type,
        CASE t.peer_type
            WHEN 'kind' THEN g.kind
            WHEN 'province' THEN g.province_code
            WHEN 'population_class' THEN g.kind || '-' || g.population_class
            WHEN 'island_group' THEN g.kind || '-' || g.island_group
        END AS peer_group
    FROM mart.peer_groups AS g
    CROSS JOIN (VALUES ('kind'), ('province'), ('population_class'), ('island_group')) AS t (peer_type)
    WHERE t.peer_type <> 'province' OR g.kind <> 'provinsi'
),

pairs AS (
    SELECT
        a.evaluation_year,
        a.region_code,
        b.region_code AS neighbour_code,
        (a.z_population - b.z_population) * (a.z_population - b.z_population)
        + (a.z_density - b.z_density) * (a.z_density - b.z_density)
        + (a.z_area - b.z_area) * (a.z_area - b.z_area) AS squared
    FROM mart.peer_groups AS a
    INNER JOIN mart.peer_groups AS b
        ON a.evaluation_year = b.evaluation_year AND a.kind = b.kind AND a.region_code <> b.region_code
    WHERE a.z_population IS NOT NULL AND b.z_population IS NOT NULL
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
        len(t.neighbours) AS neighbour_count,
        t.neighbours[n.peer_no].neighbour_code AS neighbour_code,
        CAST(sqrt(t.neighbours[n.peer_no].squared) AS DECIMAL(8, 5)) AS distance
    FROM ten_nearest AS t, unnest(generate_series(1, len(t.neighbours))) AS n (peer_no)
)

SELECT
    evaluation_year,
    region_code,
    region_name,
    kind,
    peer_type,
    CAST(0 AS INTEGER) AS peer_no,
    peer_group,
    province_name,
    population_range,
    island_group,
    CASE
        WHEN peer_group IS NOT NULL THEN CAST(count(*) OVER (PARTITION BY evaluation_year, peer_type, peer_group) AS INTEGER)
    END AS group_size,
    CAST(NULL AS VARCHAR) AS neighbour_code,
    CAST(NULL AS VARCHAR) AS neighbour_name,
    CAST(NULL AS VARCHAR) AS neighbour_province_name,
    CAST(NULL AS DECIMAL(8, 5)) AS distance,
    population,
    density,
    area_km2,
    CAST(NULL AS INTEGER) AS neighbour_population,
    CAST(NULL AS DECIMAL(10, 2)) AS neighbour_density,
    CAST(NULL AS DECIMAL(12, 3)) AS neighbour_area_km2,
    CASE
        WHEN peer_group IS NULL AND peer_type = 'population_class' THEN 'population_unknown'
        WHEN peer_group IS NULL THEN 'island_group_unknown'
    END AS peer_note
FROM groups
UNION ALL
SELECT
    g.evaluation_year,
    g.region_code,
    g.region_name,
    g.kind,
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
LEFT JOIN nearest AS o ON g.evaluation_year = o.evaluation_year AND g.region_code = o.region_code
LEFT JOIN mart.peer_groups AS n ON o.evaluation_year = n.evaluation_year AND o.neighbour_code = n.region_code
