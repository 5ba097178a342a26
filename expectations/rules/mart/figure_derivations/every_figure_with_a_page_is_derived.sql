-- severity: error
-- why: A figure whose pages are listed also says how it comes from them.
-- remedy: correct the derivation of that figure in warehouse/derivations
SELECT DISTINCT p.mart_table, p.figure
FROM mart.figure_provenance AS p
LEFT JOIN mart.figure_derivations AS d ON p.mart_table = d.mart_table AND p.figure = d.figure
WHERE d.figure IS NULL
