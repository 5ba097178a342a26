-- audit.conflicts: one row per statement that lost against another with a different figure for the same cell.
-- 2.6 and 2,62 do not differ, nor do 3.4275 and 3,43: figures differ when rounding to the coarser of both does not
-- explain it.
WITH stated AS (
    SELECT
        *,
        CASE
            -- What is printed there is not the figure.
            WHEN status IN ('derived', 'corrected') THEN 2
            ELSE length(regexp_extract(coalesce(printed_value, ''), '[.,]([0-9]+)$', 1))
        END AS decimals
    FROM core.observations
),

won AS (
    SELECT o.*
    FROM core.winning_statements AS w
    INNER JOIN stated AS o ON w.observation_id = o.observation_id
    WHERE w.statement_count > 1
)

SELECT
    l.observation_id,
    l.evaluation_year,
    l.subject_type,
    l.subject_code,
    l.measure,
    w.printed_value AS winning_value,
    w.document_id AS winning_document_id,
    w.evidence_grade,
    l.printed_value AS other_value,
    l.document_id AS other_document_id,
    l.evidence_grade AS other_grade,
    l.value - w.value AS difference
FROM stated AS l
INNER JOIN won AS w
    ON
        l.evaluation_year = w.evaluation_year
        AND l.subject_type = w.subject_type
        AND l.subject_code = w.subject_code
        AND l.measure = w.measure
        AND l.observation_id <> w.observation_id
WHERE
    CASE
        WHEN l.measure = 'PREDIKAT' THEN l.printed_value <> w.printed_value
        WHEN l.value IS NULL OR w.value IS NULL THEN l.value IS DISTINCT FROM w.value
        ELSE abs(l.value - w.value) * CAST(pow(10, least(l.decimals, w.decimals)) AS BIGINT) > 0.5
    END
