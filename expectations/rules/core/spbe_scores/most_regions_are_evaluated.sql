-- severity: error
-- why: Below 90% of the register a whole table is probably missing.
-- remedy: take the tables of the provinces with gaps over from the report; where it has no more, enter in evaluations.csv how many regions it says were evaluated
-- accepted by: evaluation_year
-- on arrival: add the whole document; where it lists no more, enter in evaluations.csv (sources/instruments/snapshots) how many regions it says were evaluated, and seal it
WITH expected AS (
    SELECT y.evaluation_year, r.region_code, r.province_name, s.region_code IS NOT NULL AS is_evaluated
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

SELECT
    e.evaluation_year,
    count(*) FILTER (e.is_evaluated) AS evaluated,
    coalesce(y.agencies_regional, count(*)) AS expected,
    string_agg(DISTINCT e.province_name, ', ' ORDER BY e.province_name) FILTER (NOT e.is_evaluated) AS provinces_with_gaps
FROM expected AS e
INNER JOIN core.evaluation_years AS y ON e.evaluation_year = y.evaluation_year
GROUP BY e.evaluation_year, y.agencies_regional
-- Where a document says how many were evaluated (425 of 548 in 2021), that is what is expected.
HAVING count(*) FILTER (e.is_evaluated) < 0.9 * coalesce(y.agencies_regional, count(*))
