-- severity: warning
-- why: Of 585 bodies none kept all its figures from 2023 to 2024.
-- remedy: compare the row with the document of both years; if the figures really stand so, list the body with the reason in sources/spbe_reference/snapshots/spbe_known_deviations.csv
-- accepted by: reference_year, printed_name
SELECT
    n.reference_year,
    n.printed_name,
    string_agg(n.measure || ' ' || n.printed_value, ', ' ORDER BY n.measure) AS printed_value,
    b.reference_year AS other_year,
    n.document_id,
    n.locator,
    b.document_id AS other_document_id,
    any_value(b.locator) AS other_locator
FROM audit.yearly_changes AS n
INNER JOIN audit.yearly_changes AS b
    ON n.series = b.series AND n.subject_code = b.subject_code AND n.measure = b.measure AND n.reference_year > b.reference_year
GROUP BY n.reference_year, n.printed_name, n.document_id, n.locator, n.subject_code, b.reference_year, b.document_id
HAVING count(*) > 2 AND bool_and(n.compared_value = b.compared_value) AND count(DISTINCT n.compared_value) > 1
