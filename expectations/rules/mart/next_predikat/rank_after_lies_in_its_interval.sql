-- severity: error
-- why: A region that rises alone loses no place.
-- remedy: correct the model, warehouse/sql/mart/next_predikat.sql
SELECT evaluation_year, region_code, region_name, rank_in_kind, rank_after, rank_after_lo, rank_after_hi
FROM mart.next_predikat
WHERE
    rank_after > rank_in_kind
    OR rank_after_lo > rank_after
    OR rank_after > rank_after_hi
    OR (rank_after IS NOT NULL) <> (rank_in_kind IS NOT NULL AND next_edge IS NOT NULL)
