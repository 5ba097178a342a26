-- severity: error
-- why: A grade beyond rounding of its band means a misread cell.
-- remedy: compare index and grade with the document
WITH official AS (
    SELECT * FROM core.spbe_scores WHERE evidence_grade IN ('A', 'B')
),

graded AS (
    SELECT
        evaluation_year,
        region_code,
        instrument,
        max(score) FILTER (measure = 'INDEX') AS spbe_index,
        max(printed_value) FILTER (measure = 'PREDIKAT') AS predikat
    FROM official
    GROUP BY ALL
)

SELECT g.evaluation_year, g.region_code, g.spbe_index, g.predikat
FROM graded AS g
INNER JOIN core.predikat_bands AS b ON g.instrument = b.instrument AND g.predikat = b.predikat
WHERE NOT (
    -- 0.005: the grade is given on the unrounded value, the index is printed with two decimals.
    g.spbe_index >= coalesce(b.lower_inclusive, 0) - 0.005 AND g.spbe_index <= b.upper_bound + 0.005
)
