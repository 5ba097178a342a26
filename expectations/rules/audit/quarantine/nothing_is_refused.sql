-- severity: error
-- why: A figure or name that cannot be read makes an official table wrong.
-- remedy: do what its column remedy says of each row
-- on arrival: each finding says what to do; then add the file again
SELECT q.file_name, q.line_no, q.locator, q.printed_name, q.printed_value, q.document_id, q.problem, q.remedy
FROM audit.quarantine AS q
INNER JOIN core.documents AS d ON q.document_id = d.document_id
WHERE d.evidence_grade IN ('A', 'B')
ORDER BY ALL
