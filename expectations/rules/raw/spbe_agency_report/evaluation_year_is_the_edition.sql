-- severity: error
-- why: A report is of one year; another is a wrong file.
-- remedy: compare the rows with the document and correct the transcription
SELECT document_id, line_no, locator, agency, measure, printed_value, evaluation_year, edition
FROM raw.spbe_agency_report
WHERE evaluation_year <> CAST(edition AS VARCHAR)
