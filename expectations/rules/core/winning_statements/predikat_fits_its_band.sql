-- severity: error
-- why: A grade beyond rounding of its band means a misread cell.
-- remedy: compare index and grade with the document
WITH figures AS (
    SELECT o.*
    FROM core.winning_statements AS w
    INNER JOIN core.observations AS o ON w.observation_id = o.observation_id
    -- Weak statements about regions are shown, not vouched for; printed group means are judged apart.
    WHERE w.subject_type = 'central_agency' OR (w.subject_type = 'region' AND o.evidence_grade IN ('A', 'B'))
),

graded AS (
    SELECT i.*, p.printed_value AS predikat
    FROM figures AS i
    INNER JOIN figures AS p
        ON
            i.evaluation_year = p.evaluation_year
            AND i.subject_type = p.subject_type
            AND i.subject_code = p.subject_code
            -- A grade of another document is not shown beside the index.
            AND i.document_id = p.document_id
            AND p.measure = 'PREDIKAT'
    WHERE i.measure = 'INDEX'
)

SELECT
    g.evaluation_year,
    g.subject_type,
    g.subject_code,
    g.printed_name,
    g.printed_value,
    g.predikat,
    g.document_id,
    g.locator,
    -- The grade is given on the value before rounding, the index is printed with two decimals.
    CASE
        WHEN g.value BETWEEN coalesce(b.lower_inclusive, 0) - 0.005 AND b.upper_bound + 0.005
            THEN 'graded on the value before it was rounded to an edge of the band'
    END AS known_because
FROM graded AS g
INNER JOIN core.predikat_bands AS b ON g.instrument = b.instrument AND g.predikat = b.predikat
WHERE
    g.value < coalesce(b.lower_inclusive, 0)
    OR g.value > b.upper_bound
    OR (g.value = b.upper_bound AND NOT b.upper_inclusive)
