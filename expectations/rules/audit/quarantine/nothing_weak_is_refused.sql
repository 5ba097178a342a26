-- severity: warning
-- why: Rows of portals, spreadsheets and press that cannot be read are set apart, and stop nothing.
-- remedy: do what its column remedy says of each row; list a row that cannot be read otherwise, with its reason, in sources/spbe_reference/snapshots/spbe_known_deviations.csv; remove a line that is known no longer
-- accepted by: evaluation_year, printed_name, measure, printed_value
SELECT
    q.evaluation_year,
    q.document_id,
    q.file_name,
    q.line_no,
    q.locator,
    q.printed_name,
    q.measure,
    coalesce(q.printed_value, '') AS printed_value,
    q.problem,
    q.remedy
FROM audit.quarantine AS q
INNER JOIN core.documents AS d ON q.document_id = d.document_id
WHERE d.evidence_grade IN ('C', 'D')
