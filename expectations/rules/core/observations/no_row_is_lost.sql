-- severity: error
-- why: Every raw row is accepted or refused, never dropped.
-- remedy: correct the reading, sources/<source>/statements.py, which leaves rows out
-- Documents that state figures: all but lists, regulations, registers, surveys, claims and targets.
SELECT p.document_id, d.file_name, p.line_no
FROM {raw_rows} AS p
INNER JOIN core.documents AS d ON p.document_id = d.document_id
WHERE
    d.document_type NOT IN ('reference', 'regulation', 'register', 'survey_edition')
    AND d.source NOT IN ('claims', 'targets')
    AND (p.document_id, p.line_no) NOT IN (SELECT (o.document_id, o.line_no) FROM core.observations AS o)
    AND (p.document_id, p.line_no) NOT IN (SELECT (q.document_id, q.line_no) FROM audit.quarantine AS q)
