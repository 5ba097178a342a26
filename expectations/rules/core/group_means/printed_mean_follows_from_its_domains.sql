-- severity: warning
-- why: A printed mean is that of its domains, within 0.015: five printed figures, each rounded to two decimals, enter the sum.
-- remedy: quote the printed mean beside the mean of the rows, never overwrite it; list it with its reason in sources/spbe_reference/snapshots/spbe_known_deviations.csv; remove a line that is known no longer
-- accepted by: evaluation_year, agency_group, measure, printed_value
WITH domains AS (
    SELECT instrument, count(*) AS domains_expected
    FROM core.instrument_nodes
    WHERE node_code = part_code
    GROUP BY instrument
),

recomputed AS (
    SELECT
        m.evaluation_year,
        m.agency_group,
        m.instrument,
        max(m.score) FILTER (m.measure = 'INDEX') AS printed_index,
        max(m.printed_value) FILTER (m.measure = 'INDEX') AS printed_value,
        max(m.observation_id) FILTER (m.measure = 'INDEX') AS observation_id,
        sum(m.score * n.weight_percent) FILTER (n.node_code = n.part_code) / 100 AS from_domains,
        count(m.score) FILTER (n.node_code = n.part_code) AS domains_found
    FROM core.group_means AS m
    INNER JOIN core.instrument_nodes AS n ON m.instrument = n.instrument AND m.measure = n.node_code
    GROUP BY ALL
)

SELECT
    r.evaluation_year,
    r.agency_group,
    'INDEX' AS measure,
    r.printed_value,
    round(r.from_domains, 4) AS from_domains,
    o.document_id,
    o.locator
FROM recomputed AS r
INNER JOIN domains AS d ON r.instrument = d.instrument AND r.domains_found = d.domains_expected
INNER JOIN core.observations AS o ON r.observation_id = o.observation_id
WHERE abs(r.printed_index - r.from_domains) > 0.015
