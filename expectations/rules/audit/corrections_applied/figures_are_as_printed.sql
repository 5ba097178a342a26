-- severity: warning
-- why: What was corrected, derived or doubted is shown in every release.
-- remedy: nothing: each has its reason
SELECT document_id, locator, printed_name, measure, action, found_printed, value
FROM audit.corrections_applied
ORDER BY ALL
