-- audit.other_statements: one row per statement that does not speak for its cell (evaluation year, subject, measure), and
-- why: the first criterion of core.winning_statements by which it stands behind the statement that won; one that has won
-- and does not speak, by core.speaking_scores, is weak and stands beside national results.
WITH weighed AS (
    SELECT
        o.*,
        w.observation_id IS NOT NULL AS has_won,
        s.observation_id IS NOT NULL AS speaks,
        y.nationally_complete,
        CASE WHEN o.status IN ('published', 'corrected') THEN 0 WHEN o.status = 'derived' THEN 1 ELSE 2 END AS unprinted,
        d.edition IS NOT DISTINCT FROM o.evaluation_year AS is_of_that_year,
        coalesce(d.document_date, d.decree_date) AS document_day
    FROM core.observations AS o
    INNER JOIN core.documents AS d ON o.document_id = d.document_id
    INNER JOIN core.evaluation_years AS y ON o.evaluation_year = y.evaluation_year
    LEFT JOIN core.winning_statements AS w ON o.observation_id = w.observation_id
    LEFT JOIN core.speaking_scores AS s ON o.observation_id = s.observation_id
)

SELECT
    l.observation_id,
    l.evaluation_year,
    l.subject_type,
    l.subject_code,
    l.measure,
    l.printed_value,
    l.document_id,
    d.document_title,
    l.page,
    l.table_no,
    l.row_no,
    l.locator,
    l.evidence_grade,
    CASE
        WHEN l.nationally_complete AND l.evidence_grade IN ('C', 'D') THEN 'weak_beside_national_results'
        WHEN l.unprinted > w.unprinted THEN 'not_printed'
        WHEN l.evidence_grade > w.evidence_grade THEN 'weaker_evidence'
        WHEN l.is_of_that_year < w.is_of_that_year THEN 'looks_back'
        WHEN coalesce(l.document_day < w.document_day, l.document_day IS NULL AND w.document_day IS NOT NULL) THEN 'older_document'
        WHEN l.document_id <> w.document_id THEN 'equal_standing'
        WHEN NOT l.has_won THEN 'stated_again'
    END AS silent_because,
    CASE WHEN w.speaks THEN w.printed_value END AS winning_value
FROM weighed AS l
INNER JOIN core.documents AS d ON l.document_id = d.document_id
INNER JOIN weighed AS w
    ON
        w.has_won
        AND l.evaluation_year = w.evaluation_year
        AND l.subject_type = w.subject_type
        AND l.subject_code = w.subject_code
        AND l.measure = w.measure
WHERE NOT l.speaks
