-- Names as people write them, to codes of today. The same rule as sources/names/region_names.py: the kind first, then an
-- exact look-up; a test holds both equal for every region and every usable spelling. Here a name without its kind is
-- taken, too, where one region alone bears it, and so is a code. Likeness suggests; it never decides.
--
-- One row for each name of a list that is not NULL: how many regions it names, the one region (the one province) that it
-- names or NULL, and those that may be meant: the regions that it names, or else the five whose names are most alike.
CREATE MACRO core.regions_asked(names) AS TABLE
WITH
kinds AS (
    SELECT
        ll.place, ll.said, ll.line,
        CASE
            WHEN regexp_full_match(ll.line, '((PEMERINTAH )?((KABUPATEN|KAB\.?) |KAB\.)|PEMKAB\.? ).+') THEN 'kabupaten'
            WHEN regexp_full_match(ll.line, '((PEMERINTAH )?KOTA |PEMKOT\.? ).+') THEN 'kota'
            WHEN
                regexp_full_match(ll.line, '((PEMERINTAH )?((PROVINSI|PROPINSI|PROV\.?) |PROV\.)|PEMPROV\.? ).+')
                THEN 'provinsi'
        END AS kind
    FROM (
        -- In upper case, on one line, with single spaces.
        SELECT
            ss.place, ss.said,
            trim(regexp_replace(upper(ss.said), '[\s\p{Z}\x0B\x1C-\x1F\x{85}]+', ' ', 'g')) AS line
        FROM (
            SELECT unnest(generate_series(1, len(names))) AS place, unnest(names) AS said
        ) AS ss
        WHERE ss.said IS NOT NULL
    ) AS ll
),

keys AS (
    SELECT
        kk.place, kk.said, kk.kind,
        -- Without the differences that do not matter: spaces, hyphens, dots, "Kep."; a code stays as it is.
        CASE
            WHEN regexp_full_match(kk.line, '[0-9][0-9.]*') THEN kk.line
            ELSE
                regexp_replace(regexp_replace(
                    CASE kk.kind
                        WHEN 'kabupaten'
                            THEN regexp_replace(kk.line, '^((PEMERINTAH )?((KABUPATEN|KAB\.?) |KAB\.)|PEMKAB\.? )', '')
                        WHEN 'kota' THEN regexp_replace(kk.line, '^((PEMERINTAH )?KOTA |PEMKOT\.? )', '')
                        WHEN 'provinsi'
                            THEN regexp_replace(
                                kk.line, '^((PEMERINTAH )?((PROVINSI|PROPINSI|PROV\.?) |PROV\.)|PEMPROV\.? )', ''
                            )
                        ELSE regexp_replace(kk.line, '^PEMERINTAH ', '')
                    END, '\bKEP(\.|\s)\s*', 'KEPULAUAN ', 'g'
                ), '[^A-Z0-9]', '', 'g')
        END AS alias_key,
        kk.kind IS NULL AND starts_with(kk.line, 'PEMERINTAH ') AS as_government
    FROM kinds AS kk
),

pairs AS (
    SELECT
        ky.place, ky.said, ky.alias_key, ky.as_government, rn.current_code, rn.region_name,
        length(rn.current_code) = 2 AS is_province,
        max(
            CASE
                WHEN rn.alias_key = ky.alias_key AND rn.kind = coalesce(ky.kind, rn.kind) THEN 2
                ELSE
                    greatest(
                        jaro_winkler_similarity(rn.alias_key, ky.alias_key),
                        CASE WHEN length(ky.alias_key) > 3 AND contains(rn.alias_key, ky.alias_key) THEN 0.95 ELSE 0 END
                    ) - CASE WHEN rn.kind <> ky.kind THEN 0.1 ELSE 0 END
            END
        ) AS likeness
    FROM keys AS ky CROSS JOIN core.region_names AS rn
    GROUP BY ky.place, ky.said, ky.alias_key, ky.as_government, rn.current_code, rn.region_name
),

-- The likeliest first, of those a province: the regions that a name names are the first of the list.
named AS (
    SELECT
        pp.place, pp.said, pp.alias_key,
        count(*) FILTER (WHERE pp.likeness = 2) AS regions,
        count(*) FILTER (WHERE pp.likeness = 2 AND pp.is_province) AS provinces,
        -- "Pemerintah Aceh" is a province without the word.
        count(*) FILTER (WHERE pp.likeness = 2 AND pp.as_government AND pp.is_province) AS governments,
        list(
            pp.region_name || ' (' || pp.current_code || ')'
            ORDER BY pp.likeness DESC, pp.is_province DESC, pp.current_code
        ) AS labels,
        list(pp.current_code ORDER BY pp.likeness DESC, pp.is_province DESC, pp.current_code) AS codes
    FROM pairs AS pp
    GROUP BY pp.place, pp.said, pp.alias_key
)

SELECT
    nn.place, nn.said, nn.alias_key,
    coalesce(nullif(nn.governments, 0), nn.regions) AS named,
    CASE WHEN coalesce(nullif(nn.governments, 0), nn.regions) = 1 THEN nn.codes[1] END AS region,
    CASE WHEN nn.provinces = 1 THEN nn.codes[1] END AS province,
    array_to_string(nn.labels[1:coalesce(nullif(nn.regions, 0), 5)], ', ') AS choices,
    nn.codes[1:coalesce(nullif(nn.regions, 0), 5)] AS meant
FROM named AS nn;
