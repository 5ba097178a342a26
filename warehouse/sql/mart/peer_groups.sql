-- mart.peer_groups: one row per nationally complete evaluation year and region of that year's register: the fixed
-- groups it belongs to, and the variables by which its nearest neighbours are found. No score enters.
-- Population and area are those of today's register, also for earlier years: older versions have none.
-- Classes and island groups are this project's own. Standardised: (x - mean) / standard deviation of the base-10
-- logarithm, over the regions of its kind and year of which both are known; sums are exact, so row order is nothing.
WITH classes (is_province, population_class, from_population, below_population, population_range) AS (
    VALUES
    (FALSE, 1, 0, 100000, 'under_100_thousand'),
    (FALSE, 2, 100000, 250000, 'from_100_to_250_thousand'),
    (FALSE, 3, 250000, 500000, 'from_250_to_500_thousand'),
    (FALSE, 4, 500000, 1000000, 'from_500_thousand_to_1_million'),
    (FALSE, 5, 1000000, NULL, 'from_1_million'),
    (TRUE, 1, 0, 1000000, 'under_1_million'),
    (TRUE, 2, 1000000, 2500000, 'from_1_to_2_5_million'),
    (TRUE, 3, 2500000, 5000000, 'from_2_5_to_5_million'),
    (TRUE, 4, 5000000, 10000000, 'from_5_to_10_million'),
    (TRUE, 5, 10000000, NULL, 'from_10_million')
),

islands (first_digit, island_group) AS (
    VALUES
    ('1', 'Sumatera'),
    ('2', 'Sumatera'),
    ('3', 'Jawa'),
    ('5', 'Bali-Nusa Tenggara'),
    ('6', 'Kalimantan'),
    ('7', 'Sulawesi'),
    ('8', 'Maluku'),
    ('9', 'Papua')
),

registered AS (
    SELECT
        k.evaluation_year,
        k.region_code,
        k.region_name,
        k.kind,
        k.province_code,
        k.province_name,
        k.current_code,
        t.population,
        t.area_km2,
        coalesce(t.population > 0 AND t.area_km2 > 0, FALSE) AS is_known
    FROM mart.region_ranking AS k
    INNER JOIN core.evaluation_years AS y ON k.evaluation_year = y.evaluation_year AND y.nationally_complete
    LEFT JOIN core.regions AS t ON k.current_code = t.region_code AND t.valid_to_year IS NULL
),

logarithms AS (
    SELECT
        evaluation_year,
        region_code,
        kind,
        CAST(log10(population) AS DECIMAL(12, 9)) AS log_population,
        CAST(log10(population) AS DECIMAL(12, 9)) - CAST(log10(area_km2) AS DECIMAL(12, 9)) AS log_density,
        CAST(log10(area_km2) AS DECIMAL(12, 9)) AS log_area
    FROM registered
    WHERE is_known
),

means AS (
    SELECT
        evaluation_year,
        kind,
        CAST(sum(log_population) / count(*) AS DECIMAL(12, 9)) AS mean_population,
        CAST(sum(log_density) / count(*) AS DECIMAL(12, 9)) AS mean_density,
        CAST(sum(log_area) / count(*) AS DECIMAL(12, 9)) AS mean_area
    FROM logarithms
    GROUP BY evaluation_year, kind
),

centred AS (
    SELECT
        l.evaluation_year,
        l.region_code,
        l.kind,
        CAST(l.log_population - m.mean_population AS DECIMAL(12, 9)) AS population_off,
        CAST(l.log_density - m.mean_density AS DECIMAL(12, 9)) AS density_off,
        CAST(l.log_area - m.mean_area AS DECIMAL(12, 9)) AS area_off
    FROM logarithms AS l
    INNER JOIN means AS m ON l.evaluation_year = m.evaluation_year AND l.kind = m.kind
),

spreads AS (
    SELECT
        evaluation_year,
        kind,
        nullif(sqrt(sum(population_off * population_off) / count(*)), 0) AS spread_population,
        nullif(sqrt(sum(density_off * density_off) / count(*)), 0) AS spread_density,
        nullif(sqrt(sum(area_off * area_off) / count(*)), 0) AS spread_area
    FROM centred
    GROUP BY evaluation_year, kind
),

standardised AS (
    SELECT
        c.evaluation_year,
        c.region_code,
        -- A variable in which all regions agree tells none of them apart.
        CAST(coalesce(c.population_off / s.spread_population, 0) AS DECIMAL(8, 5)) AS z_population,
        CAST(coalesce(c.density_off / s.spread_density, 0) AS DECIMAL(8, 5)) AS z_density,
        CAST(coalesce(c.area_off / s.spread_area, 0) AS DECIMAL(8, 5)) AS z_area
    FROM centred AS c
    INNER JOIN spreads AS s ON c.evaluation_year = s.evaluation_year AND c.kind = s.kind
)

SELECT
    r.evaluation_year,
    r.region_code,
    r.region_name,
    r.kind,
    r.province_code,
    r.province_name,
    c.population_class,
    c.population_range,
    i.island_group,
    r.population,
    CASE WHEN r.is_known THEN CAST(r.population / r.area_km2 AS DECIMAL(10, 2)) END AS density,
    r.area_km2,
    z.z_population,
    z.z_density,
    z.z_area,
    CASE WHEN NOT r.is_known THEN 'population_or_area_unknown' END AS peer_note,
    r.current_code
FROM registered AS r
LEFT JOIN classes AS c
    ON
        c.is_province = (r.kind = 'provinsi')
        AND c.from_population <= r.population
        AND (c.below_population IS NULL OR r.population < c.below_population)
LEFT JOIN islands AS i ON i.first_digit = substr(r.province_code, 1, 1)
LEFT JOIN standardised AS z ON r.evaluation_year = z.evaluation_year AND r.region_code = z.region_code
