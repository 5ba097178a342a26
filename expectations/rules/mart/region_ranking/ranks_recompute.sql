-- severity: error
-- why: A rank is one more than the number that are better.
-- remedy: correct the model, warehouse/sql/mart/region_ranking.sql
-- Recomputed from the definition, without window functions: one more than the number that are better.
WITH pairs AS (
    SELECT
        r.evaluation_year,
        r.region_code,
        count(*) FILTER (o.spbe_index > r.spbe_index AND o.kind = r.kind) AS better_in_kind,
        count(*) FILTER (o.spbe_index = r.spbe_index AND o.kind = r.kind) AS equal_in_kind,
        count(*) FILTER (o.spbe_index > r.spbe_index AND o.kind <> 'provinsi') AS better_in_kabkota,
        count(*) FILTER (o.spbe_index > r.spbe_index AND o.kind <> 'provinsi' AND o.province_code = r.province_code) AS better_in_province
    FROM mart.region_ranking AS r
    INNER JOIN mart.region_ranking AS o ON r.evaluation_year = o.evaluation_year
    WHERE r.rank_in_kind IS NOT NULL AND o.spbe_index IS NOT NULL
    GROUP BY r.evaluation_year, r.region_code
)

SELECT r.evaluation_year, r.region_code, r.region_name, r.document_id, r.spbe_index, r.rank_in_kind, 1 + p.better_in_kind AS recomputed
FROM mart.region_ranking AS r
INNER JOIN pairs AS p ON r.evaluation_year = p.evaluation_year AND r.region_code = p.region_code
WHERE
    r.rank_in_kind <> 1 + p.better_in_kind
    OR r.tied_in_kind <> p.equal_in_kind
    OR r.rank_in_kabkota <> 1 + p.better_in_kabkota
    OR r.rank_in_province <> 1 + p.better_in_province
