-- severity: error
-- why: A spelling of two regions would be a guess.
-- remedy: mark the spelling AMBIGUOUS, or remove one
SELECT alias_key, alias_kind, string_agg(current_code, ', ' ORDER BY current_code) AS codes
FROM core.region_aliases
WHERE usable
GROUP BY alias_key, alias_kind
HAVING count(DISTINCT current_code) > 1
