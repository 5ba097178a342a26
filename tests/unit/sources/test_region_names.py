"""A printed name names exactly one region, by its kind and its exact name, or none: nothing is ever guessed."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.names.region_names import (
    KINDS,
    Alias,
    RegionNames,
    RegionVersion,
    Unresolved,
    bare_name,
    spelling_key,
    split_kind,
)

_YEAR = 2024
_PREFIXES = {
    "kabupaten": ("Kabupaten {}", "KABUPATEN {}", "Kab. {}", "Kab.{}", "Kab {}", "Pemkab {}", "PEMKAB. {}",
                  "Pemerintah Kabupaten {}", "Pemerintah Kab. {}", "PEMERINTAH KAB.{}", "  kab.   {} "),
    "kota": ("Kota {}", "KOTA {}", "Pemkot {}", "pemkot. {}", "Pemerintah Kota {}", " Pemerintah   Kota  {} "),
    "provinsi": ("Provinsi {}", "PROVINSI {}", "Prov. {}", "Prov.{}", "PROV {}", "Propinsi {}", "Pemprov {}",
                 "Pemerintah Provinsi {}", "Pemerintah Prov. {}", "Pemerintah {}"),
}  # fmt: skip


def _code(found):
    return found.region_code if isinstance(found, RegionVersion) else f"unresolved: {found.problem}"


def _printed_name(region):
    """The name without its kind, taken apart without the code under test."""
    return re.sub(r"^(Kabupaten|Kota) ", "", region["name"]) if region["kind"] != "provinsi" else region["name"]


# --- the kind of a name ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "kind", "name"),
    [
        ("Kota Magelang", "kota", "MAGELANG"),
        ("Kab.Magelang", "kabupaten", "MAGELANG"),
        ("Pemerintah\u00a0Kab.\n Magelang", "kabupaten", "MAGELANG"),
        ("Pemprov Jawa Tengah", "provinsi", "JAWA TENGAH"),
        ("Kotabaru", None, "KOTABARU"),
        ("Kotawaringin Barat", None, "KOTAWARINGIN BARAT"),
        ("Kotamobagu", None, "KOTAMOBAGU"),
        ("Kota Kotamobagu", "kota", "KOTAMOBAGU"),
        ("Kabupaten Kotabaru", "kabupaten", "KOTABARU"),
        ("Kabanjahe", None, "KABANJAHE"),
        ("Provokasi", None, "PROVOKASI"),
        ("Pemerintah Aceh", None, "ACEH"),
        ("Pemerintahan Kota Magelang", None, "PEMERINTAHAN KOTA MAGELANG"),
        ("Kota", None, "KOTA"),
        ("Kab.", None, "KAB."),
        ("", None, ""),
    ],
)
def test_a_kind_is_a_whole_word_before_a_name(printed, kind, name):
    assert split_kind(printed) == (kind, name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kep. Bangka-Belitung", "KEPULAUAN BANGKA BELITUNG"),
        ("Kep.Seribu", "Kepulauan Seribu"),
        ("Kep Seribu", "Kepulauan Seribu"),
        ("D.I. Yogyakarta", "DI Yogyakarta"),
        ("Pangkal Pinang", "Pangkalpinang"),
        ("Fak-Fak", "Fakfak"),
        ("Toli-toli", "TOLITOLI"),
    ],
)
def test_spellings_that_differ_in_nothing_that_matters_are_one(one, other):
    assert spelling_key(one) == spelling_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Kepahiang", "Kepulauan Ahiang"), ("Bima", "Bina"), ("Kepulauan Aru", "Aru"), ("Toba", "Toba Samosir")],
)
def test_spellings_that_differ_in_a_letter_are_two(one, other):
    assert spelling_key(one) != spelling_key(other)


# --- kabupaten and kota of one name ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        *((printed.format("Magelang"), "33.08") for printed in _PREFIXES["kabupaten"]),
        *((printed.format("Magelang"), "33.71") for printed in _PREFIXES["kota"]),
        ("Pemerintah Kab. Bandung", "32.04"),
        ("Pemerintah Kota Bandung", "32.73"),
        ("Kabupaten Bandung Barat", "32.17"),
        ("Kota Sorong", "96.71"),
        ("Kab. Sorong", "96.01"),
    ],
)
def test_kota_and_kabupaten_of_one_name_are_never_confused(names, printed, code):
    assert _code(names.resolve(printed, _YEAR)) == code


def test_all_26_bare_names_of_both_kinds_stay_unresolved_and_both_are_suggested(names, ambiguous):
    assert len(ambiguous) == 26
    for name, codes in ambiguous.items():
        for printed in (name, name.upper(), f"Pemerintah {name}"):
            found = names.resolve(printed, _YEAR)
            if name == "Gorontalo" and printed.startswith("Pemerintah"):
                continue  # the province of that name; see the next test
            assert isinstance(found, Unresolved), printed
            assert found.printed == printed
            for code in codes:
                assert any(label.endswith(f"({code})") for label in found.suggestions)


def test_a_bare_name_that_is_also_a_provinces_names_none_of_them(names):
    found = names.resolve("Gorontalo", _YEAR)
    assert isinstance(found, Unresolved)
    assert {label.split("(")[1] for label in found.suggestions} == {"75)", "75.01)", "75.71)"}


@pytest.mark.parametrize("kind", ["kabupaten", "kota"])
def test_a_kind_that_the_document_states_elsewhere_decides(names, ambiguous, kind):
    for name, codes in ambiguous.items():
        assert _code(names.resolve(name, _YEAR, kind=kind)) == codes[("kabupaten", "kota").index(kind)]


@pytest.mark.parametrize(("printed", "kind"), [("Kota Magelang", "kabupaten"), ("Pemkab Magelang", "kota")])
def test_a_name_against_the_kind_of_its_place_is_unresolved(names, printed, kind):
    found = names.resolve(printed, _YEAR, kind=kind)
    assert isinstance(found, Unresolved)
    assert f"its place says {kind}" in found.problem


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("Kab. Kotabaru", "63.02"),
        ("Kabupaten Kotawaringin Barat", "62.01"),
        ("Pemerintah Kab. Kotawaringin Timur", "62.02"),
        ("Kota Kotamobagu", "71.74"),
        ("Kotabaru", None),
        ("Kota Baru", None),
        ("Kotawaringin Timur", None),
        ("Kota Waringin Timur", None),
        ("Kotamobagu", None),
        ("Kota Mobagu", None),
    ],
)
def test_a_name_that_begins_like_a_kind_is_not_taken_for_one(names, printed, code):
    found = names.resolve(printed, _YEAR)
    assert _code(found) == code if code else isinstance(found, Unresolved)


# --- provinces -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("Pemerintah Aceh", "11"),
        ("Pemerintah D.I. Yogyakarta", "34"),
        ("Pemerintah Provinsi DKI Jakarta", "31"),
        ("Pemerintah Provinsi NTB", "52"),
        ("Pemprov Kep. Riau", "21"),
        ("Provinsi Kepulauan Bangka-Belitung", "19"),
        ("PROV. PAPUA BARAT DAYA", "96"),
    ],
)
def test_a_province_is_named_with_its_kind_or_as_a_government(names, printed, code):
    assert _code(names.resolve(printed, _YEAR)) == code


@pytest.mark.parametrize("printed", ["Aceh", "Jawa Tengah", "D.I. Yogyakarta", "Pemerintah", "Pemerintah ", "", " "])
def test_a_bare_name_is_no_province(names, printed):
    assert isinstance(names.resolve(printed, _YEAR), Unresolved)


@pytest.mark.parametrize(
    "printed", ["Provinsi Magelang", "Kota Jawa Tengah", "Kab. Aceh", "Kab. Salatiga", "Kota Sleman"]
)
def test_a_name_of_another_kind_is_unresolved(names, printed):
    found = names.resolve(printed, _YEAR)
    assert isinstance(found, Unresolved)
    assert "of that name is in the register" in found.problem


# --- regions move and are renamed ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "old", "new"),
    [
        ("Pemkab Merauke", "91.01", "93.01"),
        ("Kab. Nabire", "91.04", "94.01"),
        ("Kab. Jayawijaya", "91.02", "95.01"),
        ("Kota Sorong", "92.71", "96.71"),
        ("Kab. Sorong", "92.01", "96.01"),
        ("Kab. Jayapura", "91.03", "91.03"),
    ],
)
def test_a_region_of_papua_has_its_old_code_in_2021_and_its_new_one_in_2023(names, printed, old, new):
    assert [_code(names.resolve(printed, year)) for year in (2021, 2023)] == [old, new]
    assert names.resolve(printed, 2021).province_code == old[:2]
    assert names.resolve(printed, 2023).province_code == new[:2]
    assert names.resolve(printed, 2021).current_code == names.resolve(printed, 2023).current_code == new


@pytest.mark.parametrize(("year", "resolved"), [(2021, False), (2022, True), (2024, True)])
def test_a_new_province_is_not_found_before_it_was_born(names, year, resolved):
    found = names.resolve("Pemprov Papua Selatan", year)
    assert isinstance(found, RegionVersion) == resolved
    assert resolved or "0 versions of it in 2021" in found.problem


@pytest.mark.parametrize("printed", ["Kab. Toba Samosir", "Pemkab Toba", "Kabupaten Toba-Samosir"])
@pytest.mark.parametrize(
    ("year", "name"), [(2019, "Kabupaten Toba Samosir"), (2020, "Kabupaten Toba"), (2024, "Kabupaten Toba")]
)
def test_a_renamed_region_is_found_under_both_names_and_bears_that_of_the_year(names, printed, year, name):
    found = names.resolve(printed, year)
    assert (found.region_code, found.region_name) == ("12.12", name)


# --- every region, every prefix --------------------------------------------------------------------------


@pytest.mark.parametrize("case", [str, str.upper, str.lower], ids=["as listed", "upper", "lower"])
def test_every_region_of_today_is_found_under_every_form_of_its_name(names, listed, case):
    wrong = [
        (printed, found)
        for region in listed
        for form in _PREFIXES[region["kind"]]
        for printed in [case(form.format(_printed_name(region)))]
        for found in [_code(names.resolve(printed, _YEAR))]
        if found != region["code"]
    ]
    assert wrong == []


def test_every_version_is_found_by_its_own_name_in_the_years_that_it_holds(names, versions):
    wrong = [
        (version, year)
        for version in versions
        for year in (2018, 2021, 2022, 2024)
        if version.holds_in(year)
        for printed in [version.region_name if version.kind != "provinsi" else f"Provinsi {version.region_name}"]
        if names.resolve(printed, year) != version
    ]
    assert wrong == []


@given(st.data())
@settings(deadline=None, max_examples=80)
def test_case_and_spaces_never_matter(names, listed, data):
    region = data.draw(st.sampled_from(listed))
    printed = data.draw(st.sampled_from(_PREFIXES[region["kind"]])).format(_printed_name(region))
    spaces = st.sampled_from([" ", "  ", "\u00a0", " \n "])
    noisy = "".join(data.draw(spaces) if character == " " else character for character in printed)
    noisy = "".join(character.swapcase() if data.draw(st.booleans()) else character for character in noisy)
    assert _code(names.resolve(noisy, _YEAR)) == region["code"]


@pytest.mark.parametrize(
    ("printed", "code"),
    [("Pemerintah\u00a0Aceh", "11"), ("Pemerintah\tD.I. Yogyakarta", "34"), ("Pemerintah\nAceh", "11")],
)
def test_a_province_printed_without_the_word_may_have_any_space_in_its_name(names, printed, code):
    assert _code(names.resolve(printed, _YEAR)) == code


# --- nothing is guessed ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "suggested"),
    [
        ("Kab. Magelan", "Kabupaten Magelang (33.08)"),
        ("Pemkot Magelamg", "Kota Magelang (33.71)"),
        ("Kota Tanggerang", "Kota Tangerang (36.71)"),
        ("Kab. Merangim", "Kabupaten Merangin (15.02)"),
        ("Kota Makasar", "Kota Makassar (73.71)"),
        ("Kab. Sumedamg", "Kabupaten Sumedang (32.11)"),
    ],
)
def test_a_misspelt_name_is_unresolved_and_what_was_meant_is_suggested(names, printed, suggested):
    found = names.resolve(printed, _YEAR)
    assert isinstance(found, Unresolved)
    assert suggested in found.suggestions


@given(st.data())
@settings(deadline=None, max_examples=80)
def test_a_name_with_a_letter_lost_or_changed_never_names_a_region(names, listed, spellings, data):
    region = data.draw(st.sampled_from([row for row in listed if row["kind"] != "provinsi"]))
    name = _printed_name(region).upper()
    at = data.draw(st.sampled_from([number for number, character in enumerate(name) if character.isalpha()]))
    misspelt = name[:at] + data.draw(st.sampled_from(["", "X", "Q"])) + name[at + 1 :]
    known = {re.sub(r"[^A-Z]", "", _printed_name(row).upper()) for row in listed}
    known |= {row["alias_key"] for row in spellings}
    found = names.resolve(f"{region['kind']} {misspelt}", _YEAR)
    assert isinstance(found, Unresolved) or re.sub(r"[^A-Z]", "", misspelt) in known


@given(st.text("abcdefghijkl KOTAB.-é1", max_size=15), st.integers(2018, 2026))
@settings(deadline=None, max_examples=80)
def test_any_text_is_resolved_or_unresolved_and_never_an_error(names, printed, year):
    found = names.resolve(printed, year)
    assert isinstance(found, Unresolved) or found.holds_in(year)


def test_a_spelling_of_two_regions_of_one_kind_names_neither():
    def region(code, name):
        return RegionVersion(code, name, "kabupaten", code[:2], True, None, None, code)

    two = [region("11.01", "Kabupaten Satu"), region("12.01", "Kabupaten Dua")]
    both = RegionNames(two, [Alias("LAMA", "kabupaten", code) for code in ("11.01", "12.01")])
    found = both.resolve("Kab. Lama", _YEAR)
    assert isinstance(found, Unresolved)
    assert found.problem == "2 kabupaten share it"
    one = RegionNames(two, [Alias("LAMA", "kabupaten", "11.01")])
    assert _code(one.resolve("Kab. Lama", _YEAR)) == "11.01"
    assert isinstance(one.resolve("Kota Lama", _YEAR), Unresolved)


def test_a_version_is_known_by_its_name_without_its_kind(versions):
    assert {version.kind for version in versions} == set(KINDS)
    bare = {version.region_code: bare_name(version) for version in versions}
    assert (bare["33.71"], bare["33.08"], bare["33"]) == ("MAGELANG", "MAGELANG", "Jawa Tengah")
    assert (bare["63.02"], bare["71.74"], bare["31"]) == ("KOTABARU", "KOTAMOBAGU", "Daerah Khusus Ibukota Jakarta")


# --- a row that also prints a code and a province --------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "code", "found"),
    [
        ("Kota Magelang", "", "33.71"),
        ("Kota Magelang", " ", "33.71"),
        ("Kota Magelang", "33.71", "33.71"),
        ("Kota Magelang", "3371", "33.71"),
        ("Kota Magelang", " 33 71 ", "33.71"),
        ("Kabupaten Magelang", "33.08", "33.08"),
        ("Kab. Magelang", "3308", "33.08"),
        ("Provinsi Jawa Tengah", "33", "33"),
        ("Kabupaten Sorong", "96.01", "96.01"),
    ],
)
def test_a_code_that_agrees_with_the_name_changes_nothing(names, printed, code, found):
    assert _code(names.resolve_row(printed, _YEAR, code)) == found


def test_a_code_may_be_of_either_system(names, versions):
    two = [v for v in versions if v.bps_code and v.bps_code != v.region_code.replace(".", "")]
    assert two, "the systems differ"
    for version in two:
        printed = version.region_name if version.kind != "provinsi" else f"Provinsi {version.region_name}"
        for code in (version.region_code, version.bps_code):
            assert names.resolve_row(printed, _YEAR, code) == version


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("Kota Magelang", "33.08"),
        ("Kota Magelang", "3308"),
        ("Kabupaten Magelang", "3371"),
        ("Kota Magelang", "33"),
        ("Kota Magelang", "337"),
        ("Kota Magelang", "33710"),
        ("Kota Magelang", "03371"),
        ("Kota Magelang", "3.371e3"),
        ("Kota Magelang", "3371.0"),
        ("Provinsi Jawa Tengah", "34"),
    ],
)
def test_a_code_of_another_region_refuses_the_row(names, printed, code):
    found = names.resolve_row(printed, _YEAR, code)
    assert isinstance(found, Unresolved)
    assert f"the code {code} is not" in found.problem


@pytest.mark.parametrize(
    ("printed", "code", "found"),
    [
        ("Magelang", "33.71", "33.71"),
        ("Magelang", "3308", "33.08"),
        ("MAGELANG", "33.08", "33.08"),
        ("Jawa Tengah", "33", "33"),
        ("Gorontalo", "75", "75"),
        ("Gorontalo", "75.01", "75.01"),
        ("Gorontalo", "7571", "75.71"),
        ("Salatiga", "33.73", "33.73"),
    ],
)
def test_where_the_name_leaves_its_kind_open_the_code_tells_it(names, printed, code, found):
    assert _code(names.resolve_row(printed, _YEAR, code)) == found


@pytest.mark.parametrize(
    ("printed", "code"),
    [("Magelang", "33.73"), ("Magelang", "32.71"), ("Magelang", ""), ("Magelung", "33.71"), ("", "33.71"), ("-", "33")],
)
def test_a_code_alone_names_no_region(names, printed, code):
    assert isinstance(names.resolve_row(printed, _YEAR, code), Unresolved)


@pytest.mark.parametrize("province", ["Jawa Tengah", "PROVINSI JAWA TENGAH", "Prov. Jawa Tengah", "jawa  tengah", ""])
def test_a_province_that_agrees_changes_nothing(names, province):
    assert _code(names.resolve_row("Kota Magelang", _YEAR, "33.71", province)) == "33.71"


@pytest.mark.parametrize(
    ("province", "told"),
    [
        ("Jawa Timur", "Kota Magelang (33.71) does not lie in Jawa Timur"),
        ("Provinsi Jawa Barat", "does not lie in Jawa Barat"),
        ("Jawa Selatan", "its province 'Jawa Selatan' is not one"),
        ("Kota Magelang", "its province 'Kota Magelang' is not one"),
    ],
)
def test_another_province_refuses_the_row(names, province, told):
    found = names.resolve_row("Kota Magelang", _YEAR, "", province)
    assert isinstance(found, Unresolved)
    assert told in found.problem


@pytest.mark.parametrize(
    ("year", "province", "fits"),
    [(2021, "Papua", True), (2021, "Papua Selatan", False), (2023, "Papua Selatan", True), (2023, "Papua", False)],
)
def test_the_province_is_that_of_the_year(names, year, province, fits):
    found = names.resolve_row("Kab. Merauke", year, "", province)
    assert isinstance(found, RegionVersion) == fits


def test_a_code_and_province_do_not_help_a_name_that_is_wrong(names):
    found = names.resolve_row("Kota Magelamg", _YEAR, "33.71", "Jawa Tengah")
    assert isinstance(found, Unresolved)
    assert found.problem == "no kota of that name is in the register"
    assert "Kota Magelang (33.71)" in found.suggestions


def test_for_every_region_the_right_code_and_province_change_nothing(names, versions):
    provinces = {version.region_code: version.region_name for version in versions if version.kind == "provinsi"}
    wrong = []
    for version in versions:
        printed = version.region_name if version.kind != "provinsi" else f"Provinsi {version.region_name}"
        for year in (2018, 2021, 2022, 2024):
            if not version.holds_in(year):
                continue
            plain = names.resolve(printed, year)
            for code in {version.region_code, version.region_code.replace(".", ""), version.bps_code or "", ""}:
                if names.resolve_row(printed, year, code, provinces[version.province_code]) != plain:
                    wrong.append((printed, year, code))
    assert wrong == []


@given(st.data())
@settings(deadline=None, max_examples=80)
def test_a_code_of_any_other_region_is_never_taken(names, listed, data):
    region, other = (data.draw(st.sampled_from(listed)) for _ in range(2))
    printed = data.draw(st.sampled_from(_PREFIXES[region["kind"]])).format(_printed_name(region))
    printed = data.draw(st.sampled_from([printed, _printed_name(region)]))
    code = data.draw(st.sampled_from([other["code"], other["code"].replace(".", ""), other["bps_code"]]))
    found = names.resolve_row(printed, _YEAR, code)
    if isinstance(found, RegionVersion):
        assert code.replace(".", "") in {found.region_code.replace(".", ""), found.bps_code}
        assert spelling_key(bare_name(found)) == spelling_key(_printed_name(region))
