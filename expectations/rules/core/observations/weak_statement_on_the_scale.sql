-- severity: warning
-- why: What portals, spreadsheets and press state is shown, not vouched for.
-- remedy: compare with the page and correct the transcription; if the page says so, list the statement with the reason in sources/spbe_reference/snapshots/spbe_known_deviations.csv; remove a line that is known no longer
-- accepted by: evaluation_year, printed_name, measure, printed_value
SELECT o.evaluation_year, o.document_id, o.line_no, o.locator, o.printed_name, o.measure, o.printed_value, i.level_min, i.level_max
FROM core.observations AS o
INNER JOIN core.instruments AS i ON o.instrument = i.instrument
WHERE o.value NOT BETWEEN i.level_min AND i.level_max AND o.evidence_grade IN ('C', 'D')
