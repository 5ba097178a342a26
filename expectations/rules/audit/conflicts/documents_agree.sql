-- severity: warning
-- why: Disputed cells are shown with both figures.
-- remedy: nothing: the better grade stands; tell the publisher
SELECT evaluation_year, subject_type, subject_code, measure, winning_value, winning_document_id, other_value, other_document_id
FROM audit.conflicts
ORDER BY ALL
