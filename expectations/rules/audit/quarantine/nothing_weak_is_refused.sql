-- severity: warning
-- why: Rows of portals, spreadsheets and press that cannot be read are set apart, and stop nothing.
-- remedy: each row says what to do; a row that cannot be read otherwise is listed with its reason in sources/spbe_reference/snapshots/spbe_known_deviations.csv; remove a line that is known no longer
WITH known AS (
    SELECT CAST(evaluation_year AS INTEGER) AS evaluation_year, agency, measure, printed, reason_en
    FROM raw.spbe_known_deviations
    WHERE rule = 'nothing_weak_is_refused'
),

refused AS (
    SELECT q.*
    FROM audit.quarantine AS q
    INNER JOIN core.documents AS d ON q.document_id = d.document_id
    WHERE d.evidence_grade IN ('C', 'D')
)

SELECT
    coalesce(q.evaluation_year, k.evaluation_year) AS evaluation_year,
    q.document_id,
    q.file_name,
    q.line_no,
    q.locator,
    coalesce(q.printed_name, k.agency) AS printed_name,
    coalesce(q.measure, k.measure) AS measure,
    coalesce(q.printed_value, k.printed) AS printed_value,
    q.problem,
    q.remedy,
    CASE WHEN q.observation_id IS NOT NULL THEN k.reason_en END AS known_because
FROM refused AS q
FULL JOIN known AS k
    ON
        q.evaluation_year = k.evaluation_year
        AND q.printed_name = k.agency
        AND q.measure = k.measure
        AND coalesce(q.printed_value, '') = k.printed
