SELECT source, document_id, locator, printed_name, measure, expected_printed, found_printed, correction_outcome
FROM audit.corrections_applied
WHERE correction_outcome <> 'applied'
