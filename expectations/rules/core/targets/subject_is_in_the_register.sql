-- severity: error
-- why: A target of no region is nobody's.
-- remedy: correct the line in sources/targets/snapshots and seal the file, or in the file that was added, and add it again (see sources/targets/README.md)
SELECT t.target_id, t.target_scope, t.subject_code, t.printed_name, t.document_id, t.locator
FROM core.targets AS t
LEFT JOIN core.regions AS r
    ON t.subject_code = r.current_code AND r.valid_to_year IS NULL AND (t.target_scope = 'region' OR r.kind = 'provinsi')
WHERE
    CASE t.target_scope
        WHEN 'country' THEN t.subject_code <> 'IDN'
        WHEN 'every_region' THEN t.subject_code <> '*'
        ELSE r.region_code IS NULL
    END
