SELECT survey_year, weight_osi + weight_tii + weight_hci AS weight_sum
FROM core.un_editions
WHERE abs(weight_osi + weight_tii + weight_hci - 1) > 0.000000000000001
