-- severity: error
-- why: Scores run from 1 to 5 (0 to 5 under SPBE-2018).
-- remedy: compare the cell with the document; if the print says so, see sources/spbe_reference/README.md
SELECT o.document_id, o.line_no, o.locator, o.printed_name, o.measure, o.printed_value
FROM core.observations AS o
INNER JOIN core.instruments AS i ON o.instrument = i.instrument
WHERE o.value NOT BETWEEN i.level_min AND i.level_max AND o.deviation_reason IS NULL AND o.evidence_grade IN ('A', 'B')
