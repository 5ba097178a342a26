-- core.accepted_findings: one row per finding of a rule that a person has accepted, with the reason. A rule that accepts
-- findings names the columns that tell one (expectations/sql_rules.py); what it does not name is empty here. What is
-- listed for good must still be found: a listed finding that is found no longer breaks its rule. What was accepted when a
-- document came in holds as long as that document is loaded, and steps back behind the list.
WITH listed AS (
    SELECT
        rule,
        CAST(evaluation_year AS INTEGER) AS reference_year,
        agency AS accepted_subject,
        measure,
        printed AS printed_value,
        reason_id AS accepted_reason_id,
        reason_en AS accepted_reason_en,
        CAST(NULL AS VARCHAR) AS decided_by,
        TRUE AS is_listed,
        document_id,
        locator
    FROM raw.spbe_known_deviations
    UNION ALL
    SELECT
        rule,
        CAST(survey_year AS INTEGER) AS reference_year,
        iso3 AS accepted_subject,
        '' AS measure,
        printed AS printed_value,
        reason_id AS accepted_reason_id,
        reason_en AS accepted_reason_en,
        CAST(NULL AS VARCHAR) AS decided_by,
        TRUE AS is_listed,
        document_id,
        locator
    FROM raw.un_known_deviations
)

SELECT * FROM listed
UNION ALL
SELECT
    a.rule,
    a.reference_year,
    a.accepted_subject,
    a.measure,
    a.printed_value,
    arg_min(a.accepted_reason_id, a.document_id) AS accepted_reason_id,
    arg_min(a.accepted_reason_en, a.document_id) AS accepted_reason_en,
    arg_min(a.decided_by, a.document_id) AS decided_by,
    FALSE AS is_listed,
    min(a.document_id) AS document_id,
    '' AS locator
FROM core.document_acceptances AS a
LEFT JOIN listed AS l
    ON
        a.rule = l.rule
        AND a.reference_year = l.reference_year
        AND a.accepted_subject = l.accepted_subject
        AND a.measure = l.measure
        AND a.printed_value = l.printed_value
WHERE l.rule IS NULL
GROUP BY a.rule, a.reference_year, a.accepted_subject, a.measure, a.printed_value
