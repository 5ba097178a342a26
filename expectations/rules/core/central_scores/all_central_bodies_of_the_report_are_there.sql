-- severity: error
-- why: The report says how many it evaluated (92, 92).
-- remedy: rows are missing, two have one name, or `states` in the report's sidecar is wrong
SELECT d.edition AS evaluation_year, d.file_name, d.stated_central, count(o.observation_id) AS found
FROM core.documents AS d
LEFT JOIN core.observations AS o
    ON
        d.document_id = o.document_id
        AND d.edition = o.evaluation_year
        AND o.measure = 'INDEX'
        AND o.subject_type = 'central_agency'
        AND o.value IS NOT NULL
WHERE d.source = 'spbe_annual_report'
GROUP BY ALL
HAVING count(o.observation_id) <> d.stated_central
