-- severity: error
-- why: The report says how many regions it evaluated (529, 523).
-- remedy: rows are missing, two name one region (see audit.quarantine), or `states` in the sidecar is wrong
SELECT d.edition AS evaluation_year, d.file_name, d.stated_regional, count(o.observation_id) AS found
FROM core.documents AS d
LEFT JOIN core.observations AS o
    ON
        d.document_id = o.document_id
        AND d.edition = o.evaluation_year
        AND o.measure = 'INDEX'
        AND o.subject_type = 'region'
        AND o.value IS NOT NULL
WHERE d.source = 'spbe_annual_report'
GROUP BY ALL
HAVING count(o.observation_id) <> d.stated_regional
