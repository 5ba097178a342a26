-- severity: error
-- why: Whoever follows a figure's inputs comes to a document, or to a constant that is named.
-- remedy: correct the derivation of that figure in warehouse/derivations
-- Every input is derived itself, has its pages listed, or stands in a table of core or audit that names its document.
-- With no circle among them (no_figure_is_made_from_itself) every path therefore ends there, or at a named constant.
WITH derived AS (
    SELECT DISTINCT mart_table, figure FROM mart.figure_derivations
),

traced AS (
    SELECT DISTINCT mart_table, figure FROM mart.figure_provenance
)

SELECT d.mart_table, d.figure, d.input_no, d.input_table, d.input_figure, d.input_traced_in
FROM mart.figure_derivations AS d
LEFT JOIN derived AS f ON d.input_table = f.mart_table AND d.input_figure = f.figure
LEFT JOIN traced AS t ON d.input_table = t.mart_table AND d.input_figure = t.figure
WHERE
    CASE
        WHEN d.input_table IS NULL THEN d.derivation_type <> 'declared' OR d.input_traced_in <> 'declared'
        WHEN d.input_figure IS NULL OR d.input_rows IS NULL THEN TRUE
        WHEN d.input_traced_in = 'mart.figure_provenance' THEN t.figure IS NULL
        WHEN d.input_traced_in = 'mart.figure_derivations' THEN f.figure IS NULL
        ELSE d.input_traced_in = 'declared' OR split_part(d.input_table, '.', 1) NOT IN ('core', 'audit')
    END
