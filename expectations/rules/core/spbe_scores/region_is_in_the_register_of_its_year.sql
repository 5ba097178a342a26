-- severity: error
-- why: A code is valid in a span of years.
-- remedy: correct sources/regions/snapshots, with the decree that says so
SELECT DISTINCT s.evaluation_year, s.region_code, s.document_id
FROM core.spbe_scores AS s
LEFT JOIN core.regions AS r
    ON
        s.region_code = r.region_code
        AND r.autonomous
        AND s.evaluation_year BETWEEN coalesce(r.valid_from_year, 0) AND coalesce(r.valid_to_year, 9999)
WHERE r.region_code IS NULL
