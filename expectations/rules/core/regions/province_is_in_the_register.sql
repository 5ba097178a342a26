-- severity: error
-- why: Every region lies in a province.
-- remedy: correct sources/regions/snapshots, with the decree that says so
SELECT r.region_code, r.region_name, r.province_code, r.document_id, r.locator
FROM core.regions AS r
WHERE r.province_code NOT IN (SELECT p.region_code FROM core.regions AS p WHERE p.kind = 'provinsi')
