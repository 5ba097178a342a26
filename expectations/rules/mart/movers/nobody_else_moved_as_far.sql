-- severity: error
-- why: A list of the largest changes leaves out none as large.
-- remedy: correct the model, warehouse/sql/mart/movers.sql
-- Listed are those whom fewer than 20 of their kind and direction outdo, and no others.
WITH changes AS (
    SELECT evaluation_year, kind, index_change > 0 AS is_rise, abs(index_change) AS size, count(*) AS regions
    FROM mart.rank_change
    WHERE rank_before IS NOT NULL AND rank_now IS NOT NULL AND index_change <> 0
    GROUP BY evaluation_year, kind, index_change > 0, abs(index_change)
),

outdone AS (
    SELECT c.evaluation_year, c.kind, c.is_rise, c.size, c.regions, coalesce(sum(o.regions), 0) AS further
    FROM changes AS c
    LEFT JOIN changes AS o ON c.evaluation_year = o.evaluation_year AND c.kind = o.kind AND c.is_rise = o.is_rise AND o.size > c.size
    GROUP BY c.evaluation_year, c.kind, c.is_rise, c.size, c.regions
),

listed AS (
    SELECT evaluation_year, kind, direction = 'rose' AS is_rise, abs(index_change) AS size, count(*) AS regions, max(mover_place) AS last_place, min(mover_place) AS first_place
    FROM mart.movers
    GROUP BY evaluation_year, kind, direction = 'rose', abs(index_change)
)

SELECT o.evaluation_year, o.kind, o.is_rise, o.size, o.regions, o.further, l.regions AS listed, l.first_place, l.last_place
FROM outdone AS o
FULL JOIN listed AS l ON o.evaluation_year = l.evaluation_year AND o.kind = l.kind AND o.is_rise = l.is_rise AND o.size = l.size
WHERE
    o.regions IS NULL
    OR (o.further < 20 AND (l.regions IS DISTINCT FROM o.regions OR l.first_place <> o.further + 1 OR l.last_place <> o.further + 1))
    OR (o.further >= 20 AND l.regions IS NOT NULL)
