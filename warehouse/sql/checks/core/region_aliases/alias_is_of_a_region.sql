SELECT a.alias, a.current_code
FROM core.region_aliases AS a
WHERE a.current_code NOT IN (SELECT r.current_code FROM core.regions AS r)
