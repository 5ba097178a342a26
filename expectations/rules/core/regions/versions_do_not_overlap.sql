-- severity: error
-- why: A region is one thing at a time.
-- remedy: correct sources/regions/snapshots, with the decree that says so
SELECT a.current_code, a.region_code, a.region_name, b.region_code AS other_code, b.region_name AS other_name, a.document_id, a.locator
FROM core.regions AS a
INNER JOIN core.regions AS b
    ON a.current_code = b.current_code AND (a.region_code, a.version) < (b.region_code, b.version)
WHERE
    coalesce(a.valid_from_year, 0) <= coalesce(b.valid_to_year, 9999)
    AND coalesce(b.valid_from_year, 0) <= coalesce(a.valid_to_year, 9999)
