-- severity: error
-- why: 0.13 D1 + 0.25 D2 + 0.165 D3 + 0.455 D4, within 0.011.
-- remedy: a digit of the index or of a domain was misread: compare with the document
WITH wide AS (
    SELECT
        s.evaluation_year,
        s.agency_code,
        s.instrument,
        max(s.score) FILTER (s.measure = 'INDEX') AS printed_index,
        sum(s.score * n.weight_percent) FILTER (n.node_type = 'domain') / 100 AS from_domains,
        count(s.score) FILTER (n.node_type = 'domain') AS domains_found
    FROM core.central_scores AS s
    INNER JOIN core.instrument_nodes AS n ON s.instrument = n.instrument AND s.measure = n.node_code
    GROUP BY ALL
),

domains AS (
    SELECT instrument, count(*) AS domains_expected
    FROM core.instrument_nodes
    WHERE node_type = 'domain'
    GROUP BY instrument
)

SELECT w.evaluation_year, w.agency_code, w.printed_index, round(w.from_domains, 4) AS from_domains
FROM wide AS w
INNER JOIN domains AS d ON w.instrument = d.instrument AND w.domains_found = d.domains_expected
WHERE abs(w.printed_index - w.from_domains) > 0.011
