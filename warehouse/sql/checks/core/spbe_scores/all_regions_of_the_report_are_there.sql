SELECT y.evaluation_year, y.agencies_regional, count(s.region_code) AS regions_found
FROM core.evaluation_years AS y
LEFT JOIN core.spbe_scores AS s ON y.evaluation_year = s.evaluation_year AND s.measure = 'INDEX'
WHERE y.nationally_complete
GROUP BY ALL
HAVING count(s.region_code) IS DISTINCT FROM y.agencies_regional
