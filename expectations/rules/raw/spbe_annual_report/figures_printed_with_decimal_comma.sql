-- severity: warning
-- why: Lost cells and slips of the conversion are shown, not hidden.
-- remedy: look the cell up in the PDF; if it prints so, list it with the reason in sources/spbe_reference/snapshots/spbe_known_deviations.csv; remove a line that is known no longer
-- accepted by: evaluation_year, agency, measure, printed_value
WITH cells AS (
    UNPIVOT raw.spbe_annual_report
    ON d1 AS 'D1', d2 AS 'D2', d3 AS 'D3', d4 AS 'D4', index AS 'INDEX'
    INTO NAME measure VALUE printed_value
)

SELECT edition AS evaluation_year, document_id, line_no, locator, agency, measure, printed_value
FROM cells
WHERE NOT regexp_full_match(printed_value, '\d,\d\d')
