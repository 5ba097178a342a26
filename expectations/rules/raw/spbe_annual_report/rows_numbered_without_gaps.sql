-- severity: error
-- why: A gap means a row of the report is missing.
-- remedy: take the missing rows over from the report, or correct their numbers
WITH numbered AS (
    SELECT document_id, table_no, any_value(table_title) AS table_title, min(line_no) AS first_line, count(*) AS rows_found,
        list(try_cast(row_no AS INTEGER) ORDER BY line_no) AS numbers
    FROM raw.spbe_annual_report
    GROUP BY document_id, table_no
)

SELECT document_id, table_no, table_title, first_line, rows_found,
    array_to_string(
        list_filter(range(1, greatest(rows_found, list_max(numbers)) + 1), lambda number: NOT list_contains(numbers, number)), ', '
    ) AS missing_numbers,
    array_to_string(list_filter(list_distinct(numbers), lambda number: len(list_filter(numbers, lambda other: other = number)) > 1), ', ') AS doubled_numbers
FROM numbered
WHERE list_sort(numbers) <> range(1, rows_found + 1)
