-- severity: error
-- why: The report says how many bodies it evaluated (621, 615).
-- remedy: take the tables and rows that are missing over from the report, or correct `states` in its sidecar
SELECT
    d.document_id,
    d.file_name,
    d.stated_agencies,
    count(r.line_no) AS rows_loaded,
    d.first_table,
    min(try_cast(r.table_no AS INTEGER)) AS first_table_loaded,
    d.last_table,
    max(try_cast(r.table_no AS INTEGER)) AS last_table_loaded
FROM core.documents AS d
LEFT JOIN raw.spbe_annual_report AS r ON d.document_id = r.document_id
WHERE d.source = 'spbe_annual_report'
GROUP BY ALL
HAVING
    -- An arrived report may not say how many bodies it holds; that is warned of, see its_own_count_is_known.
    count(r.line_no) <> d.stated_agencies
    OR min(try_cast(r.table_no AS INTEGER)) IS DISTINCT FROM d.first_table
    OR max(try_cast(r.table_no AS INTEGER)) IS DISTINCT FROM d.last_table
