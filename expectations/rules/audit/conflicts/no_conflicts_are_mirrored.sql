-- severity: warning
-- why: Where each of two bodies has, in one document, the figure that others state of the other, the two have been exchanged.
-- remedy: compare both rows with the document; where its names and figures stand as printed, look at the other statements
WITH disputed AS (
    SELECT c.*, w.printed_name, w.locator, w.value AS winning, o.value AS other
    FROM audit.conflicts AS c
    INNER JOIN core.observations AS o ON c.observation_id = o.observation_id
    INNER JOIN core.winning_statements AS v ON c.subject_type = v.subject_type
    INNER JOIN core.observations AS w
        ON
            v.observation_id = w.observation_id
            AND c.evaluation_year = w.evaluation_year
            AND c.subject_code = w.subject_code
            AND c.measure = w.measure
    WHERE c.measure = 'INDEX' AND c.subject_type IN ('region', 'central_agency')
)

SELECT
    a.evaluation_year,
    a.printed_name,
    a.winning_value,
    a.other_value,
    b.printed_name AS other_name,
    b.winning_value AS winning_value_of_other,
    b.other_value AS other_value_of_other,
    a.winning_document_id AS document_id,
    a.locator,
    b.locator AS other_locator,
    a.other_document_id
FROM disputed AS a
INNER JOIN disputed AS b
    ON a.evaluation_year = b.evaluation_year AND a.winning_document_id = b.winning_document_id AND abs(a.winning - b.other) <= 0.005 AND abs(a.other - b.winning) <= 0.005
WHERE a.subject_code < b.subject_code
