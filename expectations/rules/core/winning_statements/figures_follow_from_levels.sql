-- severity: error
-- why: An index, domain or aspect is the weighted mean of all its levels, within 0.005; of scores that are themselves rounded, within 0.0101.
-- remedy: compare the figure and its levels with the report: one was misread; if it is really printed so, list it with its reason in sources/spbe_reference/snapshots/spbe_known_deviations.csv
-- accepted by: evaluation_year, printed_name, measure, printed_value
-- Only where every level below the figure is known, and not from levels that an agency has typed about itself (D): they
-- may be of another assessment.
WITH RECURSIVE below AS (
    SELECT instrument, node_code AS top, node_code AS node, weight_percent
    FROM core.instrument_nodes
    WHERE node_type IN ('index', 'domain', 'aspect')
    UNION ALL
    SELECT b.instrument, b.top, n.node_code AS node, n.weight_percent
    FROM below AS b
    INNER JOIN core.instrument_nodes AS n ON b.instrument = n.instrument AND b.node = n.parent_code
),

levels AS (
    SELECT b.*, count(*) OVER (PARTITION BY b.instrument, b.top) AS levels_expected
    FROM below AS b
    WHERE b.node NOT IN (SELECT c.parent_code FROM core.instrument_nodes AS c WHERE c.instrument = b.instrument AND c.parent_code IS NOT NULL)
),

figures AS (
    SELECT
        o.*,
        CASE o.status WHEN 'corrected' THEN o.status_reason_en WHEN 'published' THEN o.flag_reason_en END AS decided_because
    FROM core.winning_statements AS w
    INNER JOIN core.observations AS o ON w.observation_id = o.observation_id
    WHERE w.subject_type IN ('region', 'central_agency')
),

recomputed AS (
    SELECT
        f.evaluation_year,
        f.subject_type,
        f.subject_code,
        l.top,
        sum(f.value * l.weight_percent) / sum(l.weight_percent) AS from_levels,
        string_agg(DISTINCT f.decided_because, '; ' ORDER BY f.decided_because) AS decided_because
    FROM figures AS f
    INNER JOIN levels AS l ON f.instrument = l.instrument AND f.measure = l.node
    WHERE f.evidence_grade <> 'D'
    GROUP BY ALL
    HAVING count(f.value) = max(l.levels_expected)
)

SELECT
    f.evaluation_year,
    f.subject_type,
    f.subject_code,
    f.printed_name,
    f.measure,
    f.printed_value,
    round(r.from_levels, 5) AS from_levels,
    f.document_id,
    f.locator,
    CASE
        WHEN coalesce(f.decided_because, r.decided_because) IS NOT NULL
            THEN 'a person has decided about one of these figures: ' || concat_ws('; ', f.decided_because, r.decided_because)
    END AS known_because
FROM recomputed AS r
INNER JOIN figures AS f
    ON
        r.evaluation_year = f.evaluation_year
        AND r.subject_type = f.subject_type
        AND r.subject_code = f.subject_code
        AND r.top = f.measure
INNER JOIN core.instruments AS i ON f.instrument = i.instrument
WHERE abs(f.value - r.from_levels) > CASE WHEN i.level_step IS NULL THEN 0.0101 ELSE 0.005 END
