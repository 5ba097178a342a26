-- severity: warning
-- why: A printed mean is that of its domains, within 0.015: five printed figures, each rounded to two decimals, enter the sum.
-- remedy: quote the printed mean beside the mean of the rows, never overwrite it; list it with its reason in sources/spbe_reference/snapshots/spbe_known_deviations.csv; remove a line that is known no longer
WITH known AS (
    SELECT CAST(evaluation_year AS INTEGER) AS evaluation_year, agency, printed, reason_en
    FROM raw.spbe_known_deviations
    WHERE rule = 'printed_mean_follows_from_its_domains'
),

domains AS (
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
    WHERE m.instrument = 'SPBE-2020'
    GROUP BY ALL
),

deviating AS (
    SELECT r.*
    FROM recomputed AS r
    INNER JOIN domains AS d ON r.instrument = d.instrument AND r.domains_found = d.domains_expected
    WHERE abs(r.printed_index - r.from_domains) > 0.015
)

SELECT
    coalesce(r.evaluation_year, k.evaluation_year) AS evaluation_year,
    coalesce(r.agency_group, k.agency) AS agency_group,
    coalesce(r.printed_value, k.printed) AS printed_value,
    round(r.from_domains, 4) AS from_domains,
    o.document_id,
    o.locator,
    CASE WHEN r.agency_group IS NOT NULL THEN k.reason_en END AS known_because
FROM deviating AS r
FULL JOIN known AS k ON r.evaluation_year = k.evaluation_year AND r.agency_group = k.agency AND r.printed_value = k.printed
LEFT JOIN core.observations AS o ON r.observation_id = o.observation_id
