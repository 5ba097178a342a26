-- severity: error
-- why: A tree has one root.
-- remedy: compare sources/instruments/snapshots with the regulation, and correct the line
SELECT c.instrument, c.node_code, c.parent_code, c.document_id, c.locator
FROM core.instrument_nodes AS c
LEFT JOIN core.instrument_nodes AS p ON c.instrument = p.instrument AND c.parent_code = p.node_code
WHERE (c.parent_code IS NULL) <> (c.node_type = 'index') OR (c.parent_code IS NOT NULL AND p.node_code IS NULL)
