-- severity: error
-- why: A table of which most rows name no region, or give no figure, is no table of results.
-- remedy: look at the rows in audit.quarantine; withdraw the document where it is none of this kind
-- on arrival: check that it is a table of regional governments, and that names have their kind (Kabupaten, Kota, Provinsi)
SELECT
    q.document_id,
    d.file_name,
    count(DISTINCT q.line_no) AS rows_not_read,
    d.file_rows,
    min(q.locator || ': ' || q.problem) AS for_example
FROM audit.quarantine AS q
INNER JOIN core.documents AS d ON q.document_id = d.document_id
WHERE d.evidence_grade IN ('C', 'D')
GROUP BY q.document_id, d.file_name, d.file_rows
HAVING count(DISTINCT q.line_no) > 0.5 * d.file_rows
