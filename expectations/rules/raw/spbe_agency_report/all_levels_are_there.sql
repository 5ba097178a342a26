-- severity: error
-- why: The index is recomputed from all levels or not at all.
-- remedy: compare the rows with the document and correct the transcription
-- 47 indicators from 2021 on; 34 and three services of the 35th before.
SELECT document_id, edition, count(*) AS levels_found
FROM raw.spbe_agency_report
WHERE measure LIKE 'I__' OR measure LIKE 'I__-_'
GROUP BY document_id, edition
HAVING count(*) <> CASE WHEN edition >= 2021 THEN 47 ELSE 37 END
