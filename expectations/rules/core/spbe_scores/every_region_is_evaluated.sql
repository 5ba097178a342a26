-- severity: warning
-- why: Regions without a row are listed, never counted as zero.
-- remedy: compare the provinces with the report; enter in evaluations.csv how many regions the document says were evaluated
WITH expected AS (
    SELECT y.evaluation_year, y.agencies_regional, r.region_code, r.region_name, s.region_code IS NOT NULL AS is_evaluated
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
),

counted AS (
    SELECT *, count(*) FILTER (is_evaluated) OVER (PARTITION BY evaluation_year) AS evaluated
    FROM expected
)

SELECT
    evaluation_year,
    region_code,
    region_name,
    CASE WHEN evaluated = agencies_regional THEN 'the ministry itself evaluated ' || evaluated || ' regions' END AS known_because
FROM counted
WHERE NOT is_evaluated
