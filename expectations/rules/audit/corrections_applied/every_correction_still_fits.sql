-- severity: error
-- why: A correction outlives its cause when the publisher repairs the figure.
-- remedy: compare the cell with the document; remove the correction, or correct its `expect` or locator in sources/<source>/corrections.yml
SELECT source, document_id, locator, printed_name, measure, expected_printed, found_printed, correction_outcome
FROM audit.corrections_applied
WHERE correction_outcome <> 'applied'
