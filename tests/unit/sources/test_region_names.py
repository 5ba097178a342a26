"""A printed name names exactly one region, by its kind and its exact name, or none: nothing is ever guessed."""

import difflib
import re

from hypothesis import given
from hypothesis import strategies as st

from sources.intake.reference_lists import reference_lists
from sources.names.region_names import (
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


def test_a_kind_is_a_whole_word_before_a_name_and_spellings_differ_in_a_letter():
    parted = {
        "Kota Magelang": ("kota", "MAGELANG"),
        "Pemerintah\u00a0Kab.\n Magelang": ("kabupaten", "MAGELANG"),
        "Pemprov Jawa Tengah": ("provinsi", "JAWA TENGAH"),
        "Kotabaru": (None, "KOTABARU"),
        "Kota Kotamobagu": ("kota", "KOTAMOBAGU"),
        "Kabanjahe": (None, "KABANJAHE"),
        "Pemerintah Aceh": ("provinsi", "ACEH"),
        "D.I. Yogyakarta": ("provinsi", "D.I. YOGYAKARTA"),
        "DKI\u00a0Jakarta": ("provinsi", "DKI JAKARTA"),
        "Pemerintah Daerah Istimewa Yogyakarta": ("provinsi", "DAERAH ISTIMEWA YOGYAKARTA"),
        "Pemerintah Daerah Kota Magelang": ("kota", "MAGELANG"),
        "Pemda Kab. Magelang": ("kabupaten", "MAGELANG"),
        "Pemko Padang": ("kota", "PADANG"),
        "Dinas Kominfo": (None, "DINAS KOMINFO"),
        "Pemerintahan Kota Magelang": (None, "PEMERINTAHAN KOTA MAGELANG"),
        "Kab.": (None, "KAB."),
        "": (None, ""),
    }
    assert {printed: split_kind(printed) for printed in parted} == parted
    for one, other in (
        ("Kep. Bangka-Belitung", "KEPULAUAN BANGKA BELITUNG"),
        ("Kep.Seribu", "Kepulauan Seribu"),
        ("D.I. Yogyakarta", "DI Yogyakarta"),
        ("Pangkal Pinang", "Pangkalpinang"),
    ):
        assert spelling_key(one) == spelling_key(other)
    for one, other in (("Kepahiang", "Kepulauan Ahiang"), ("Bima", "Bina"), ("Toba", "Toba Samosir")):
        assert spelling_key(one) != spelling_key(other)


_NAMED = {
    "Kab. Magelang": "33.08",
    "Kota Magelang": "33.71",
    "Pemerintah Kab. Bandung": "32.04",
    "Pemerintah Kota Bandung": "32.73",
    "Kabupaten Bandung Barat": "32.17",
    "Kota Sorong": "96.71",
    "Kab. Sorong": "96.01",
    # A name that begins like a kind is not taken for one.
    "Kab. Kotabaru": "63.02",
    "Kabupaten Kotawaringin Barat": "62.01",
    "Pemerintah Kab. Kotawaringin Timur": "62.02",
    "Kota Kotamobagu": "71.74",
    # A province is named with its kind or, of two of them, as a government, whatever the space.
    "Pemerintah Aceh": "11",
    "Pemerintah D.I. Yogyakarta": "34",
    "Pemerintah\u00a0Aceh": "11",
    "Pemerintah\nAceh": "11",
    "Pemerintah\tD.I. Yogyakarta": "34",
    "Pemerintah Provinsi DKI Jakarta": "31",
    "Pemerintah Provinsi NTB": "52",
    "Pemprov Kep. Riau": "21",
    "Provinsi Kepulauan Bangka-Belitung": "19",
    "PROV. PAPUA BARAT DAYA": "96",
    # Whose own name says that it is a province.
    "Aceh": "11",
    "D.I. Yogyakarta": "34",
    "DI Yogyakarta": "34",
    "D.I.Yogyakarta": "34",
    "Daerah Istimewa Yogyakarta": "34",
    "DKI Jakarta": "31",
    "Daerah Khusus Jakarta": "31",
    # What is written short, and what nobody sees.
    "Kab. OKU Timur": "16.08",
    "Kab. OKU": "16.01",
    "Pemkab Pangkep": "73.10",
    "Kab. Pangkajene & Kepulauan": "73.10",
    "Kab. Kep. Meranti": "14.10",
    "KAB.KEP ARU": "81.07",
    "Kab. Tj. Jabung Barat": "15.06",
    "Kota Tj Pinang": "21.72",
    "Kab. Lampung Sel.": "18.01",
    "Kota Tangsel": "36.74",
    "Kab. Penukal Abab Lema\u00adtang Ilir": "16.12",
    "Kab.\u2003Suka\u200bbumi": "32.02",
    "\uff2b\uff4f\uff54\uff41 Magelang": "33.71",
    "Kab. Fak\u2011Fak": "92.03",
    "Kota Magelang*)": "33.71",
    "Kab. Sumedang 1)": "32.11",
    "Kab. Sumedang\u00b2": "32.11",
    "Kab. Sumedang3": "32.11",
}
_OPEN = "the name does not say whether kabupaten, kota or provinsi"
_UNKNOWN = "of that name is in the register"
#: What names no region, why, and what is suggested.
_NAMELESS = [
    *((name, _OPEN, "") for name in ("Kotabaru", "Kotawaringin Timur", "Kotamobagu")),
    *((name, _UNKNOWN, "") for name in ("Kota Baru", "Kota Waringin Timur", "Kota Mobagu")),
    *((name, _OPEN, "") for name in ("Jawa Tengah", "DIY", "Sumedang", "Pemerintah", "Pemerintah ", "", " ")),
    *((name, _UNKNOWN, "") for name in ("Provinsi Magelang", "Kota Jawa Tengah", "Kab. Aceh", "Kab. Salatiga")),
    ("Kab. Magelan", _UNKNOWN, "Kabupaten Magelang (33.08)"),
    ("Pemkot Magelamg", _UNKNOWN, "Kota Magelang (33.71)"),
    ("Kota Tanggerang", _UNKNOWN, "Kota Tangerang (36.71)"),
    ("Kab. Pangkp", _UNKNOWN, "Kabupaten Pangkajene dan Kepulauan (73.10)"),
    ("Gorontalo", _OPEN, "Gorontalo (75)"),
    ("Gorontalo", _OPEN, "Kabupaten Gorontalo (75.01)"),
    ("Gorontalo", _OPEN, "Kota Gorontalo (75.71)"),
]


def test_a_name_with_its_kind_names_its_region_and_what_is_open_or_misspelt_none_but_what_was_meant(names):
    assert {printed: _code(names.resolve(printed, _YEAR)) for printed in _NAMED} == _NAMED
    for printed, problem, suggested in _NAMELESS:
        found = names.resolve(printed, _YEAR)
        assert isinstance(found, Unresolved), printed
        assert found.printed == printed
        assert problem in found.problem, printed
        assert not suggested or suggested in found.suggestions, printed
        # A suggestion is never of another kind than the name says.
        kind, _ = split_kind(printed)
        of_kind = {"kota": "Kota ", "kabupaten": "Kabupaten "}.get(kind, "")
        assert all(label.startswith(of_kind) for label in found.suggestions), printed
        assert kind != "provinsi" or all(re.search(r"\(\d\d\)$", label) for label in found.suggestions), printed
    assert "it is the name of Kabupaten Sumedang (32.11)" in names.resolve("Kota Sumedang", _YEAR).problem


def test_a_name_without_its_kind_is_taken_where_one_region_alone_bears_it_if_the_list_is_such(names, listed, ambiguous):
    taken = {
        "Sumedang": "32.11", "Kotabaru": "63.02", "Pangkep": "73.10", "OKU Timur": "16.08", "Tangsel": "36.74",
        "Jawa Tengah": "33", "DIY": "34", "NTT": "53", "Jakarta": "31", "Solo": "33.72", "Kotamobagu": "71.74",
    }  # fmt: skip
    assert {name: _code(names.resolve(name, _YEAR, without_kind=True)) for name in taken} == taken
    for name in (*ambiguous, "Yogyakarta", "Jogja", "Gorontalo", "Jambi", "Bengkulu", "Sumedng"):
        assert isinstance(names.resolve(name, _YEAR, without_kind=True), Unresolved), name
    bearing = {}
    for region in listed:
        bearing.setdefault(_printed_name(region), []).append(region["code"])
    for name, codes in bearing.items():
        found = names.resolve(name, _YEAR, without_kind=True)
        assert isinstance(found, Unresolved) or codes == [found.region_code], name


def test_a_name_opened_in_a_wrong_encoding_is_told_so(names):
    for printed in ("Kab. Fakâ€“Fak", "KotaÂ\u00a0Magelang"):
        found = names.resolve(printed, _YEAR)
        assert found.problem == "its text was opened in a wrong encoding"
        assert _code(names.resolve(found.suggestions[0], _YEAR)) in {"92.03", "33.71"}


def test_only_the_first_names_of_a_list_of_thousands_are_compared_with_the_register(versions, monkeypatch):
    compared = []
    monkeypatch.setattr(difflib, "get_close_matches", lambda word, *_: compared.append(word) or [])
    names = RegionNames(versions, [])
    for number in range(2_000):
        assert isinstance(names.resolve(f"Kabupaten X{number:04d}Y", _YEAR), Unresolved)
    lists = reference_lists([], [], [])
    for number in range(2_000):
        assert lists.meant(f"Kabupaten X{number:04d}Y") == ""
    assert len(compared) == 400


def test_all_26_bare_names_of_both_kinds_stay_unresolved_unless_the_document_states_the_kind(names, ambiguous):
    assert len(ambiguous) == 26
    for name, codes in ambiguous.items():
        # "Pemerintah Gorontalo" is the province of that name.
        for printed in {name, name.upper(), f"Pemerintah {name}"} - {"Pemerintah Gorontalo"}:
            found = names.resolve(printed, _YEAR)
            assert isinstance(found, Unresolved), printed
            for code in codes:
                assert any(label.endswith(f"({code})") for label in found.suggestions)
    # A kind that the document states elsewhere decides, unless the name says another.
    for name, codes in ambiguous.items():
        assert tuple(_code(names.resolve(name, _YEAR, kind=kind)) for kind in ("kabupaten", "kota")) == codes
    for printed, kind in (("Kota Magelang", "kabupaten"), ("Pemkab Magelang", "kota")):
        assert f"its place says {kind}" in names.resolve(printed, _YEAR, kind=kind).problem


def test_a_region_has_the_code_the_province_and_the_name_of_the_year(names):
    for printed, old, new in (
        ("Pemkab Merauke", "91.01", "93.01"),
        ("Kota Sorong", "92.71", "96.71"),
        ("Kab. Jayapura", "91.03", "91.03"),
    ):
        before, after = (names.resolve(printed, year) for year in (2021, 2023))
        assert (before.region_code, before.province_code) == (old, old[:2])
        assert (after.region_code, after.province_code) == (new, new[:2])
        assert before.current_code == after.current_code == new
    assert "0 versions of it in 2021" in names.resolve("Pemprov Papua Selatan", 2021).problem
    assert [_code(names.resolve("Pemprov Papua Selatan", year)) for year in (2022, 2024)] == ["93", "93"]
    # So have codes of BPS.
    for year, fits, other in ((2021, "9401", "9501"), (2023, "9501", "9401")):
        assert isinstance(names.resolve_row("Kab. Merauke", year, fits), RegionVersion)
        assert isinstance(names.resolve_row("Kab. Merauke", year, other), Unresolved)
    for year, fits, other in ((2021, "Papua", "Papua Selatan"), (2023, "Papua Selatan", "Papua")):
        assert isinstance(names.resolve_row("Kab. Merauke", year, "", fits), RegionVersion)
        assert isinstance(names.resolve_row("Kab. Merauke", year, "", other), Unresolved)
    for printed in ("Kab. Toba Samosir", "Pemkab Toba", "Kabupaten Toba-Samosir"):
        found = [names.resolve(printed, year) for year in (2019, 2020, 2024)]
        assert {version.region_code for version in found} == {"12.12"}
        assert [v.region_name for v in found] == ["Kabupaten Toba Samosir", "Kabupaten Toba", "Kabupaten Toba"]


def test_every_region_of_today_is_found_under_every_form_of_its_name(names, listed):
    wrong = [
        (printed, found)
        for region in listed
        for form in _PREFIXES[region["kind"]]
        for printed in [form.format(_printed_name(region))]
        for found in [_code(names.resolve(printed, _YEAR))]
        if found != region["code"]
    ]
    assert wrong == []


def test_every_version_is_found_by_its_own_name_alone_and_with_its_code_and_province(names, versions):
    provinces = {version.region_code: version.region_name for version in versions if version.kind == "provinsi"}
    wrong = []
    for version in versions:
        printed = version.region_name if version.kind != "provinsi" else f"Provinsi {version.region_name}"
        codes = {version.region_code, version.region_code.replace(".", ""), version.bps_code or "", ""}
        for year in (year for year in (2018, 2021, 2022, 2024) if version.holds_in(year)):
            found = [names.resolve_row(printed, year, code, provinces[version.province_code]) for code in codes]
            if {names.resolve(printed, year), *found} != {version}:
                wrong.append((printed, year))
    assert wrong == []


@given(st.data())
def test_case_and_spaces_never_matter(names, listed, data):
    region = data.draw(st.sampled_from(listed))
    printed = data.draw(st.sampled_from(_PREFIXES[region["kind"]])).format(_printed_name(region))
    spaces = st.sampled_from([" ", "  ", "\u00a0", " \n ", "\u2009\u200b", "\u3000", "\u00ad "])
    noisy = "".join(data.draw(spaces) if character == " " else character for character in printed)
    noisy = "".join(character.swapcase() if data.draw(st.booleans()) else character for character in noisy)
    assert _code(names.resolve(noisy, _YEAR)) == region["code"]


@given(st.data())
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


#: Name, code and province as a row prints them -> the code of its region, or why it names none.
_ROWS = {
    ("Kota Magelang", "", ""): "33.71",
    ("Kota Magelang", "33.71", ""): "33.71",
    ("Kota Magelang", "3371", ""): "33.71",
    ("Kota Magelang", " 33 71 ", ""): "33.71",
    ("Provinsi Jawa Tengah", "33", ""): "33",
    # Where the name leaves its kind open, the code tells it.
    ("Magelang", "33.71", ""): "33.71",
    ("Magelang", "3308", ""): "33.08",
    ("Jawa Tengah", "33", ""): "33",
    ("Gorontalo", "75", ""): "75",
    ("Gorontalo", "7571", ""): "75.71",
    # A zero or a dot that a program took, a blank that somebody typed: the name decides.
    ("Kab. Aceh Singkil", "11.1", ""): "11.10",
    ("Aceh Singkil", "11.1", ""): "11.10",
    ("Kab. Dairi", "12,1", ""): "12.11",
    ("Kota Magelang", "33. 71", ""): "33.71",
    ("Kota Magelang", "'3371", ""): "33.71",
    ("Kota Magelang", "3371.0", ""): "33.71",
    ("Provinsi Jawa Tengah", "33.0", ""): "33",
    ("Kab. Aceh Singkil", "11.2", ""): "the code 11.2 is not",
    # A code of another region refuses the row.
    **{
        ("Kota Magelang", code, ""): f"the code {code} is not"
        for code in ("33.08", "3308", "33", "33710", "03371", "3.371e3")
    },
    ("Kabupaten Magelang", "3371", ""): "the code 3371 is not",
    ("Provinsi Jawa Tengah", "34", ""): "the code 34 is not",
    # A code alone names no region.
    ("Magelang", "33.73", ""): "the code 33.73 is of no region of that name",
    ("Magelang", "", ""): "does not say whether",
    ("Magelung", "33.71", ""): "the code 33.71 is of no region of that name",
    ("", "33.71", ""): "the code 33.71 is of no region of that name",
    ("Kota Magelamg", "33.71", "Jawa Tengah"): "no kota of that name is in the register",
    # A province must agree.
    ("Kota Magelang", "33.71", "Jawa Tengah"): "33.71",
    ("Kota Magelang", "33.71", "PROVINSI JAWA TENGAH"): "33.71",
    ("Kota Magelang", "33.71", "jawa  tengah"): "33.71",
    ("Kota Magelang", "", "Jawa Timur"): "Kota Magelang (33.71) does not lie in Jawa Timur",
    ("Kota Magelang", "", "Jawa Selatan"): "its province 'Jawa Selatan' is not one",
    ("Kota Magelang", "", "Kota Magelang"): "its province 'Kota Magelang' is not one",
}


def test_a_row_is_of_the_region_that_its_name_code_and_province_agree_on(names):
    for (printed, code, province), expected in _ROWS.items():
        found = names.resolve_row(printed, _YEAR, code, province)
        said = found.problem if isinstance(found, Unresolved) else found.region_code
        assert expected in said, (printed, code, province)
        assert isinstance(found, Unresolved) == (not re.fullmatch(r"[0-9.]+", expected)), (printed, code, province)


@given(st.data())
def test_a_code_of_any_other_region_is_never_taken(names, listed, data):
    region, other = (data.draw(st.sampled_from(listed)) for _ in range(2))
    printed = data.draw(st.sampled_from(_PREFIXES[region["kind"]])).format(_printed_name(region))
    printed = data.draw(st.sampled_from([printed, _printed_name(region)]))
    code = data.draw(st.sampled_from([other["code"], other["code"].replace(".", ""), other["bps_code"]]))
    found = names.resolve_row(printed, _YEAR, code)
    if isinstance(found, RegionVersion):
        assert code.replace(".", "") in {found.region_code.replace(".", ""), found.bps_code}
        assert spelling_key(bare_name(found)) == spelling_key(_printed_name(region))
