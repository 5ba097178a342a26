-- severity: error
-- why: A missing figure says why it is missing.
-- remedy: state the reason where the status is set: in corrections.yml or statements.py of the source
SELECT document_id, line_no, locator, printed_name, measure, status, printed_value
FROM core.observations
WHERE
    (status <> 'published' AND status_reason_en IS NULL)
    OR (status NOT IN ('published', 'corrected', 'derived') AND value IS NOT NULL)
    OR (status IN ('published', 'corrected', 'derived') AND value IS NULL AND measure <> 'PREDIKAT')
    OR (status = 'derived' AND (value_lo IS NULL OR value_hi IS NULL OR value NOT BETWEEN value_lo AND value_hi))
