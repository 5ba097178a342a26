-- severity: error
-- why: The autonomous regions of Kepmendagri 300.2.2-2430/2025.
-- remedy: correct sources/regions/snapshots, with the decree that says so
-- A count alone tells nobody where to look: named are the regions whose other spellings are held but that are not in the
-- register, and those of which neither a spelling nor a result is held.
WITH expected (kind, regions_expected) AS (VALUES ('provinsi', 38), ('kabupaten', 415), ('kota', 93)),

registered AS (
    SELECT region_code, region_name, kind
    FROM core.regions
    WHERE autonomous AND valid_to_year IS NULL
),

found AS (
    SELECT kind, count(*) AS regions_found
    FROM registered
    GROUP BY kind
),

gone AS (
    SELECT string_agg(name, ', ' ORDER BY name) AS names
    FROM (
        SELECT min(a.alias) || ' (' || a.kemendagri_code || ')' AS name
        FROM raw.region_aliases AS a
        LEFT JOIN core.regions AS r ON a.kemendagri_code = r.region_code AND r.valid_to_year IS NULL
        WHERE r.region_code IS NULL
        GROUP BY a.kemendagri_code
    ) AS missing
),

new AS (
    SELECT string_agg(r.region_name || ' (' || r.region_code || ')', ', ' ORDER BY r.region_code) AS names
    FROM registered AS r
    LEFT JOIN raw.region_aliases AS a ON r.region_code = a.kemendagri_code
    LEFT JOIN core.spbe_scores AS s ON r.region_code = s.region_code
    WHERE a.kemendagri_code IS NULL AND s.region_code IS NULL
)

SELECT e.kind, e.regions_expected, f.regions_found, g.names AS regions_gone, n.names AS regions_new
FROM expected AS e
LEFT JOIN found AS f ON e.kind = f.kind
CROSS JOIN gone AS g
CROSS JOIN new AS n
WHERE f.regions_found IS DISTINCT FROM e.regions_expected
