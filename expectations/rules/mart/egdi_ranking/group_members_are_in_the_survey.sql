-- severity: error
-- why: A member of a country group is one of the survey's countries.
-- remedy: correct its code in sources/un_reference/snapshots/un_country_groups.csv
SELECT g.country_group, g.iso3
FROM core.country_groups AS g
WHERE g.iso3 NOT IN (SELECT u.iso3 FROM core.un_egdi AS u)
