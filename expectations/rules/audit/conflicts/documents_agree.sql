-- severity: warning
-- why: Disputed cells are shown with both figures.
-- remedy: compare both documents; tell the publisher; list the figure that does not stand, with the reason, in sources/spbe_reference/snapshots/spbe_known_deviations.csv; remove a line that is known no longer
WITH known AS (
    SELECT CAST(evaluation_year AS INTEGER) AS evaluation_year, agency, measure, printed, reason_en
    FROM raw.spbe_known_deviations
    WHERE rule = 'documents_agree'
),

disputed AS (
    SELECT c.*, o.printed_name, o.printed_value, o.locator
    FROM audit.conflicts AS c
    INNER JOIN core.observations AS o ON c.observation_id = o.observation_id
)

SELECT
    coalesce(c.evaluation_year, k.evaluation_year) AS evaluation_year,
    c.subject_type,
    c.subject_code,
    coalesce(c.printed_name, k.agency) AS printed_name,
    coalesce(c.measure, k.measure) AS measure,
    c.winning_value,
    c.winning_document_id,
    coalesce(c.printed_value, k.printed) AS printed_value,
    c.other_document_id,
    c.locator,
    CASE
        WHEN c.observation_id IS NULL THEN NULL
        WHEN k.reason_en IS NOT NULL THEN k.reason_en
        WHEN c.other_grade IN ('C', 'D') AND c.evidence_grade < c.other_grade
            THEN 'evidence of grade ' || c.evidence_grade || ' stands over grade ' || c.other_grade
    END AS known_because
FROM disputed AS c
FULL JOIN known AS k
    ON
        c.evaluation_year = k.evaluation_year
        AND c.printed_name = k.agency
        AND c.measure = k.measure
        AND c.printed_value = k.printed
