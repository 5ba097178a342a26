-- severity: warning
-- why: A document that would stop the build is left out, so that all others are published.
-- remedy: correct what is found and add the document again, or withdraw it (`spbe withdraw DOCUMENT`)
SELECT document_id, document_version, document_title, original_name, version_in_its_place, checked_table, rule, finding_text
FROM audit.held_back
