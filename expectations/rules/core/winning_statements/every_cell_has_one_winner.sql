-- severity: error
-- why: A cell is decided once, whatever the number of statements.
-- remedy: correct the model, warehouse/sql/core/winning_statements.sql
WITH cells AS (
    SELECT evaluation_year, subject_type, subject_code, measure, count(*) AS statement_count
    FROM core.observations
    GROUP BY ALL
),

won AS (
    SELECT o.evaluation_year, o.subject_type, o.subject_code, o.measure, sum(w.statement_count) AS statement_count, count(*) AS winners
    FROM core.winning_statements AS w
    INNER JOIN core.observations AS o ON w.observation_id = o.observation_id
    GROUP BY ALL
)

SELECT c.evaluation_year, c.subject_type, c.subject_code, c.measure, c.statement_count, w.winners
FROM cells AS c
LEFT JOIN won AS w
    ON
        c.evaluation_year = w.evaluation_year
        AND c.subject_type = w.subject_type
        AND c.subject_code = w.subject_code
        AND c.measure = w.measure
WHERE w.winners IS DISTINCT FROM 1 OR w.statement_count <> c.statement_count
