-- severity: error
-- why: The autonomous regions of Kepmendagri 300.2.2-2430/2025.
-- remedy: correct sources/regions/snapshots, with the decree that says so
WITH expected (kind, regions_expected) AS (VALUES ('provinsi', 38), ('kabupaten', 415), ('kota', 93)),

found AS (
    SELECT kind, count(*) AS regions_found
    FROM core.regions
    WHERE autonomous AND valid_to_year IS NULL
    GROUP BY kind
)

SELECT e.kind, e.regions_expected, f.regions_found
FROM expected AS e
LEFT JOIN found AS f ON e.kind = f.kind
WHERE f.regions_found IS DISTINCT FROM e.regions_expected
