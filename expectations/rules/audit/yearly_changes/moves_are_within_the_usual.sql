-- severity: warning
-- why: Ninety-eight of a hundred indices move within these bounds, and 998 of a thousand components of the UN survey; who moves further is looked at once.
-- remedy: compare the row with the documents of both years; a figure that was misread is corrected, one that stands is news
-- The bounds are those of the moves of earlier years, or of the year itself where those are fewer than a hundred;
-- nobody is judged by fewer. A component of the UN survey moves against the median of its edition, since the survey's
-- questions change.
WITH moves AS (
    SELECT
        *,
        CAST(value_change AS DOUBLE)
        - CASE WHEN series = 'UN' THEN median(CAST(value_change AS DOUBLE)) OVER (PARTITION BY document_id, measure) ELSE 0 END AS move
    FROM audit.yearly_changes
    WHERE value_change IS NOT NULL AND (series = 'UN' OR measure = 'INDEX')
),

bounds AS (
    SELECT
        y.series,
        y.measure,
        y.reference_year,
        quantile_cont(m.move, [0.001, 0.01, 0.99, 0.999]) FILTER (m.reference_year = y.reference_year) AS of_the_year,
        quantile_cont(m.move, [0.001, 0.01, 0.99, 0.999]) FILTER (m.reference_year < y.reference_year) AS of_earlier,
        count(*) FILTER (m.reference_year = y.reference_year) AS moves_of_the_year,
        count(*) FILTER (m.reference_year < y.reference_year) AS moves_before
    FROM (SELECT DISTINCT v.series, v.measure, v.reference_year FROM moves AS v) AS y
    INNER JOIN moves AS m ON y.series = m.series AND y.measure = m.measure
    GROUP BY ALL
),

usual AS (
    SELECT
        series,
        measure,
        reference_year,
        (CASE WHEN moves_before >= 100 THEN of_earlier WHEN moves_of_the_year >= 100 THEN of_the_year END)[CASE series WHEN 'UN' THEN 1 ELSE 2 END] AS lowest,
        (CASE WHEN moves_before >= 100 THEN of_earlier WHEN moves_of_the_year >= 100 THEN of_the_year END)[CASE series WHEN 'UN' THEN 4 ELSE 3 END] AS highest
    FROM bounds
)

SELECT
    m.reference_year,
    m.printed_name,
    m.measure,
    m.printed_value,
    CAST(m.previous_value AS DECIMAL(7, 5)) AS previous_value,
    CAST(m.value_change AS DECIMAL(7, 5)) AS value_change,
    round(u.lowest, 2) AS usual_lowest,
    round(u.highest, 2) AS usual_highest,
    m.document_id,
    m.locator,
    m.previous_document_id,
    m.previous_locator
FROM moves AS m
INNER JOIN usual AS u ON m.series = u.series AND m.measure = u.measure AND m.reference_year = u.reference_year
WHERE m.move NOT BETWEEN u.lowest AND u.highest
