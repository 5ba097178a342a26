SELECT y.evaluation_year, y.agencies_central, count(s.agency_code) AS bodies_found
FROM core.evaluation_years AS y
LEFT JOIN core.central_scores AS s ON y.evaluation_year = s.evaluation_year AND s.measure = 'INDEX'
WHERE y.nationally_complete
GROUP BY ALL
HAVING count(s.agency_code) IS DISTINCT FROM y.agencies_central
