SELECT document_id, line_no, locator, printed_name, measure, printed_value
FROM core.observations
WHERE measure LIKE 'I%' AND measure <> 'INDEX' AND value <> floor(value)
