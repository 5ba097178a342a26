-- severity: warning
-- why: A correction of a document that is not loaded lies idle, and applies again when the document comes back.
-- remedy: add the document again, or remove the correction from sources/<source>/corrections.yml
SELECT source, document_id, locator, printed_name, measure, action, expected_printed, value, decided_by, decided_on
FROM audit.corrections_applied
WHERE correction_outcome = 'no_document'
