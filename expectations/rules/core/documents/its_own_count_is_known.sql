-- severity: warning
-- why: A report that does not say how many bodies it holds may lack some unnoticed.
-- remedy: look for the count in the report; compare the number of rows with last year's
SELECT document_id, edition, file_name
FROM core.documents
WHERE source = 'spbe_annual_report' AND (stated_agencies IS NULL OR stated_regional IS NULL OR stated_central IS NULL)
