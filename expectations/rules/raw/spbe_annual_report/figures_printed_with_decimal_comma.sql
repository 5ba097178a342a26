-- severity: warning
-- why: Lost cells and slips of the conversion are shown, not hidden.
-- remedy: look the cell up in the PDF; if it prints so, list it with the reason in sources/spbe_reference/snapshots/spbe_known_deviations.csv; remove a line that is known no longer
WITH cells AS (
    UNPIVOT raw.spbe_annual_report
    ON d1 AS 'D1', d2 AS 'D2', d3 AS 'D3', d4 AS 'D4', index AS 'INDEX'
    INTO NAME measure VALUE printed
),

otherwise AS (
    SELECT *
    FROM cells
    WHERE NOT regexp_full_match(printed, '\d,\d\d')
),

known AS (
    SELECT evaluation_year, agency, measure, printed, reason_en
    FROM raw.spbe_known_deviations
    WHERE rule = 'figures_printed_with_decimal_comma'
)

SELECT
    coalesce(CAST(c.edition AS VARCHAR), k.evaluation_year) AS evaluation_year,
    c.document_id,
    c.line_no,
    c.locator,
    coalesce(c.agency, k.agency) AS agency,
    coalesce(c.measure, k.measure) AS measure,
    coalesce(c.printed, k.printed) AS printed_value,
    CASE WHEN c.document_id IS NOT NULL THEN k.reason_en END AS known_because
FROM otherwise AS c
FULL JOIN known AS k
    ON
        CAST(c.edition AS VARCHAR) = k.evaluation_year
        AND c.agency = k.agency
        AND c.measure = k.measure
        AND c.printed = k.printed
