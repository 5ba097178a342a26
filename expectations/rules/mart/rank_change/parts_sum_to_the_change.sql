-- severity: error
-- why: The parts account for every place, or there is a reason why not.
-- remedy: correct the model, warehouse/sql/mart/rank_change.sql
-- Exactly, and in halves at most; a region that cannot be compared has no part and a reason.
SELECT evaluation_year, current_code, region_name, rank_change, own_part, others_part, entering_part, leaving_part, revision_part, change_note
FROM mart.rank_change
WHERE
    own_part + others_part + entering_part + leaving_part + revision_part <> rank_change
    OR CAST(2 * own_part AS INTEGER) <> 2 * own_part
    OR (change_note IS NULL) <> (rank_change IS NOT NULL)
    OR (own_part IS NULL) <> (rank_change IS NULL)
    OR (others_part IS NULL) <> (rank_change IS NULL)
    OR (entering_part IS NULL) <> (rank_change IS NULL)
    OR (leaving_part IS NULL) <> (rank_change IS NULL)
    OR (revision_part IS NULL) <> (rank_change IS NULL)
