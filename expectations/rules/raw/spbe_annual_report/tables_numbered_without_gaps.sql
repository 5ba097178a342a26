-- severity: error
-- why: A gap means a table of the report is missing.
-- remedy: take the missing table over from the report
WITH tables AS (
    SELECT DISTINCT document_id, try_cast(table_no AS INTEGER) AS table_no
    FROM raw.spbe_annual_report
)

SELECT document_id, min(table_no) AS first_table, max(table_no) AS last_table, count(*) AS tables_found
FROM tables
GROUP BY document_id
HAVING count(*) <> max(table_no) - min(table_no) + 1 OR count(*) <> count(table_no)
