-- severity: warning
-- why: Rows of portals, spreadsheets and press that cannot be read are set apart, and stop nothing.
-- remedy: each row says what to do
SELECT q.file_name, q.line_no, q.locator, q.printed_name, q.problem, q.remedy
FROM audit.quarantine AS q
INNER JOIN core.documents AS d ON q.document_id = d.document_id
WHERE d.evidence_grade IN ('C', 'D')
ORDER BY ALL
