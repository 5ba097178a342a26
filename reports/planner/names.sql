-- Names as people write them, to codes of today. The same rule as sources/names/region_names.py: what is seen, the kind
-- first, then an exact look-up; a test holds both equal for every region and every usable spelling. Here a name without
-- its kind is taken, too, where one region alone bears it, and so is a code. Likeness suggests; it never decides.
--
-- One row for each name of a list that is not NULL: how many regions it names, the one region (the one province) that it
-- names or NULL, how many of another kind than it says bear it, and those that may be meant: the regions that it names,
-- or those of another kind, or else five at most whose names are much alike.
CREATE MACRO core.regions_asked(names) AS TABLE
WITH
lines AS (
    SELECT
        ss.place, ss.said,
        -- In upper case, on one line, with single spaces, without what is not seen and the marks of footnotes.
        regexp_replace(
            trim(regexp_replace(upper(strip_accents(translate(
                regexp_replace(
                    regexp_replace(ss.said, '[\x{AD}\x{61C}\x{180E}\x{200B}-\x{200F}\x{2060}-\x{2064}\x{FEFF}]', '', 'g'),
                    '(\s*([*†‡§¶∗＊]+\)?|[ª²³¹ºʰ-ʸˠ-ˤᵃ-ᵪ⁰-ⁿ]+\)?|\s\(?(\d{1,2}|[a-h])\)|\[\d{1,2}\]))+\s*$', ''
                ),
                'ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ０１２３４５６７８９．',
                'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.'
            ))), '[\s\p{Z}\x0B\x1C-\x1F\x{85}\x{115F}\x{1160}\x{2800}\x{3164}\x{FFA0}]+', ' ', 'g')),
            '([A-Z])\d{1,2}$', '\1'
        ) AS line
    FROM (SELECT unnest(generate_series(1, len(names))) AS place, unnest(names) AS said) AS ss
    WHERE ss.said IS NOT NULL
),

kinds AS (
    SELECT
        ll.place, ll.said, ll.rest, starts_with(ll.line, 'PEMERINTAH ') AS as_government,
        CASE
            WHEN regexp_full_match(ll.rest, '((KABUPATEN|KAB)(\. ?| )|PEMKAB\.? ).+') THEN 'kabupaten'
            WHEN regexp_full_match(ll.rest, '(KOTA|KOTAMADYA|KODYA|PEMKOT|PEMKO)\.? .+') THEN 'kota'
            WHEN regexp_full_match(ll.rest, '((PROVINSI|PROPINSI|PROV|PROP)(\. ?| )|PEMPROV\.? ).+') THEN 'provinsi'
            WHEN
                regexp_full_match(ll.rest, '(D\. ?I\.? ?|(DI|DKI|DKJ|DAERAH ISTIMEWA|DAERAH KHUSUS) ).+|ACEH')
                THEN 'own'
        END AS said_kind
    FROM (
        SELECT
            nn.place, nn.said, nn.line,
            regexp_replace(
                regexp_replace(nn.line, '^(PEMERINTAH|PEMDA) DAERAH (KAB|KOTA|KODYA|PROV|PROP)', '\2'),
                '^(PEMERINTAH|PEMDA) ', ''
            ) AS rest
        FROM lines AS nn
    ) AS ll
),

