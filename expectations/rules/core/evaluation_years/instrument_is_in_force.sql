-- severity: error
-- why: A year is evaluated under the instrument in force.
-- remedy: compare sources/instruments/snapshots with the regulation, and correct the line
SELECT y.evaluation_year, y.instrument, i.first_year, i.last_year, y.document_id, y.locator
FROM core.evaluation_years AS y
LEFT JOIN core.instruments AS i ON y.instrument = i.instrument
WHERE i.instrument IS NULL OR y.evaluation_year NOT BETWEEN i.first_year AND coalesce(i.last_year, 9999)
