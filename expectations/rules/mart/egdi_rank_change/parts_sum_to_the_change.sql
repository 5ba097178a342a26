-- severity: error
-- why: The parts account for every place of the change.
-- remedy: correct the model, warehouse/sql/mart/egdi_rank_change.sql
SELECT
    survey_year, iso3, rank_by_score_change, egdi_own_part, egdi_others_part, egdi_entering_part, egdi_leaving_part,
    countries_passed, countries_passed_by
FROM mart.egdi_rank_change
WHERE
    rank_by_score_change IS DISTINCT FROM egdi_own_part + egdi_others_part + egdi_entering_part + egdi_leaving_part
    OR egdi_own_part + egdi_others_part IS DISTINCT FROM countries_passed - countries_passed_by
