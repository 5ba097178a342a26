-- severity: error
-- why: A path that goes in a circle never comes to a document.
-- remedy: correct the derivation of that figure in warehouse/derivations
WITH RECURSIVE leads_to (mart_table, figure, input_table, input_figure) AS (
    SELECT mart_table, figure, input_table, input_figure
    FROM mart.figure_derivations
    WHERE input_table IS NOT NULL
    UNION
    SELECT l.mart_table, l.figure, d.input_table, d.input_figure
    FROM leads_to AS l
    INNER JOIN mart.figure_derivations AS d ON l.input_table = d.mart_table AND l.input_figure = d.figure
    WHERE d.input_table IS NOT NULL
)

SELECT mart_table, figure
FROM leads_to
WHERE mart_table = input_table AND figure = input_figure
