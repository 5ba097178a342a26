-- severity: error
-- why: Every index has one grade.
-- remedy: compare sources/instruments/snapshots with the regulation, and correct the line
WITH chain AS (
    SELECT
        *,
        lead(lower_inclusive) OVER (PARTITION BY instrument ORDER BY upper_bound) AS next_lower,
        row_number() OVER (PARTITION BY instrument ORDER BY upper_bound) AS place,
        count(*) OVER (PARTITION BY instrument) AS bands
    FROM core.predikat_bands
)

SELECT instrument, predikat, lower_inclusive, upper_bound, upper_inclusive, document_id, locator
FROM chain
WHERE
    bands <> 5
    OR (place < bands AND (upper_inclusive OR upper_bound IS DISTINCT FROM next_lower))
    OR (place = bands AND NOT upper_inclusive)
    OR (lower_inclusive IS NULL) <> (place = 1)
