-- severity: error
-- why: An alias of no region can only mislead.
-- remedy: correct its code in sources/regions/snapshots
SELECT a.alias, a.current_code, a.document_id
FROM core.region_aliases AS a
WHERE a.current_code NOT IN (SELECT r.current_code FROM core.regions AS r)
