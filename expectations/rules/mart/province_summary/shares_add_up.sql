-- severity: error
-- why: Shares per grade sum to 100%.
-- remedy: correct the model, warehouse/sql/mart/province_summary.sql
-- Five shares rounded to one decimal.
SELECT evaluation_year, province_code, share_memuaskan, share_sangat_baik, share_baik, share_cukup, share_kurang
FROM mart.province_summary
WHERE abs(share_memuaskan + share_sangat_baik + share_baik + share_cukup + share_kurang - 100) > 0.3
