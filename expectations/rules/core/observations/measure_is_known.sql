-- severity: error
-- why: A figure is of a node of an instrument, or is a grade.
-- remedy: correct the measure in the transcription, or add the node to sources/instruments/snapshots
SELECT document_id, line_no, locator, printed_name, measure, printed_value
FROM core.observations
WHERE measure <> 'PREDIKAT' AND measure NOT IN (SELECT node_code FROM core.instrument_nodes)
