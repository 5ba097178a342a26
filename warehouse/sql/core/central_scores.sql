-- core.central_scores: one row per evaluation year, central body and measure: the statement that wins the cell.
SELECT
    o.evaluation_year,
    o.subject_code AS agency_code,
    o.measure,
    o.printed_name AS agency_name,
    coalesce(
        regexp_replace(o.table_title, '^Hasil Evaluasi (SPBE|Pemdi|(Kinerja )?Pemerintah Digital) ', ''), 'Tidak dinyatakan'
    ) AS agency_category,
    o.instrument,
    CAST(o.value AS DECIMAL(4, 2)) AS score,
    CAST(o.value_lo AS DECIMAL(6, 4)) AS score_lo,
    CAST(o.value_hi AS DECIMAL(6, 4)) AS score_hi,
    o.printed_value,
    o.status,
    o.status_reason_id,
    o.status_reason_en,
    o.evidence_grade,
    o.document_id,
    o.observation_id
FROM core.winning_statements AS w
INNER JOIN core.observations AS o ON w.observation_id = o.observation_id
WHERE w.subject_type = 'central_agency'
