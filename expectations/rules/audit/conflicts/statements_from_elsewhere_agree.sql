-- severity: error
-- why: Of the statements of others about the official results of 2023 and 2024, 97 of 100 agree with them; where more than a tenth and more than three contradict a document, its figures stand beside the wrong names or under the wrong year.
-- remedy: compare the named rows with the document and with the statements; if the document is right, accept the finding with the reason
-- accepted by: evaluation_year, winning_document_id
WITH stated AS (
    SELECT
        o.evaluation_year,
        w.document_id AS winning_document_id,
        w.locator,
        w.line_no,
        w.printed_name || ': ' || w.printed_value || ', elsewhere ' || o.printed_value AS contradiction,
        c.observation_id IS NOT NULL AS contradicts
    FROM core.winning_statements AS v
    INNER JOIN core.observations AS w ON v.observation_id = w.observation_id
    INNER JOIN core.observations AS o
        ON
            w.evaluation_year = o.evaluation_year
            AND w.subject_type = o.subject_type
            AND w.subject_code = o.subject_code
            AND w.measure = o.measure
    INNER JOIN core.documents AS dw ON w.document_id = dw.document_id
    INNER JOIN core.documents AS dn ON o.document_id = dn.document_id
    LEFT JOIN audit.conflicts AS c ON o.observation_id = c.observation_id
    WHERE
        w.measure = 'INDEX'
        AND w.subject_type IN ('region', 'central_agency')
        AND w.evidence_grade IN ('A', 'B')
        AND dw.source <> dn.source
        AND o.value IS NOT NULL
)

SELECT
    evaluation_year,
    winning_document_id,
    count(*) AS statements_compared,
    count(*) FILTER (contradicts) AS statements_contradicting,
    left(string_agg(contradiction, '; ' ORDER BY line_no, contradiction) FILTER (contradicts), 300) AS contradictions,
    winning_document_id AS document_id,
    arg_min(locator, line_no) FILTER (contradicts) AS locator
FROM stated
GROUP BY evaluation_year, winning_document_id
HAVING count(*) FILTER (contradicts) > 3 AND count(*) FILTER (contradicts) > 0.1 * count(*)
