-- severity: error
-- why: Instruments do not mix.
-- remedy: correct the model, warehouse/sql/mart/national_context.sql
SELECT a.reference_year, a.instrument, b.instrument AS instrument_before, a.national_index_change
FROM mart.national_context AS a
LEFT JOIN mart.national_context AS b ON a.reference_year = b.reference_year + 1
WHERE a.national_index_change IS NOT NULL AND a.instrument IS DISTINCT FROM b.instrument
