-- severity: error
-- why: Every row of a document is in its raw table.
-- remedy: compare the rows with the document and correct the transcription
WITH loaded AS (
    SELECT document_id, count(*) AS rows_loaded
    FROM {raw_rows}
    GROUP BY document_id
)

SELECT coalesce(d.document_id, l.document_id) AS document_id, d.file_name, d.file_rows, l.rows_loaded
FROM core.documents AS d
FULL JOIN loaded AS l ON d.document_id = l.document_id
WHERE d.file_rows IS DISTINCT FROM l.rows_loaded
