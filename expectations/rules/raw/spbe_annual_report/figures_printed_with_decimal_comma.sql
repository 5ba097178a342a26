-- severity: warning
-- why: Lost cells and slips of the conversion are shown, not hidden.
-- remedy: look the cell up in the PDF; if it prints so, list it with the reason in sources/spbe_reference/snapshots/spbe_known_deviations.csv; remove a line that is known no longer
-- accepted by: evaluation_year, agency, measure, printed_value
WITH cells AS (
    UNPIVOT raw.spbe_annual_report
    ON
    d1 AS 'D1', d2 AS 'D2', d3 AS 'D3', d4 AS 'D4',
    a1 AS 'A1', a2 AS 'A2', a3 AS 'A3', a4 AS 'A4', a5 AS 'A5', a6 AS 'A6', a7 AS 'A7', a8 AS 'A8', index AS 'INDEX'
    INTO NAME measure VALUE printed_value
),

-- The year's report has the columns of its instrument: domains, or from 2026 on aspects.
expected AS (
    SELECT CAST(i.first_year AS INTEGER) AS first_year, CAST(nullif(i.last_year, '') AS INTEGER) AS last_year, n.node_code AS measure
    FROM raw.instruments AS i
    INNER JOIN raw.instrument_nodes AS n ON i.instrument = n.instrument
    WHERE n.node_type = 'index' OR n.parent_code = 'INDEX'
)

SELECT c.edition AS evaluation_year, c.document_id, c.line_no, c.locator, c.agency, c.measure, c.printed_value
FROM cells AS c
INNER JOIN expected AS e ON c.measure = e.measure AND c.edition >= e.first_year AND c.edition <= coalesce(e.last_year, c.edition)
WHERE NOT regexp_full_match(c.printed_value, '\d,\d\d')
