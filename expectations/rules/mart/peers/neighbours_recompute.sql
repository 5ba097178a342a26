-- severity: error
-- why: A planner can check a distance from the figures shown.
-- remedy: correct the model, warehouse/sql/mart/peers.sql
-- A neighbour of another kind, that is the region itself, at another distance than its variables make, or out of order.
WITH nearest AS (
    SELECT
        p.evaluation_year,
        p.region_code,
        p.region_name,
        p.peer_no,
        p.neighbour_code,
        p.distance,
        g.kind,
        n.kind AS neighbour_kind,
        (g.z_population - n.z_population) * (g.z_population - n.z_population)
        + (g.z_density - n.z_density) * (g.z_density - n.z_density)
        + (g.z_area - n.z_area) * (g.z_area - n.z_area) AS squared,
        lag(p.distance) OVER (PARTITION BY p.evaluation_year, p.region_code ORDER BY p.peer_no) AS distance_before
    FROM mart.peers AS p
    INNER JOIN mart.peer_groups AS g ON p.evaluation_year = g.evaluation_year AND p.region_code = g.region_code
    LEFT JOIN mart.peer_groups AS n ON p.evaluation_year = n.evaluation_year AND p.neighbour_code = n.region_code
    WHERE p.peer_type = 'nearest' AND p.peer_no > 0
)

SELECT
    evaluation_year,
    region_code,
    region_name,
    peer_no,
    neighbour_code,
    distance
FROM nearest
WHERE
    neighbour_kind IS NULL
    OR kind <> neighbour_kind
    OR region_code = neighbour_code
    OR abs(sqrt(squared) - distance) > 0.00001
    OR distance < distance_before
