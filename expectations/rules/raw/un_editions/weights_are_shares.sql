-- severity: error
-- why: A weight is a share of one, a decimal or 1/3.
-- remedy: compare the rows with the document and correct the transcription
SELECT document_id, line_no, locator, survey_year, weight_osi, weight_tii, weight_hci, tolerance
FROM raw.un_editions
WHERE NOT (
    regexp_full_match(weight_osi, '0\.\d+|1/3') AND regexp_full_match(weight_tii, '0\.\d+|1/3')
    AND regexp_full_match(weight_hci, '0\.\d+|1/3') AND regexp_full_match(tolerance, '0\.\d+')
)
