-- severity: warning
-- why: What portals, spreadsheets and press state is shown, not vouched for.
-- remedy: compare with the page; the statement keeps its grade and is ranked nowhere
SELECT o.document_id, o.line_no, o.locator, o.printed_name, o.measure, o.printed_value
FROM core.observations AS o
INNER JOIN core.instruments AS i ON o.instrument = i.instrument
WHERE o.value NOT BETWEEN i.level_min AND i.level_max AND o.evidence_grade IN ('C', 'D')
