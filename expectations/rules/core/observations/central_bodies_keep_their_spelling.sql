-- severity: warning
-- why: Central bodies have no register: one whose name is misspelt counts as another, and the real one as not evaluated. No two names of the real reports that stand in only one of them are less than nine letters apart.
-- remedy: compare both names with their documents; if there really are two such bodies, list the later one with the reason in sources/spbe_reference/snapshots/spbe_known_deviations.csv
-- accepted by: evaluation_year, printed_name
WITH bodies AS (
    SELECT document_id, evaluation_year, subject_code, printed_name, locator
    FROM core.observations
    WHERE subject_type = 'central_agency' AND measure = 'INDEX' AND evidence_grade IN ('A', 'B')
)

SELECT a.evaluation_year, a.printed_name, b.printed_name AS other_name, b.evaluation_year AS other_year, a.document_id, a.locator
FROM bodies AS a
INNER JOIN bodies AS b
    ON
        (a.evaluation_year, a.document_id) > (b.evaluation_year, b.document_id)
        AND a.subject_code <> b.subject_code
        AND damerau_levenshtein(a.printed_name, b.printed_name) <= 3
WHERE
    NOT EXISTS (FROM bodies AS x WHERE x.document_id = a.document_id AND x.subject_code = b.subject_code)
    AND NOT EXISTS (FROM bodies AS x WHERE x.document_id = b.document_id AND x.subject_code = a.subject_code)
