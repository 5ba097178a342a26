SELECT d.document_id, d.file_name, d.stated_agencies, count(r.line_no) AS rows_loaded
FROM core.documents AS d
LEFT JOIN raw.spbe_annual_report AS r ON d.document_id = r.document_id
WHERE d.document_type = 'annual_report' AND d.source = 'spbe_annual_report'
GROUP BY ALL
HAVING count(r.line_no) IS DISTINCT FROM d.stated_agencies
