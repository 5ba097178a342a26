-- severity: error
-- why: A step that costs nothing would be taken for nothing.
-- remedy: correct the line in sources/targets/snapshots and seal the file, or in the file that was added, and add it again (see sources/targets/README.md)
SELECT document_id, line_no, locator, instrument, node_code, step_cost
FROM raw.indicator_costs
WHERE
    NOT coalesce(regexp_full_match(step_cost, '[0-9]{1,6}([,.][0-9]{1,2})?'), FALSE)
    OR NOT regexp_matches(step_cost, '[1-9]')
