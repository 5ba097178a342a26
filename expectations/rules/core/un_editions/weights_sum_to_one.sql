-- severity: error
-- why: EGDI is a weighted mean of three.
-- remedy: compare with the publisher's file; if it prints so, list it in un_known_deviations.csv with the reason
SELECT survey_year, weight_osi + weight_tii + weight_hci AS weight_sum, document_id, locator
FROM core.un_editions
WHERE abs(weight_osi + weight_tii + weight_hci - 1) > 0.000000000000001
