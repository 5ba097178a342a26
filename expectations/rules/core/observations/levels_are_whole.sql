-- severity: error
-- why: A maturity level is a whole number, where the instrument knows no decimals.
-- remedy: compare the level with the report, and correct it
SELECT o.document_id, o.line_no, o.locator, o.printed_name, o.measure, o.printed_value
FROM core.observations AS o
INNER JOIN core.instruments AS i ON o.instrument = i.instrument
INNER JOIN core.instrument_nodes AS n ON o.instrument = n.instrument AND o.measure = n.node_code
WHERE n.is_leaf AND o.value % i.level_step <> 0
