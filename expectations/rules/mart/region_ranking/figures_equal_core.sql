-- severity: error
-- why: A mart repeats the official figure, it does not make one.
-- remedy: correct the model, warehouse/sql/mart/region_ranking.sql
WITH core_figures AS (
    SELECT evaluation_year, region_code, score
    FROM core.spbe_scores
    WHERE measure = 'INDEX' AND score IS NOT NULL
)

SELECT coalesce(r.evaluation_year, c.evaluation_year) AS evaluation_year, coalesce(r.region_code, c.region_code) AS region_code, r.region_name, r.document_id, r.spbe_index, c.score
FROM (SELECT * FROM mart.region_ranking WHERE spbe_index IS NOT NULL) AS r
FULL JOIN core_figures AS c ON r.evaluation_year = c.evaluation_year AND r.region_code = c.region_code
WHERE r.spbe_index IS DISTINCT FROM c.score
