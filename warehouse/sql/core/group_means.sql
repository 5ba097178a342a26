-- core.group_means: one row per evaluation year, group of bodies and numeric measure, as printed: the statement that wins
-- the cell.
SELECT
    o.evaluation_year,
    o.subject_code AS agency_group,
    o.measure,
    o.instrument,
    CAST(o.value AS DECIMAL(4, 2)) AS score,
    o.printed_value,
    o.flag_reason_id,
    o.flag_reason_en,
    o.evidence_grade,
    w.statement_count,
    o.document_id,
    o.observation_id,
    o.status
FROM core.winning_statements AS w
INNER JOIN core.observations AS o ON w.observation_id = o.observation_id
WHERE w.subject_type = 'agency_group' AND o.measure <> 'PREDIKAT' AND o.value IS NOT NULL
