-- severity: error
-- why: A domain that is left out looks like one that needs nothing.
-- remedy: correct the model, warehouse/computed/next_predikat_domains.py
-- A region with a next grade that has not exactly the domains of its instrument.
SELECT
    n.evaluation_year,
    n.region_code,
    n.region_name,
    p.node_code AS measure
FROM mart.next_predikat AS n
INNER JOIN core.instrument_nodes AS p ON n.instrument = p.instrument AND p.node_code = p.part_code
FULL JOIN mart.next_predikat_domains AS d
    ON n.evaluation_year = d.evaluation_year AND n.region_code = d.region_code AND p.node_code = d.measure
WHERE
    (n.next_edge IS NOT NULL AND p.node_code IS NOT NULL) IS DISTINCT FROM (d.measure IS NOT NULL)
    OR n.next_edge <> d.next_edge
    OR n.points_missing <> d.points_missing
