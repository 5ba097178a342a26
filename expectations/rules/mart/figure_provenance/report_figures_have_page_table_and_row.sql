-- severity: error
-- why: An annual report's figure has all three.
-- remedy: correct the model, warehouse/sql/mart/figure_provenance.sql
SELECT p.reference_year, p.subject_code, p.figure, p.printed_value, p.document_id, p.locator
FROM mart.figure_provenance AS p
INNER JOIN core.documents AS d ON p.document_id = d.document_id
WHERE d.source = 'spbe_annual_report' AND (p.page IS NULL OR p.table_no IS NULL OR p.row_no IS NULL)
