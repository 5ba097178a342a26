-- severity: error
-- why: A correction outlives its cause when the publisher repairs the figure.
-- remedy: compare the cell with the document; remove the correction, or correct its `expect` or locator in sources/<source>/corrections.yml
-- on arrival: compare the cell with the document; then remove the correction, or correct its `expect` or locator in sources/<source>/corrections.yml
SELECT
    source,
    document_id,
    locator,
    printed_name,
    measure,
    action,
    expected_printed,
    found_printed,
    value,
    correction_outcome,
    CASE WHEN correction_outcome = 'applied' THEN 'decided by ' || decided_by || ' on ' || decided_on END AS known_because
FROM audit.corrections_applied
-- One whose document is withdrawn or held back lies idle: every_correction_has_its_document.
WHERE correction_outcome <> 'no_document'
