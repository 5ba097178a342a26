SELECT document_id, line_no, instrument, node_code, step_cost
FROM raw.indicator_costs
WHERE
    NOT coalesce(regexp_full_match(step_cost, '[0-9]{1,6}([,.][0-9]{1,2})?'), FALSE)
    OR NOT regexp_matches(step_cost, '[1-9]')
