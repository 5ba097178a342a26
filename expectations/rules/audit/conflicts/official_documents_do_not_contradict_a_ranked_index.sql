-- severity: error
-- why: A region's index on which two official documents differ must be looked at by a person.
-- remedy: compare both documents, and correct the transcription that misreads its own; a document that does not stand is withdrawn (`spbe withdraw`)
SELECT c.evaluation_year, c.subject_code, c.measure, c.winning_value, c.winning_document_id, c.other_value, c.other_document_id
FROM audit.conflicts AS c
WHERE c.subject_type = 'region' AND c.measure IN ('INDEX', 'PREDIKAT') AND c.evidence_grade IN ('A', 'B') AND c.other_grade IN ('A', 'B')
