-- severity: error
-- why: Every region that has a rank has a way up, or is at the top.
-- remedy: correct the model, warehouse/sql/mart/next_predikat.sql
SELECT r.evaluation_year, r.region_code, r.region_name, n.spbe_index
FROM mart.region_ranking AS r
LEFT JOIN mart.next_predikat AS n ON r.evaluation_year = n.evaluation_year AND r.region_code = n.region_code
WHERE r.rank_in_kind IS NOT NULL AND (n.region_code IS NULL OR n.spbe_index <> r.spbe_index)
