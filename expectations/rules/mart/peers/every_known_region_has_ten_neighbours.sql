-- severity: error
-- why: Ten are promised.
-- remedy: correct the model, warehouse/sql/mart/peers.sql
-- A region with known population and area without ten neighbours, or all others of its kind where they are fewer.
SELECT
    g.evaluation_year,
    g.region_code,
    g.region_name,
    count(p.neighbour_code) AS neighbours,
    g.known_in_kind
FROM (
    SELECT
        evaluation_year,
        region_code,
        region_name,
        count(*) OVER (PARTITION BY evaluation_year, kind) AS known_in_kind
    FROM mart.peer_groups
    WHERE z_population IS NOT NULL
) AS g
LEFT JOIN mart.peers AS p ON g.evaluation_year = p.evaluation_year AND g.region_code = p.region_code AND p.peer_type = 'nearest'
GROUP BY g.evaluation_year, g.region_code, g.region_name, g.known_in_kind
HAVING count(p.neighbour_code) <> least(10, g.known_in_kind - 1)
