-- severity: warning
-- why: A run of rows fits the history of the row beside them better than their own; the real tables reach 5.3.
-- remedy: compare names and figures row by row with the document, from the first row that is named on; if the table really stands so, accept the finding with the reason
-- accepted by: reference_year, printed_table
SELECT
    reference_year,
    printed_table,
    'the figures of these rows fit the row ' || shift_belongs_to AS problem,
    shift_begins_at,
    shift_begins_with,
    shift_ends_at,
    shift_ends_with,
    shift_gain,
    document_id,
    shift_begins_at AS locator
FROM audit.table_alignments
WHERE shift_gain >= 6.5 AND shift_gain < 9
