-- severity: warning
-- why: Two rows whose figures fit each other's history this much better than their own have probably been exchanged; no two rows of the real documents do, by 4.7 at most in one table, by 8.8 in all.
-- remedy: compare both rows with the document; if they really stand so, list the first with the reason in sources/spbe_reference/snapshots/spbe_known_deviations.csv
-- accepted by: reference_year, printed_name
-- Regions of one name are few and easily taken for each other (26 pairs, by 0.6 at most); pairs of one table are some
-- thousand; those of a whole document two hundred thousand, so that more of them look exchanged by chance.
WITH figures AS (
    SELECT
        document_id,
        reference_year,
        subject_code,
        string_agg(measure || ' ' || printed_value, ', ' ORDER BY measure) AS figures,
        string_agg(measure || ' ' || rtrim(CAST(previous_value AS VARCHAR), '0'), ', ' ORDER BY measure) AS previous_figures
    FROM audit.yearly_changes
    GROUP BY ALL
)

SELECT
    e.reference_year,
    e.printed_name,
    e.other_name,
    a.figures,
    a.previous_figures,
    b.figures AS other_figures,
    b.previous_figures AS other_previous_figures,
    e.exchange_gain,
    e.document_id,
    e.locator,
    e.other_locator
FROM audit.likely_exchanges AS e
INNER JOIN figures AS a ON e.document_id = a.document_id AND e.reference_year = a.reference_year AND e.subject_code = a.subject_code
INNER JOIN figures AS b ON e.document_id = b.document_id AND e.reference_year = b.reference_year AND e.other_subject_code = b.subject_code
WHERE e.exchange_gain >= CASE WHEN e.of_one_name THEN 0.7 WHEN e.in_one_table THEN 5 ELSE 9.5 END
