SELECT edition, count(*) AS countries_found
FROM raw.un_egdi
GROUP BY edition
HAVING count(*) <> 193
