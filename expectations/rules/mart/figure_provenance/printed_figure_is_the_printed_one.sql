-- severity: error
-- why: The print says what the mart says.
-- remedy: correct the model, warehouse/sql/mart/figure_provenance.sql
SELECT p.reference_year, p.subject_code, p.figure, p.printed_value, r.region_name, r.spbe_index, p.document_id, p.locator
FROM mart.figure_provenance AS p
INNER JOIN mart.region_ranking AS r ON p.reference_year = r.evaluation_year AND p.subject_code = r.region_code
WHERE
    p.mart_table = 'mart.region_ranking'
    AND p.figure = 'spbe_index'
    AND try_cast(replace(p.printed_value, ',', '.') AS DECIMAL(4, 2)) IS DISTINCT FROM r.spbe_index
