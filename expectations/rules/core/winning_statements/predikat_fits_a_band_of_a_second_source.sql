-- severity: warning
-- why: The edges of these grades were not read in the regulation: a grade beyond rounding of its band means a misread cell, or a wrong edge.
-- remedy: compare index and grade with the document; if it prints them so, compare sources/instruments/snapshots/predikat_bands_*.csv with the regulation
SELECT
    i.evaluation_year,
    i.printed_name,
    i.measure,
    i.printed_value,
    p.printed_value AS predikat,
    b.lower_inclusive,
    b.upper_bound,
    i.document_id,
    i.locator
FROM core.winning_statements AS w
INNER JOIN core.observations AS i ON w.observation_id = i.observation_id
INNER JOIN core.observations AS p
    ON
        i.document_id = p.document_id
        AND i.evaluation_year = p.evaluation_year
        AND i.subject_type = p.subject_type
        AND i.subject_code = p.subject_code
        AND p.measure = 'PREDIKAT'
INNER JOIN core.predikat_bands AS b ON i.instrument = b.instrument AND p.printed_value = b.predikat
WHERE
    i.measure = 'INDEX'
    AND (i.subject_type = 'central_agency' OR (i.subject_type = 'region' AND i.evidence_grade IN ('A', 'B')))
    AND b.verification <> 'verified'
    AND (i.value < coalesce(b.lower_inclusive, 0) - 0.005 OR i.value > b.upper_bound + 0.005)
