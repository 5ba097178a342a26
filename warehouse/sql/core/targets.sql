-- core.targets: one row per target. Values are read with a decimal point or comma; what was left empty is NULL.
-- A note without its English serves both languages. Archived files have both in one: `Indonesian | English`.
SELECT
    target_id,
    scope AS target_scope,
    subject_code,
    printed_subject AS printed_name,
    measure AS target_measure,
    horizon AS target_horizon,
    CAST(nullif(target_year, '') AS INTEGER) AS target_year,
    CAST(replace(target_value, ',', '.') AS DECIMAL(4, 2)) AS target_value,
    instrument,
    nullif(plan, '') AS target_plan,
    nullif(stated_by, '') AS target_stated_by,
    CAST(nullif(stated_on, '') AS DATE) AS target_stated_on,
    nullif(url, '') AS url,
    evidence_grade,
    nullif(split_part(note, ' | ', 1), '') AS target_remark_id,
    coalesce(nullif(note_en, ''), nullif(regexp_replace(note, '^.* \| ', ''), '')) AS target_remark_en,
    document_id,
    locator
FROM raw.targets
