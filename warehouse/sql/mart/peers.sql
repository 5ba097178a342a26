-- mart.peers: one row per nationally complete evaluation year, region and peer: for each fixed group (kind; province
-- of that year; population class; island group) one row that names the group, peer_no 0; and one row for each of the
-- ten nearest neighbours, peer_no 1 to 10. No score enters.
-- A province has no row of type province. The province group holds kabupaten and kota together, as rank_in_province
-- does: 21 of the 32 provinces with a kota have only one or two. The other groups are within one kind.
-- Nearest: same kind, least Euclidean distance of the three standardised variables of mart.peer_groups; equal
-- distances in the order of codes. All pairs of a kind are too many for a large country, so a neighbour that is
-- close in both variables' order gives each region a reach, which the ten nearest cannot exceed; only pairs within
-- reach are measured. The result is exactly that of all pairs.
WITH groups AS (
    SELECT
        g.*,
        t.peer_type,
        CASE t.peer_type
            WHEN 'kind' THEN g.kind
            WHEN 'province' THEN g.province_code
            WHEN 'population_class' THEN g.kind || '-' || g.population_class
            WHEN 'island_group' THEN g.kind || '-' || g.island_group
        END AS peer_group,
        CASE t.peer_type
            WHEN 'kind' THEN 'Semua ' || g.kind || ' | All ' || g.kind
            WHEN 'province'
                THEN
                    'Kabupaten dan kota di ' || g.province_name || ' | Kabupaten and kota of ' || g.province_name
            WHEN 'population_class'
                THEN
                    upper(substr(g.kind, 1, 1)) || substr(g.kind, 2) || ' berpenduduk ' || split_part(g.population_class_name, ' | ', 1)
                    || ' | ' || upper(substr(g.kind, 1, 1)) || substr(g.kind, 2) || ' of '
                    || split_part(g.population_class_name, ' | ', 2)
            WHEN 'island_group'
                THEN
                    upper(substr(g.kind, 1, 1)) || substr(g.kind, 2) || ' di ' || g.island_group
                    || ' | ' || upper(substr(g.kind, 1, 1)) || substr(g.kind, 2) || ' in ' || g.island_group
        END AS peer_group_name
    FROM mart.peer_groups AS g
    CROSS JOIN (VALUES ('kind'), ('province'), ('population_class'), ('island_group')) AS t (peer_type)
    WHERE t.peer_type <> 'province' OR g.kind <> 'provinsi'
),

known AS (
    SELECT
        evaluation_year,
        region_code,
        kind,
        z_population,
        z_density,
        z_area,
        CAST(floor(4 * least(greatest(z_population, -10), 10)) AS INTEGER) AS cell,
        count(*) OVER (PARTITION BY evaluation_year, kind) AS known_count,
        row_number() OVER (PARTITION BY evaluation_year, kind ORDER BY z_population, region_code) - 1 AS place_by_population
    FROM mart.peer_groups
    WHERE z_population IS NOT NULL
),

-- Bands of like population, each in the order of area: those next to each other here are close in both.
placed AS (
    SELECT
        k.*,
        row_number() OVER (
            PARTITION BY k.evaluation_year, k.kind
            ORDER BY floor(k.place_by_population * ceil(sqrt(k.known_count / 40.0)) / k.known_count), k.z_area, k.region_code
        ) AS place
    FROM known AS k
),

beside AS (
    SELECT
        p.*,
        t.place_beside
    FROM placed AS p, unnest(generate_series(p.place - 12, p.place + 12)) AS t (place_beside)
),

close_by AS (
    SELECT
        a.evaluation_year,
        a.region_code,
        (a.z_population - b.z_population) * (a.z_population - b.z_population)
        + (a.z_density - b.z_density) * (a.z_density - b.z_density)
        + (a.z_area - b.z_area) * (a.z_area - b.z_area) AS squared
    FROM beside AS a
    INNER JOIN placed AS b
        ON
            a.evaluation_year = b.evaluation_year
            AND a.kind = b.kind
            AND a.place_beside = b.place
            AND a.region_code <> b.region_code
),

