-- severity: warning
-- why: Two bodies of one table with all figures alike are rarer than a row that was copied over another: one pair in 1,236 rows of two reports, none in 2,316 of the UN survey.
-- remedy: compare both rows with the document; if they really stand so, list the first with the reason in sources/spbe_reference/snapshots/spbe_known_deviations.csv; remove a line that is known no longer
-- accepted by: reference_year, printed_name
-- Bodies that have the same figure throughout, as 1,00 where no evidence was accepted, may well be alike.
WITH rows_printed AS (
    SELECT
        reference_year,
        document_id,
        coalesce(table_title, document_id) AS printed_table,
        subject_code,
        any_value(printed_name) AS printed_name,
        any_value(locator) AS locator,
        min(line_no) AS line_no,
        string_agg(measure || ' ' || printed_value, ', ' ORDER BY measure) AS printed_value
    FROM audit.yearly_changes
    GROUP BY reference_year, document_id, coalesce(table_title, document_id), subject_code
    HAVING count(*) > 2 AND count(DISTINCT compared_value) > 1
)

SELECT a.reference_year, a.printed_name, b.printed_name AS other_name, a.printed_value, a.document_id, a.locator, b.locator AS other_locator
FROM rows_printed AS a
INNER JOIN rows_printed AS b
    ON
        a.document_id = b.document_id
        AND a.reference_year = b.reference_year
        AND a.printed_table = b.printed_table
        AND a.printed_value = b.printed_value
        AND (a.line_no, a.subject_code) < (b.line_no, b.subject_code)
