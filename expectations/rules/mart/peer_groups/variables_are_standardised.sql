-- severity: error
-- why: Distances count every variable alike.
-- remedy: correct the model, warehouse/sql/mart/peer_groups.sql
-- A kind and year whose variables have not mean 0 and standard deviation 1, but for rounding.
SELECT
    evaluation_year,
    kind,
    avg(z_population) AS mean_population,
    avg(z_density) AS mean_density,
    avg(z_area) AS mean_area
FROM mart.peer_groups
GROUP BY evaluation_year, kind
HAVING
    abs(avg(z_population)) + abs(avg(z_density)) + abs(avg(z_area)) > 0.0001
    -- All equal is 0 for all: no variable to standardise.
    OR (abs(avg(z_population * z_population) - 1) > 0.001 AND max(z_population) > min(z_population))
    OR (abs(avg(z_density * z_density) - 1) > 0.001 AND max(z_density) > min(z_density))
    OR (abs(avg(z_area * z_area) - 1) > 0.001 AND max(z_area) > min(z_area))
