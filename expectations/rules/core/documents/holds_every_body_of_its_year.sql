-- severity: error
-- why: The decree and the report of a year list every body that was evaluated in it.
-- remedy: take the rows and tables that are missing over from the document, or correct the count in sources/instruments/snapshots/evaluations.csv
-- accepted by: evaluation_year, document_id
-- on arrival: add the whole document with all its annexes; where evaluations.csv (sources/instruments/snapshots) gives a wrong count, correct and seal it
SELECT y.evaluation_year, d.document_id, d.file_name, d.file_rows AS bodies_listed, y.agencies_total AS bodies_evaluated
FROM core.documents AS d
INNER JOIN core.evaluation_years AS y ON d.edition = y.evaluation_year
WHERE d.source IN ('spbe_annual_report', 'spbe_decree') AND d.file_rows <> y.agencies_total
