SELECT g.country_group, g.iso3
FROM core.country_groups AS g
WHERE g.iso3 NOT IN (SELECT u.iso3 FROM core.un_egdi AS u)
