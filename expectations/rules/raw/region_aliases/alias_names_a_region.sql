-- severity: error
-- why: An alias of no region can only mislead.
-- remedy: correct its code in sources/regions/snapshots
SELECT a.document_id, a.line_no, a.locator, a.kemendagri_code, a.alias
FROM raw.region_aliases AS a
WHERE a.kemendagri_code NOT IN (SELECT r.code FROM raw.regions AS r)
