-- severity: error
-- why: A rank without an interval says more than is known.
-- remedy: correct the model, warehouse/sql/mart/region_ranking.sql
SELECT r.evaluation_year, r.region_code, r.region_name, r.document_id, r.rank_in_kind, r.rank_lo, r.rank_hi, r.weights_rank_lo, r.weights_rank_hi, r.rank_standing, i.rank_lo AS drawn_lo, i.rank_hi AS drawn_hi
FROM mart.region_ranking AS r
FULL JOIN mart.rank_intervals AS i ON r.evaluation_year = i.evaluation_year AND r.region_code = i.region_code
WHERE
    (r.rank_in_kind IS NULL) <> (r.rank_lo IS NULL)
    OR (r.rank_in_kind IS NULL) <> (r.rank_standing IS NULL)
    OR r.rank_lo IS DISTINCT FROM i.rank_lo
    OR r.rank_hi IS DISTINCT FROM i.rank_hi
    OR r.rank_in_kind NOT BETWEEN r.rank_lo AND r.rank_hi
    OR r.rank_hi > r.ranked_in_kind
    OR r.weights_rank_lo IS DISTINCT FROM i.weights_rank_lo
    OR r.weights_rank_hi IS DISTINCT FROM i.weights_rank_hi
    OR r.rank_in_kind NOT BETWEEN r.weights_rank_lo AND r.weights_rank_hi
    OR r.weights_rank_hi > r.ranked_in_kind
