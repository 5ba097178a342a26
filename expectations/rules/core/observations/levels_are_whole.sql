-- severity: error
-- why: A maturity level is a whole number.
-- remedy: compare the level with the report
SELECT document_id, line_no, locator, printed_name, measure, printed_value
FROM core.observations
WHERE measure LIKE 'I%' AND measure <> 'INDEX' AND value <> floor(value)
