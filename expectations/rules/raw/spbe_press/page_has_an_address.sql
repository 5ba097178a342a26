-- severity: warning
-- why: Whoever reads a statement wants to see its page.
-- remedy: look the page up and add its address; where it has none, list the statement with the reason in sources/spbe_reference/snapshots/spbe_known_deviations.csv; remove a line that is known no longer
-- accepted by: evaluation_year, agency, column_name, url
SELECT try_cast(evaluation_year AS INTEGER) AS evaluation_year, document_id, line_no, locator, agency, 'url' AS column_name, url
FROM raw.spbe_press
WHERE NOT regexp_full_match(url, 'https?://\S+')
