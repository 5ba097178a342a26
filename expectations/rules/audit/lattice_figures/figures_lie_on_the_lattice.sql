-- severity: error
-- why: Levels are whole, so a domain, an aspect and the index that follows from them can only take certain values; a misread digit hardly ever does.
-- remedy: compare the cell with the document: a digit of it, or for the index of one of its domains, was misread; if it is really printed so, list it with its reason in sources/spbe_reference/snapshots/spbe_known_deviations.csv; remove a line that is known no longer
-- accepted by: evaluation_year, printed_name, measure, printed_value
SELECT
    o.evaluation_year,
    o.printed_name,
    o.measure,
    o.printed_value,
    l.possible_values,
    l.lattice_distance,
    o.document_id,
    o.line_no,
    o.locator,
    CASE WHEN l.decided_because IS NOT NULL THEN 'a person has decided about one of these figures: ' || l.decided_because END AS known_because
FROM audit.lattice_figures AS l
INNER JOIN core.observations AS o ON l.observation_id = o.observation_id
WHERE l.lattice_distance > 0.0051
