SELECT document_id, line_no, locator, agency, evaluation_year, edition
FROM raw.spbe_agency_report
WHERE evaluation_year <> CAST(edition AS VARCHAR)
