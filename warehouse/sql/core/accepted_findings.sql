-- core.accepted_findings: one row per finding of a rule that a person has accepted, with the reason. A rule that accepts
-- findings names the columns that tell one (expectations/sql_rules.py); what it does not name is empty here. What is
-- listed for good must still be found: a listed finding that is found no longer breaks its rule.
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
