SELECT document_id, locator, printed_name, measure, action, found_printed, value
FROM audit.corrections_applied
ORDER BY ALL
