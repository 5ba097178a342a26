-- severity: warning
-- why: An index and a grade that contradict each other are shown beside each other; one of them is wrong.
-- remedy: compare index and grade with the page or table that states them
SELECT r.evaluation_year, r.region_code, r.region_name, r.spbe_index, r.predikat, r.evidence_grade, r.document_id
FROM mart.region_ranking AS r
INNER JOIN core.predikat_bands AS b ON r.instrument = b.instrument AND r.predikat = b.predikat
WHERE
    r.evidence_grade IN ('C', 'D')
    -- The grade is given on the value before rounding, the index is printed with two decimals.
    AND r.spbe_index NOT BETWEEN coalesce(b.lower_inclusive, 0) - 0.005 AND b.upper_bound + 0.005
