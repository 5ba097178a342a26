-- severity: error
-- why: Scores run from 1 to 5 (0 to 5 under SPBE-2018).
-- remedy: compare with the document; if it prints so, list the figure with its reason in sources/spbe_reference/snapshots/spbe_known_deviations.csv; remove a line that is known no longer
WITH known AS (
    SELECT CAST(evaluation_year AS INTEGER) AS evaluation_year, agency, measure, printed, reason_en
    FROM raw.spbe_known_deviations
    WHERE rule = 'value_on_the_scale'
),

off_scale AS (
    SELECT o.*
    FROM core.observations AS o
    INNER JOIN core.instruments AS i ON o.instrument = i.instrument
    WHERE o.value NOT BETWEEN i.level_min AND i.level_max AND o.evidence_grade IN ('A', 'B')
)

SELECT
    coalesce(o.evaluation_year, k.evaluation_year) AS evaluation_year,
    coalesce(o.printed_name, k.agency) AS printed_name,
    coalesce(o.measure, k.measure) AS measure,
    coalesce(o.printed_value, k.printed) AS printed_value,
    o.document_id,
    o.line_no,
    o.locator,
    -- A line of the list without its figure is known no longer.
    CASE WHEN o.observation_id IS NOT NULL THEN k.reason_en END AS known_because
FROM off_scale AS o
FULL JOIN known AS k
    ON
        o.evaluation_year = k.evaluation_year
        AND o.printed_name = k.agency
        AND o.measure = k.measure
        AND o.printed_value = k.printed
