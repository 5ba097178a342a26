SELECT document_id, line_no, locator, printed_name, measure, printed_value, deviation_reason
FROM core.observations
WHERE deviation_reason IS NOT NULL
ORDER BY ALL
