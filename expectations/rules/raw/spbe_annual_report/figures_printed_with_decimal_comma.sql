-- severity: warning
-- why: Lost cells and slips of the conversion are shown, not hidden.
-- remedy: look the cell up in the PDF; a lost cell stays missing until it is found
SELECT document_id, line_no, locator, agency, d1, d2, d3, d4, index
FROM raw.spbe_annual_report
WHERE NOT (
    regexp_full_match(d1, '\d,\d\d') AND regexp_full_match(d2, '\d,\d\d') AND regexp_full_match(d3, '\d,\d\d')
    AND regexp_full_match(d4, '\d,\d\d') AND regexp_full_match(index, '\d,\d\d')
)
