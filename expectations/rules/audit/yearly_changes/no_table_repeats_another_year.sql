-- severity: error
-- why: Of 585 bodies none kept all its figures from 2023 to 2024; more than 2 in a table, or 5 in a document, are another year's figures under this year's title.
-- remedy: compare title and figures with the document of the other year: one of the two is the other's copy; if the figures really stand so, accept the finding with the reason
-- accepted by: reference_year, printed_table
-- Of documents that give the index alone, more than 5 bodies and a quarter of the table: 3% kept theirs. A body that has
-- the same figure throughout, as 1,00 where no evidence was accepted, may well have it again.
WITH compared AS (
    SELECT
        n.series,
        n.document_id,
        n.reference_year,
        coalesce(n.table_title, n.document_id) AS printed_table,
        n.subject_code,
        b.document_id AS other_document_id,
        b.reference_year AS other_year,
        min(n.line_no) AS line_no,
        arg_min(n.locator, n.line_no) AS locator,
        any_value(n.printed_name) AS printed_name,
        count(*) AS figures,
        bool_and(n.compared_value = b.compared_value) AND (count(*) = 1 OR count(DISTINCT n.compared_value) > 1) AS is_repeated
    FROM audit.yearly_changes AS n
    INNER JOIN audit.yearly_changes AS b
        ON n.series = b.series AND n.subject_code = b.subject_code AND n.measure = b.measure AND n.reference_year > b.reference_year
    GROUP BY ALL
),

counted AS (
    SELECT
        series,
        document_id,
        reference_year,
        coalesce(printed_table, 'all tables') AS printed_table,
        other_document_id,
        other_year,
        min(figures) AS figures,
        count(*) FILTER (is_repeated) AS bodies_repeated,
        count(*) AS bodies_compared,
        CASE WHEN GROUPING(printed_table) = 0 THEN 2 ELSE 5 END AS bodies_allowed,
        arg_min(locator, line_no) FILTER (is_repeated) AS locator,
        string_agg(printed_name, '; ' ORDER BY line_no) FILTER (is_repeated) AS names
    FROM compared
    GROUP BY GROUPING SETS (
        (series, document_id, reference_year, other_document_id, other_year, printed_table),
        (series, document_id, reference_year, other_document_id, other_year)
    )
)

SELECT
    reference_year,
    printed_table,
    bodies_repeated,
    bodies_compared,
    other_year,
    left(names, 120) AS printed_name,
    document_id,
    locator,
    other_document_id
FROM counted
WHERE
    CASE
        WHEN figures > 2 THEN bodies_repeated > bodies_allowed
        ELSE bodies_repeated > greatest(5, bodies_compared / 4)
    END
