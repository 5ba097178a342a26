-- severity: error
-- why: A gap means a row of the report is missing.
-- remedy: take the missing rows over from the report, or correct their numbers
SELECT document_id, table_no, min(line_no) AS first_line, count(*) AS rows_found, max(try_cast(row_no AS INTEGER)) AS last_number
FROM raw.spbe_annual_report
GROUP BY document_id, table_no
HAVING
    count(DISTINCT try_cast(row_no AS INTEGER)) <> count(*)
    OR min(try_cast(row_no AS INTEGER)) <> 1
    OR max(try_cast(row_no AS INTEGER)) <> count(*)
