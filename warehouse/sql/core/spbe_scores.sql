-- core.spbe_scores: one row per evaluation year, region and measure: the statement that wins the cell.
SELECT
    o.evaluation_year,
    o.subject_code AS region_code,
    o.measure,
    o.instrument,
    CAST(o.value AS DECIMAL(4, 2)) AS score,
    CAST(o.value_lo AS DECIMAL(6, 4)) AS score_lo,
    CAST(o.value_hi AS DECIMAL(6, 4)) AS score_hi,
    o.printed_value,
    o.status,
    o.status_reason_id,
    o.status_reason_en,
    o.flag_reason_id,
    o.flag_reason_en,
    o.deviation_reason_id,
    o.deviation_reason_en,
    o.evidence_grade,
    w.statement_count,
    o.document_id,
    o.observation_id
FROM core.winning_statements AS w
INNER JOIN core.observations AS o ON w.observation_id = o.observation_id
WHERE w.subject_type = 'region'
