-- core.central_scores: one row per evaluation year, central body and measure.
-- One statement wins per cell: a figure over a lost one, then the better evidence grade, then the newer document.
SELECT
    o.evaluation_year,
    o.subject_code AS agency_code,
    o.measure,
    o.printed_name AS agency_name,
    replace(o.table_title, 'Hasil Evaluasi SPBE ', '') AS agency_category,
    o.instrument,
    CAST(o.value AS DECIMAL(4, 2)) AS score,
    o.printed_value,
    o.status,
    o.status_reason,
    o.evidence_grade,
    o.document_id,
    o.observation_id
FROM core.observations AS o
INNER JOIN core.documents AS d ON o.document_id = d.document_id
WHERE o.subject_type = 'central_agency'
QUALIFY row_number() OVER (
    PARTITION BY o.evaluation_year, o.subject_code, o.measure
    ORDER BY o.status = 'published' DESC, o.evidence_grade, d.document_date DESC NULLS LAST, o.document_id
) = 1
