-- severity: warning
-- why: Printed means of 2023 and 2024 contain errors.
-- remedy: quote the printed mean beside the mean of the rows; never overwrite it
-- 0.015: five printed figures, each rounded to two decimals, enter the sum.
WITH recomputed AS (
    SELECT
        m.evaluation_year,
        m.agency_group,
        max(m.score) FILTER (m.measure = 'INDEX') AS printed_index,
        sum(m.score * n.weight_percent) FILTER (n.node_type = 'domain') / 100 AS from_domains,
        count(m.score) FILTER (n.node_type = 'domain') AS domains_found
    FROM core.group_means AS m
    INNER JOIN core.instrument_nodes AS n ON m.instrument = n.instrument AND m.measure = n.node_code
    WHERE m.instrument = 'SPBE-2020'
    GROUP BY ALL
)

SELECT evaluation_year, agency_group, printed_index, round(from_domains, 4) AS from_domains
FROM recomputed
WHERE domains_found = 4 AND abs(printed_index - from_domains) > 0.015