keys AS (
    SELECT
        kk.place, kk.said, kk.as_government,
        CASE kk.said_kind WHEN 'own' THEN 'provinsi' ELSE kk.said_kind END AS kind,
        -- Without the differences that do not matter: spaces, hyphens, dots, what is short; a code stays as it is.
        CASE
            WHEN regexp_full_match(kk.rest, '[0-9][0-9.]*') THEN kk.rest
            ELSE regexp_replace(
                regexp_replace(regexp_replace(regexp_replace(regexp_replace(
                    regexp_replace(regexp_replace(regexp_replace(regexp_replace(
                        CASE kk.said_kind
                            WHEN 'kabupaten' THEN regexp_replace(kk.rest, '^((KABUPATEN|KAB)(\. ?| )|PEMKAB\.? )', '')
                            WHEN 'kota' THEN regexp_replace(kk.rest, '^(KOTA|KOTAMADYA|KODYA|PEMKOT|PEMKO)\.? ', '')
                            WHEN 'provinsi'
                                THEN regexp_replace(
                                    kk.rest, '^((PROVINSI|PROPINSI|PROV|PROP)(\. ?| )|PEMPROV\.? )', ''
                                )
                            ELSE kk.rest
                        END,
                        '\bKEP(\.|\s)\s*', 'KEPULAUAN ', 'g'), '\bTJG?(\.|\s)\s*', 'TANJUNG ', 'g'),
                    '\bSEL\.', 'SELATAN', 'g'), '\bUTR?\.', 'UTARA', 'g'),
                '\bTIM\.', 'TIMUR', 'g'), '\bBAR\.', 'BARAT', 'g'), '\bTENG\.', 'TENGAH', 'g'), '&', 'DAN', 'g'),
                '[^A-Z0-9]', '', 'g'
            )
        END AS alias_key
    FROM kinds AS kk
),

pairs AS (
    SELECT
        ky.place, ky.said, ky.alias_key, ky.as_government, rn.current_code, rn.region_name,
        length(rn.current_code) = 2 AS is_province,
        -- 3 for a region that is named, 2 for one of another kind than the name says.
        max(
            CASE
                WHEN rn.alias_key = ky.alias_key THEN CASE WHEN rn.kind = coalesce(ky.kind, rn.kind) THEN 3 ELSE 2 END
                WHEN rn.kind <> ky.kind OR length(rn.alias_key) < 4 OR length(ky.alias_key) < 4 THEN 0
                WHEN contains(rn.alias_key, ky.alias_key) THEN 0.95
                ELSE jaro_winkler_similarity(rn.alias_key, ky.alias_key)
            END
        ) AS likeness
    FROM keys AS ky CROSS JOIN core.region_names AS rn
    GROUP BY ky.place, ky.said, ky.alias_key, ky.as_government, rn.current_code, rn.region_name
),

-- The likeliest first, of those a province: the regions that a name names are the first of the list.
named AS (
    SELECT
        pp.place, pp.said, pp.alias_key,
        count(*) FILTER (WHERE pp.likeness = 3) AS regions,
        count(*) FILTER (WHERE pp.likeness = 3 AND pp.is_province) AS provinces,
        -- "Pemerintah Jawa Tengah" is a province without the word.
        count(*) FILTER (WHERE pp.likeness = 3 AND pp.as_government AND pp.is_province) AS governments,
        count(*) FILTER (WHERE pp.likeness = 2) AS others,
        coalesce(
            list(
                pp.region_name || ' (' || pp.current_code || ')'
                ORDER BY pp.likeness DESC, pp.is_province DESC, pp.current_code
            ) FILTER (WHERE pp.likeness > 0.86), []
        ) AS labels,
        coalesce(
            list(pp.current_code ORDER BY pp.likeness DESC, pp.is_province DESC, pp.current_code)
            FILTER (WHERE pp.likeness > 0.86), []
        ) AS codes
    FROM pairs AS pp
    GROUP BY pp.place, pp.said, pp.alias_key
)

SELECT
    nn.place, nn.said, nn.alias_key,
    coalesce(nullif(nn.governments, 0), nn.regions) AS named,
    CASE WHEN coalesce(nullif(nn.governments, 0), nn.regions) = 1 THEN nn.codes[1] END AS region,
    CASE WHEN nn.provinces = 1 THEN nn.codes[1] END AS province,
    CASE WHEN nn.regions = 0 THEN nn.others ELSE 0 END AS of_other_kind,
    array_to_string(nn.labels[1:coalesce(nullif(nn.regions, 0), nullif(nn.others, 0), 5)], ', ') AS choices,
    nn.codes[1:coalesce(nullif(nn.regions, 0), nullif(nn.others, 0), 5)] AS meant
FROM named AS nn;
