-- severity: error
-- why: The decree's counts and the report's own are the same bodies.
-- remedy: correct evaluations.csv or the report's sidecar (`states`): whichever the document contradicts
SELECT y.evaluation_year, y.agencies_total, d.stated_agencies, y.agencies_regional, d.stated_regional, y.agencies_central, d.stated_central, y.document_id, y.locator, d.file_name
FROM core.evaluation_years AS y
INNER JOIN core.documents AS d ON d.source = 'spbe_annual_report' AND y.evaluation_year = d.edition
WHERE
    y.agencies_total <> d.stated_agencies
    OR y.agencies_regional <> d.stated_regional
    OR y.agencies_central <> d.stated_central
