-- core.claims: one row per claim and part, typed. What cannot be read becomes NULL here and is refused by the rule
-- every_claim_is_well_formed, which compares with the text. stated_from is the first day that the stated date allows, so
-- that "June 2023" knows no result of later that month.
SELECT
    claim_id,
    TRY_CAST(part_no AS INTEGER) AS part_no,
    nullif(stated_by, '') AS stated_by,
    nullif(stated_on, '') AS stated_on,
    TRY_CAST(
        CASE length(stated_on) WHEN 4 THEN stated_on || '-01-01' WHEN 7 THEN stated_on || '-01' ELSE stated_on END AS DATE
    ) AS stated_from,
    nullif(url, '') AS url,
    quote_id,
    quote_en,
    subject_type AS claim_subject_type,
    subject_code,
    claim_form,
    nullif(measure, '') AS measure,
    TRY_CAST(year AS INTEGER) AS claim_year,
    TRY_CAST(value AS DECIMAL(8, 2)) AS claim_value,
    TRY_CAST(year_before AS INTEGER) AS claim_year_before,
    TRY_CAST(value_before AS DECIMAL(8, 2)) AS claim_value_before,
    nullif(note_id, '') AS claim_note_id,
    nullif(note_en, '') AS claim_note_en,
    document_id,
    locator
FROM raw.claims
