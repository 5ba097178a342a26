-- severity: error
-- why: Every raw row is accepted or refused, never dropped.
-- remedy: the reading of this source leaves rows out: see sources/<source>/statements.py
WITH printed AS (
    SELECT document_id, line_no FROM raw.spbe_annual_report
    UNION ALL
    SELECT document_id, line_no FROM raw.spbe_printed_means
    UNION ALL
    SELECT document_id, line_no FROM raw.spbe_agency_report
    UNION ALL
    SELECT document_id, line_no FROM raw.spbe_decree
    UNION ALL
    SELECT document_id, line_no FROM raw.spbe_tauval
    UNION ALL
    SELECT document_id, line_no FROM raw.spbe_spreadsheet
    UNION ALL
    SELECT document_id, line_no FROM raw.spbe_press
)

SELECT p.document_id, p.line_no
FROM printed AS p
WHERE
    (p.document_id, p.line_no) NOT IN (SELECT (o.document_id, o.line_no) FROM core.observations AS o)
    AND (p.document_id, p.line_no) NOT IN (SELECT (q.document_id, q.line_no) FROM audit.quarantine AS q)
