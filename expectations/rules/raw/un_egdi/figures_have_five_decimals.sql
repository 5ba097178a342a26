-- severity: error
-- why: The UN prints five decimals; anything else is not its figure.
-- remedy: compare the rows with the document and correct the transcription
SELECT document_id, line_no, locator, country, egdi, epi, osi, hci, tii
FROM raw.un_egdi
WHERE NOT (
    regexp_full_match(egdi, '[01]\.\d{5}') AND regexp_full_match(epi, '[01]\.\d{5}') AND regexp_full_match(osi, '[01]\.\d{5}')
    AND regexp_full_match(hci, '[01]\.\d{5}') AND regexp_full_match(tii, '[01]\.\d{5}')
)
