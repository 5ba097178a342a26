-- severity: error
-- why: Instruments do not mix.
-- remedy: compare sources/instruments/snapshots with the regulation, and correct the line
SELECT a.instrument, b.instrument AS other_instrument
FROM core.instruments AS a
INNER JOIN core.instruments AS b ON a.instrument < b.instrument
WHERE a.first_year <= coalesce(b.last_year, 9999) AND b.first_year <= coalesce(a.last_year, 9999)
