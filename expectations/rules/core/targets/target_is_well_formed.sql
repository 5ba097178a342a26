-- severity: error
-- why: A target has a year or none as its horizon says, and a measure and value of its instrument.
-- remedy: correct the line in sources/targets/snapshots and seal the file, or in the file that was added, and add it again (see sources/targets/README.md)
-- A year where and only where the horizon asks for one; a measure and a value of the instrument, of which a share can be
-- computed; means know only INDEX.
SELECT t.target_id, t.target_horizon, t.target_year, t.target_measure, t.target_value, t.instrument, t.printed_name, t.document_id, t.locator
FROM core.targets AS t
LEFT JOIN core.instruments AS i ON t.instrument = i.instrument
LEFT JOIN core.instrument_nodes AS n ON t.instrument = n.instrument AND t.target_measure = n.node_code
WHERE
    i.instrument IS NULL
    OR (t.target_horizon = 'by_year') <> (t.target_year IS NOT NULL)
    OR (t.target_measure <> 'LEVEL' AND n.node_code IS NULL)
    OR (t.target_scope = 'province_aggregate' AND t.target_measure <> 'INDEX')
    OR (t.target_measure = 'LEVEL' AND (t.target_value <> floor(t.target_value) OR t.target_scope NOT IN ('region', 'every_region')))
    OR t.target_value NOT BETWEEN i.level_min AND i.level_max
    OR t.target_value = 0
