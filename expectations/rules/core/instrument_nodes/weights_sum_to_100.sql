-- severity: error
-- why: The index is a weighted mean.
-- remedy: compare sources/instruments/snapshots with the regulation, and correct the line
-- SPBE-2018 prints thirds with four decimals: its sum is 99.9999.
SELECT n.instrument, sum(n.weight_percent) AS weight_sum
FROM core.instrument_nodes AS n
WHERE n.node_code NOT IN (SELECT c.parent_code FROM core.instrument_nodes AS c WHERE c.instrument = n.instrument AND c.parent_code IS NOT NULL)
GROUP BY n.instrument
HAVING abs(sum(n.weight_percent) - 100) > CASE WHEN n.instrument = 'SPBE-2018' THEN 0.0002 ELSE 0 END
