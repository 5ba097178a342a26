-- severity: warning
-- why: Disputed cells are shown with both figures; a weaker statement that contradicts an official index may be the one that shows a misread digit.
-- remedy: compare both documents; tell the publisher; list the figure that does not stand, with the reason, in sources/spbe_reference/snapshots/spbe_known_deviations.csv; remove a line that is known no longer
-- accepted by: evaluation_year, printed_name, measure, printed_value
SELECT
    c.evaluation_year,
    c.subject_type,
    c.subject_code,
    o.printed_name,
    c.measure,
    c.winning_value,
    c.winning_document_id,
    o.printed_value,
    c.other_document_id,
    o.locator,
    CASE
        WHEN c.other_grade IN ('C', 'D') AND c.evidence_grade < c.other_grade AND c.measure <> 'INDEX'
            THEN 'evidence of grade ' || c.evidence_grade || ' stands over grade ' || c.other_grade
    END AS known_because
FROM audit.conflicts AS c
INNER JOIN core.observations AS o ON c.observation_id = o.observation_id
