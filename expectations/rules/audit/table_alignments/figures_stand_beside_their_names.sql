-- severity: error
-- why: In all real tables of at least 8 rows the figures lie nearer to those of the year before as printed than with the rows shifted by one, and much nearer than to those of any other row.
-- remedy: compare names and figures row by row with the document: all figures of the table stand beside the name above or below, or in another order; if the table really stands so, accept the finding with the reason
-- accepted by: reference_year, printed_table
SELECT
    reference_year,
    printed_table,
    bodies_compared,
    CASE
        WHEN spread_with_row_below <= least(spread_as_printed, spread_with_row_above) THEN 'each row has the figures of the row above'
        WHEN spread_with_row_above <= spread_as_printed THEN 'each row has the figures of the row below'
        ELSE 'the rows stand in another order than their figures'
    END AS problem,
    spread_as_printed,
    spread_with_row_below,
    spread_with_row_above,
    spread_with_any_row,
    document_id,
    locator
FROM audit.table_alignments
WHERE
    bodies_compared >= 8
    AND (spread_as_printed >= least(spread_with_row_below, spread_with_row_above) OR spread_as_printed > 0.85 * spread_with_any_row)
