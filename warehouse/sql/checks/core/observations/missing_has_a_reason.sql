SELECT document_id, line_no, measure, status, printed_value
FROM core.observations
WHERE
    (status <> 'published' AND (status_reason IS NULL OR value IS NOT NULL))
    OR (status = 'published' AND value IS NULL AND measure <> 'PREDIKAT')
