-- severity: warning
-- why: The ministry grades on unrounded values: these rows are real.
-- remedy: nothing: the printed grade stands
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
WHERE
    g.spbe_index BETWEEN coalesce(b.lower_inclusive, 0) - 0.005 AND b.upper_bound + 0.005
    AND NOT (
        g.spbe_index >= coalesce(b.lower_inclusive, 0)
        AND (g.spbe_index < b.upper_bound OR (b.upper_inclusive AND g.spbe_index = b.upper_bound))
    )