tenth_close_by AS (
    SELECT
        evaluation_year,
        region_code,
        squared,
        row_number() OVER (PARTITION BY evaluation_year, region_code ORDER BY squared) AS place
    FROM close_by
),

reaching AS (
    SELECT
        p.*,
        -- One unit of the last decimal more, for the rounding of the root; fewer than ten of the kind: all.
        coalesce(CAST(sqrt(c.squared) AS DECIMAL(8, 5)) + 0.00001, 999) AS reach
    FROM placed AS p
    LEFT JOIN tenth_close_by AS c ON p.evaluation_year = c.evaluation_year AND p.region_code = c.region_code AND c.place = 10
),

-- Each region once per cell of population that its reach touches, so that pairs meet by equal cells.
touching AS (
    SELECT
        r.*,
        t.touched_cell
    FROM reaching AS r,
        unnest(generate_series(
            CAST(floor(4 * least(greatest(r.z_population - r.reach, -10), 10)) AS INTEGER),
            CAST(floor(4 * least(greatest(r.z_population + r.reach, -10), 10)) AS INTEGER)
        )) AS t (touched_cell)
),

pairs AS (
    SELECT
        a.evaluation_year,
        a.region_code,
        b.region_code AS neighbour_code,
        (a.z_population - b.z_population) * (a.z_population - b.z_population)
        + (a.z_density - b.z_density) * (a.z_density - b.z_density)
        + (a.z_area - b.z_area) * (a.z_area - b.z_area) AS squared
    FROM touching AS a
    INNER JOIN placed AS b
        ON
            a.evaluation_year = b.evaluation_year
            AND a.kind = b.kind
            AND a.touched_cell = b.cell
            AND a.region_code <> b.region_code
            AND b.z_population BETWEEN a.z_population - a.reach AND a.z_population + a.reach
            AND b.z_area BETWEEN a.z_area - a.reach AND a.z_area + a.reach
),

ordered AS (
    SELECT
        evaluation_year,
        region_code,
        neighbour_code,
        CAST(sqrt(squared) AS DECIMAL(8, 5)) AS distance,
        row_number() OVER (PARTITION BY evaluation_year, region_code ORDER BY squared, neighbour_code) AS peer_no
    FROM pairs
),

nearest AS (
    SELECT *
    FROM ordered
    WHERE peer_no <= 10
),

neighbour_counts AS (
    SELECT
        evaluation_year,
        region_code,
        count(*) AS neighbour_count
    FROM nearest
    GROUP BY evaluation_year, region_code
)

SELECT
    evaluation_year,
    region_code,
    region_name,
    kind,
    peer_type,
    CAST(0 AS INTEGER) AS peer_no,
    peer_group,
    peer_group_name,
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
        WHEN peer_group IS NULL AND peer_type = 'population_class'
            THEN 'Penduduk tidak diketahui. | Population is not known.'
        WHEN peer_group IS NULL
            THEN 'Kode provinsi tidak termasuk kelompok pulau mana pun. | The province code is of no island group.'
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
    'Sepuluh tetangga terdekat | Ten nearest neighbours' AS peer_group_name,
    CAST(coalesce(c.neighbour_count, 0) AS INTEGER) AS group_size,
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
        WHEN o.neighbour_code IS NULL
            THEN coalesce(g.peer_note, 'Tidak ada daerah sejenis lain yang diketahui. | No other region of its kind is known.')
    END AS peer_note
FROM mart.peer_groups AS g
LEFT JOIN nearest AS o ON g.evaluation_year = o.evaluation_year AND g.region_code = o.region_code
LEFT JOIN neighbour_counts AS c ON g.evaluation_year = c.evaluation_year AND g.region_code = c.region_code
LEFT JOIN mart.peer_groups AS n ON o.evaluation_year = n.evaluation_year AND o.neighbour_code = n.region_code
