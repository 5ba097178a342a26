-- severity: error
-- why: A figure is of a node of its year's instrument, or is a grade.
-- remedy: correct the measure in the transcription, or add the node to sources/instruments/snapshots
SELECT o.document_id, o.line_no, o.locator, o.printed_name, o.instrument, o.measure, o.printed_value
FROM core.observations AS o
LEFT JOIN core.instrument_nodes AS n ON o.instrument = n.instrument AND o.measure = n.node_code
WHERE o.measure <> 'PREDIKAT' AND n.node_code IS NULL
