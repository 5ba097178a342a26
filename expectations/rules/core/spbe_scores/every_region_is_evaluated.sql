-- severity: warning
-- why: Regions without a row are listed, never counted as zero.
-- remedy: nothing, when the report has no row for them; the status says so
WITH expected AS (
    SELECT y.evaluation_year, r.region_code, r.region_name, s.region_code IS NOT NULL AS is_evaluated
    FROM core.evaluation_years AS y
    INNER JOIN core.regions AS r
        ON r.autonomous AND y.evaluation_year BETWEEN coalesce(r.valid_from_year, 0) AND coalesce(r.valid_to_year, 9999)
    LEFT JOIN core.spbe_scores AS s
        ON
            y.evaluation_year = s.evaluation_year
            AND r.region_code = s.region_code
            AND s.measure = 'INDEX'
            AND s.evidence_grade IN ('A', 'B')
    WHERE y.nationally_complete
)

SELECT evaluation_year, region_code, region_name
FROM expected
WHERE NOT is_evaluated
ORDER BY ALL
