-- severity: error
-- why: Scores run from 1 to 5 (0 to 5 under SPBE-2018).
-- remedy: compare with the document; if it prints so, list the figure with its reason in sources/spbe_reference/snapshots/spbe_known_deviations.csv; remove a line that is known no longer
-- accepted by: evaluation_year, printed_name, measure, printed_value
SELECT o.evaluation_year, o.printed_name, o.measure, o.printed_value, o.document_id, o.line_no, o.locator
FROM core.observations AS o
INNER JOIN core.instruments AS i ON o.instrument = i.instrument
WHERE o.value NOT BETWEEN i.level_min AND i.level_max AND o.evidence_grade IN ('A', 'B')
