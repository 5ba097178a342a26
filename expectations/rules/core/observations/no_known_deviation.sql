-- severity: warning
-- why: The publisher's own errors are shown, not repaired.
-- remedy: nothing: listed with the reason in spbe_known_deviations.csv
SELECT document_id, line_no, locator, printed_name, measure, printed_value, deviation_reason
FROM core.observations
WHERE deviation_reason IS NOT NULL
ORDER BY ALL
