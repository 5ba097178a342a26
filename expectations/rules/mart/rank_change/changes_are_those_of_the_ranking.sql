-- severity: error
-- why: One change of rank is published, not two.
-- remedy: correct the model, warehouse/sql/mart/rank_change.sql
-- A region of another kind than before is ranked among others: there the ranks stand, but no change.
SELECT c.evaluation_year, c.current_code, c.region_name, c.rank_before, b.rank_in_kind AS ranked_before, c.rank_now, n.rank_in_kind AS ranked_now, c.rank_change
FROM mart.rank_change AS c
LEFT JOIN mart.region_ranking AS n ON c.evaluation_year = n.evaluation_year AND c.current_code = n.current_code
LEFT JOIN mart.region_ranking AS b ON c.previous_year = b.evaluation_year AND c.current_code = b.current_code AND c.instrument = b.instrument
WHERE
    c.rank_now IS DISTINCT FROM n.rank_in_kind
    OR c.rank_before IS DISTINCT FROM b.rank_in_kind
    OR c.index_change IS DISTINCT FROM n.index_change
    OR c.rank_change IS DISTINCT FROM CASE WHEN n.kind = b.kind THEN b.rank_in_kind - n.rank_in_kind END
