-- severity: error
-- why: A missing index is never ranked, an index always.
-- remedy: correct the model, warehouse/sql/mart/region_ranking.sql
SELECT r.evaluation_year, r.region_code, r.region_name, r.document_id, r.spbe_index, r.rank_in_kind, r.status
FROM mart.region_ranking AS r
INNER JOIN core.evaluation_years AS y ON r.evaluation_year = y.evaluation_year
WHERE
    (r.rank_in_kind IS NOT NULL) <> (r.spbe_index IS NOT NULL AND y.nationally_complete)
    OR (r.rank_in_kabkota IS NOT NULL) <> (r.rank_in_kind IS NOT NULL AND r.kind <> 'provinsi')
    OR (r.rank_in_province IS NOT NULL) <> (r.rank_in_kind IS NOT NULL AND r.kind <> 'provinsi')
    OR (r.spbe_index IS NULL) <> (r.status NOT IN ('published', 'published_in_part', 'derived', 'corrected'))
    OR (r.rank_in_kind IS NULL) <> (r.rank_note IS NOT NULL)
    OR (r.ranked_in_kind IS NOT NULL) <> y.nationally_complete
    OR (r.spbe_index IS NULL) <> (r.certainty NOT IN ('official', 'agency_report', 'secondary', 'press'))
    OR (r.is_final AND NOT y.nationally_complete)
    OR (r.levels_known AND r.levels_missing_because IS NOT NULL)
