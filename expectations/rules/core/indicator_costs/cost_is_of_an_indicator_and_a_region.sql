-- severity: error
-- why: A cost of no indicator would be ignored in silence.
-- remedy: correct the line in sources/targets/snapshots and seal the file, or in the file that was added, and add it again (see sources/targets/README.md)
SELECT c.instrument, c.node_code, c.cost_region, c.step_cost, c.document_id, c.locator
FROM core.indicator_costs AS c
LEFT JOIN core.instrument_nodes AS n
    ON c.instrument = n.instrument AND c.node_code = n.node_code AND n.node_type IN ('indicator', 'service')
LEFT JOIN core.regions AS r ON c.cost_region = r.current_code AND r.valid_to_year IS NULL
WHERE n.node_code IS NULL OR (c.cost_region <> '*' AND r.region_code IS NULL)
