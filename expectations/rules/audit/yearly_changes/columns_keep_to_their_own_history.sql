-- severity: error
-- why: In every real document and survey edition each figure lies nearer to its own of the year before than to another column's.
-- remedy: compare the headings of both columns with the document: their figures stand in each other's place; if they really stand so, accept the finding with the reason
-- accepted by: reference_year, document_id, columns
-- Near: the sum of |change - median change|, of both columns, in their places and exchanged. OSI and EPI have much in
-- common (1.03 at the least), all other columns lie further apart (1.37); where they are exchanged it is the inverse.
WITH pairs AS (
    SELECT
        n.document_id,
        n.reference_year,
        n.measure,
        b.measure AS other_measure,
        CAST(n.compared_value - b.previous_value AS DOUBLE) AS change
    FROM audit.yearly_changes AS n
    INNER JOIN audit.yearly_changes AS b
        ON n.document_id = b.document_id AND n.reference_year = b.reference_year AND n.subject_code = b.subject_code
    WHERE b.previous_value IS NOT NULL
),

centred AS (
    SELECT document_id, reference_year, measure, other_measure, abs(change - median(change) OVER same) AS distance
    FROM pairs
    WINDOW same AS (PARTITION BY document_id, reference_year, measure, other_measure)
),

summed AS (
    SELECT document_id, reference_year, measure, other_measure, sum(distance) AS distance, count(*) AS bodies_compared
    FROM centred
    GROUP BY ALL
    HAVING count(*) >= 8
)

SELECT
    x.reference_year,
    x.document_id,
    x.measure || ' and ' || x.other_measure AS columns,
    x.bodies_compared,
    round(a.distance + b.distance, 2) AS as_printed,
    round(x.distance + y.distance, 2) AS exchanged,
    'columns ' || x.measure || ' and ' || x.other_measure AS locator
FROM summed AS x
INNER JOIN summed AS y
    ON x.document_id = y.document_id AND x.reference_year = y.reference_year AND x.measure = y.other_measure AND x.other_measure = y.measure
INNER JOIN summed AS a
    ON x.document_id = a.document_id AND x.reference_year = a.reference_year AND x.measure = a.measure AND x.measure = a.other_measure
INNER JOIN summed AS b
    ON x.document_id = b.document_id AND x.reference_year = b.reference_year AND y.measure = b.measure AND y.measure = b.other_measure
WHERE x.measure < x.other_measure AND x.distance + y.distance < 0.9 * (a.distance + b.distance)
