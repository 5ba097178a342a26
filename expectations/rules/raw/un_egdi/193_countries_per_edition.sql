-- severity: error
-- why: Every edition lists the 193 member states.
-- remedy: compare the rows with the document and correct the transcription
SELECT edition, count(*) AS countries_found
FROM raw.un_egdi
GROUP BY edition
HAVING count(*) <> 193
