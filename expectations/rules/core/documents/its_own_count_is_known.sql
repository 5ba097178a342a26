-- severity: warning
-- why: A report that does not say how many bodies it holds may lack some unnoticed.
-- remedy: look the counts up in the report and enter them in `states` of its sidecar; where it has none, compare its rows with last year's and list the report with the reason in sources/spbe_reference/snapshots/spbe_known_deviations.csv; remove a line that is known no longer
-- accepted by: edition, document_id
SELECT document_id, edition, file_name, file_rows, stated_agencies, stated_regional, stated_central
FROM core.documents
WHERE source = 'spbe_annual_report' AND (stated_agencies IS NULL OR stated_regional IS NULL OR stated_central IS NULL)
