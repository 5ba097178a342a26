-- severity: error
-- why: The report says how many regions and central bodies it evaluated.
-- remedy: rows are missing, two name one body (see audit.quarantine), or `states` in the sidecar of the report is wrong
SELECT d.edition AS evaluation_year, d.document_id, d.file_name, s.subject_type, s.stated, count(o.observation_id) AS found
FROM core.documents AS d
CROSS JOIN LATERAL (VALUES ('region', d.stated_regional), ('central_agency', d.stated_central)) AS s (subject_type, stated)
LEFT JOIN core.observations AS o
    ON
        d.document_id = o.document_id
        AND d.edition = o.evaluation_year
        AND s.subject_type = o.subject_type
        AND o.measure = 'INDEX'
        AND o.value IS NOT NULL
WHERE d.source = 'spbe_annual_report'
GROUP BY ALL
HAVING count(o.observation_id) <> s.stated
