-- severity: error
-- why: A part is named by its claim and number, and says something of somebody.
-- remedy: correct the line in sources/claims/snapshots/claims.csv; the README beside it lists the forms
SELECT claim_id, part_no, line_no, 'no number, or no sentence' AS problem
FROM raw.claims
WHERE NOT regexp_full_match(part_no, '[1-9][0-9]?') OR '' IN (claim_id, quote_id, quote_en, subject_type, subject_code, claim_form)
UNION ALL
SELECT claim_id, part_no, min(line_no), 'in ' || count(*) || ' lines'
FROM raw.claims
GROUP BY claim_id, part_no
HAVING count(*) > 1
