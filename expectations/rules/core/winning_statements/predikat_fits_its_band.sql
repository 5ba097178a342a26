-- severity: error
-- why: A grade beyond rounding of its band means a misread cell.
-- remedy: compare index and grade with the document; if they are really printed so, list the index with its reason in sources/spbe_reference/snapshots/spbe_known_deviations.csv; remove a line that is known no longer
-- accepted by: evaluation_year, printed_name, measure, printed_value
WITH figures AS (
    SELECT o.*
    FROM core.winning_statements AS w
    INNER JOIN core.observations AS o ON w.observation_id = o.observation_id
    -- Weak statements about regions are shown, not vouched for; printed group means are judged apart.
    WHERE w.subject_type = 'central_agency' OR (w.subject_type = 'region' AND o.evidence_grade IN ('A', 'B'))
),

graded AS (
    SELECT
        i.*,
        p.printed_value AS predikat,
        CASE
            WHEN i.status = 'corrected' OR p.status = 'corrected' THEN coalesce(i.status_reason_en, p.status_reason_en)
            WHEN i.status = 'published' THEN coalesce(i.flag_reason_en, p.flag_reason_en)
        END AS decided_because
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
    g.measure,
    g.printed_value,
    g.predikat,
    l.exact_lo,
    l.exact_hi,
    g.document_id,
    g.locator,
    -- The grade is given on the value before rounding, the index is printed with two decimals. Which values it may have
    -- had, its lattice says.
    CASE
        WHEN
            g.value BETWEEN coalesce(b.lower_inclusive, 0) - 0.005 AND b.upper_bound + 0.005
            AND coalesce(l.exact_lo < b.upper_bound AND l.exact_hi >= coalesce(b.lower_inclusive, 0), TRUE)
            THEN 'graded on the value before it was rounded to an edge of the band'
        WHEN g.decided_because IS NOT NULL THEN 'a person has decided about one of these figures: ' || g.decided_because
    END AS known_because
FROM graded AS g
LEFT JOIN audit.lattice_figures AS l ON g.observation_id = l.observation_id
INNER JOIN core.predikat_bands AS b ON g.instrument = b.instrument AND g.predikat = b.predikat
WHERE
    -- Edges that were not read in the regulation itself only warn: predikat_fits_a_band_of_a_second_source.
    b.verification = 'verified'
    AND (
        g.value < coalesce(b.lower_inclusive, 0)
        OR g.value > b.upper_bound
        OR (g.value = b.upper_bound AND NOT b.upper_inclusive)
    )
