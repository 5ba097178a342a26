-- core.winning_statements: one row per cell (evaluation year, subject, measure), naming the statement that wins it:
-- where a year has national results, an official statement (A, B) over any other, also when its figure is lost; then
-- a printed figure over a derived one over none, then the better evidence grade, then the document of that very year
-- over one that looks back on it, then the newer document, then what the document states first (docs/adr/0008). The
-- others stay in core.observations; where their figure differs, audit.conflicts lists them.
SELECT
    o.observation_id,
    o.subject_type,
    count(*) OVER cell AS statement_count
FROM core.observations AS o
INNER JOIN core.documents AS d ON o.document_id = d.document_id
INNER JOIN core.evaluation_years AS y ON o.evaluation_year = y.evaluation_year
WINDOW cell AS (PARTITION BY o.evaluation_year, o.subject_type, o.subject_code, o.measure)
QUALIFY row_number() OVER (
    PARTITION BY o.evaluation_year, o.subject_type, o.subject_code, o.measure
    ORDER BY
        (y.nationally_complete AND o.evidence_grade IN ('C', 'D')),
        o.status IN ('published', 'corrected') DESC,
        o.status = 'derived' DESC,
        o.evidence_grade,
        d.edition IS NOT DISTINCT FROM o.evaluation_year DESC,
        coalesce(d.document_date, d.decree_date) DESC NULLS LAST,
        o.document_id,
        o.line_no,
        o.observation_id
) = 1
