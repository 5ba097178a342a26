-- severity: error
-- why: A tenth of all bodies does not disappear in a year: a document with so few rows was cut off.
-- remedy: take the rows and tables that are missing over from the document
-- accepted by: evaluation_year, document_id
-- on arrival: compare the number of rows with the document: it may be cut off, or one part of several
WITH editions AS (
    SELECT source, edition, CAST(sum(file_rows) AS INTEGER) AS rows_listed
    FROM core.documents
    WHERE source IN ('spbe_annual_report', 'spbe_decree', 'spbe_tauval')
    GROUP BY source, edition
),

compared AS (
    SELECT
        *,
        lag(edition) OVER (PARTITION BY source ORDER BY edition) AS edition_before,
        lag(rows_listed) OVER (PARTITION BY source ORDER BY edition) AS rows_before
    FROM editions
)

SELECT c.edition AS evaluation_year, d.document_id, d.file_name, c.rows_listed, c.edition_before, c.rows_before
FROM compared AS c
INNER JOIN core.documents AS d ON c.source = d.source AND c.edition = d.edition
WHERE c.rows_listed < 0.9 * c.rows_before
