SELECT document_id, edition, file_name
FROM core.documents
WHERE source = 'spbe_annual_report' AND (stated_agencies IS NULL OR stated_regional IS NULL OR stated_central IS NULL)
