SELECT d.edition AS evaluation_year, d.file_name, d.stated_regional, count(s.region_code) AS found
FROM core.documents AS d
LEFT JOIN core.spbe_scores AS s ON d.edition = s.evaluation_year AND s.measure = 'INDEX'
WHERE d.source = 'spbe_annual_report'
GROUP BY ALL
HAVING count(s.region_code) IS DISTINCT FROM d.stated_regional
