-- severity: error
-- why: A domain is the sum of its aspects.
-- remedy: compare sources/instruments/snapshots with the regulation, and correct the line
SELECT p.instrument, p.node_code, p.document_id, p.locator, p.weight_percent, sum(c.weight_percent) AS weight_of_parts
FROM core.instrument_nodes AS p
INNER JOIN core.instrument_nodes AS c ON p.instrument = c.instrument AND p.node_code = c.parent_code
GROUP BY ALL
HAVING abs(sum(c.weight_percent) - p.weight_percent) > CASE WHEN p.instrument = 'SPBE-2018' THEN 0.0002 ELSE 0 END
