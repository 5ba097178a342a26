-- severity: error
-- why: The index is the weighted mean of its domains, within 0.011 for figures of two decimals.
-- remedy: compare the index and every domain with the document: a digit was misread; if it is really printed so, list the index with its reason in sources/spbe_reference/snapshots/spbe_known_deviations.csv
-- accepted by: evaluation_year, printed_name, measure, printed_value
WITH figures AS (
    SELECT
        o.*,
        CASE o.status WHEN 'corrected' THEN o.status_reason_en WHEN 'published' THEN o.flag_reason_en END AS decided_because
    FROM core.winning_statements AS w
    INNER JOIN core.observations AS o ON w.observation_id = o.observation_id
    -- Weak statements about regions are shown, not vouched for; printed group means are judged apart.
    WHERE w.subject_type = 'central_agency' OR (w.subject_type = 'region' AND o.evidence_grade IN ('A', 'B'))
),

domains AS (
    SELECT instrument, count(*) AS domains_expected
    FROM core.instrument_nodes
    WHERE node_code = part_code
    GROUP BY instrument
),

recomputed AS (
    SELECT
        f.evaluation_year,
        f.subject_type,
        f.subject_code,
        f.instrument,
        sum(f.value * n.weight_percent) / 100 AS from_domains,
        count(f.value) AS domains_found,
        string_agg(DISTINCT f.decided_because, '; ' ORDER BY f.decided_because) AS decided_because
    FROM figures AS f
    INNER JOIN core.instrument_nodes AS n ON f.instrument = n.instrument AND f.measure = n.node_code AND n.node_code = n.part_code
    GROUP BY ALL
)

SELECT
    f.evaluation_year,
    f.subject_type,
    f.subject_code,
    f.printed_name,
    f.measure,
    f.printed_value,
    round(r.from_domains, 4) AS from_domains,
    f.document_id,
    f.locator,
    CASE
        WHEN coalesce(f.decided_because, r.decided_because) IS NOT NULL
            THEN 'a person has decided about one of these figures: ' || concat_ws('; ', f.decided_because, r.decided_because)
    END AS known_because
FROM recomputed AS r
INNER JOIN domains AS d ON r.instrument = d.instrument AND r.domains_found = d.domains_expected
INNER JOIN figures AS f
    ON
        r.evaluation_year = f.evaluation_year
        AND r.subject_type = f.subject_type
        AND r.subject_code = f.subject_code
        AND f.measure = 'INDEX'
WHERE abs(f.value - r.from_domains) > 0.011
