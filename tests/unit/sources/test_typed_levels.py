"""An agency's levels: typed in any kind of file they read to the same rows, whole, or are refused with the remedy."""

from decimal import Decimal

import yaml
from hypothesis import given
from hypothesis import strategies as st

from sources.declaration.declared import read_sources
from sources.reading.content import identify
from sources.reading.parts import NotThis
from sources.reading.readers import recognise
from sources.spbe_typed_levels.parse import READER
from sources.spbe_typed_levels.statements import read_statements
from sources.statements.statements import Document, Statements
from tests.conftest import costly
from tests.unit.sources.conftest import Reads, as_csv, as_table, as_xlsx

_read = Reads(READER, "tingkat")
_CODES = [f"I{number:02}" for number in range(1, 48)]
_THREES = [3] * 47
#: Sheets of a release that stand beside its calculator.
_RELEASE = {"Panduan": [["x"]], "Peringkat": [["Daerah", "Indeks"], ["Kota X", 3]]}


def _entries(levels=_THREES, agency="Kota Magelang", year=2025, codes=_CODES, **more):
    return [
        {"Daerah": agency, "Tahun": year, **more, "Kode indikator": code, "Tingkat": level}
        for code, level in zip(codes, levels, strict=True)
    ]


def _listed(levels):
    named = [[n, f"Tingkat Kematangan Indikator {n}", level] for n, level in enumerate(levels, start=1)]
    return [["No", "Indikator", "Nilai"], *named]


def _coded(levels):
    named = [[code, "Nama indikator", level] for code, level in zip(_CODES, levels, strict=True)]
    return [["Kode", "Indikator", "Tingkat"], *named]


def _calculator(levels, *above):
    """A table as in the calculator of a release: names without codes, and other tables beside it."""
    head = [
        "No.",
        "Indikator",
        "Aspek",
        "Domain",
        "Bobot (%)",
        "Tingkat (isi 1–5)",
        "Tambahan indeks bila naik satu tingkat",
    ]
    rows = [
        [number, f"Nama indikator {number}", "Aspek", "Domain", 1.3, level, 0.013, None, None, "Domain 1", 13]
        for number, level in enumerate(levels, start=1)
    ]
    return [["Kalkulator indeks SPBE (Nomor 59 Tahun 2020)"], *above, [*head, None, None, "Domain", "Bobot (%)"], *rows]


def _stated(part):
    return [(row["agency"], row["evaluation_year"], row["measure"], row["printed_value"]) for row in part.rows]


@given(st.lists(st.integers(1, 5), min_size=47, max_size=47))
@costly(5)
def test_whatever_the_levels_every_kind_of_file_reads_to_the_same_statements(levels):
    expected = [("Kota Magelang", "2025", code, str(level)) for code, level in zip(_CODES, levels, strict=True)]
    entries = _entries(levels)
    short = [{"kode_indikator": code, "tingkat": level} for code, level in zip(_CODES, levels, strict=True)]
    facts = [["Daerah", "Kota Magelang"], ["Tahun: 2025"]]
    for data in (
        as_csv(*entries),
        as_csv(*entries, separator=";"),
        yaml.safe_dump({"daerah": "Kota Magelang", "tahun": 2025, "levels": short}),
        as_xlsx(Tingkat=as_table(*entries)),
        as_xlsx(Tingkat=[*facts, *as_table(*short)]),
        as_xlsx(Tingkat=[["Daerah", "Tahun"], ["Kota Magelang", 2025], *_coded(levels)]),
        as_xlsx(Indikator=[["Hasil Evaluasi SPBE Kota Magelang Tahun 2025"], *_listed(levels)]),
        as_xlsx(**_RELEASE, Kalkulator=_calculator(levels, *facts)),
    ):
        (part,) = _read(data)
        assert _stated(part) == expected
        assert (part.raw_table, part.edition, part.same_as) == ("spbe_typed_levels", 2025, "Kota Magelang")


_CODES_2018 = [*_CODES[:34], "I35-1", "I35-2", "I35-3"]


def test_the_levels_of_every_instrument_are_read_by_its_own_codes_numbers_and_scale():
    levels = [number % 6 for number in range(37)]
    expected = [("Kota Magelang", "2019", code, str(level)) for code, level in zip(_CODES_2018, levels, strict=True)]
    title = ["Nilai SPBE Kota Magelang Tahun 2019"]
    dotted = [{**entry, "Kode indikator": entry["Kode indikator"].replace("-", ".")} for entry in _entries(
        levels, year=2019, codes=_CODES_2018)]  # fmt: skip
    # As the report of 2020 numbers them: 35 to 37 are the three services of indicator 35.
    for data in (as_csv(*_entries(levels, year=2019, codes=_CODES_2018)), as_xlsx(A=as_table(*dotted)),
                 as_xlsx(A=[title, *_listed(levels)])):  # fmt: skip
        (part,) = _read(data)
        assert _stated(part) == expected
    scores = ["3,25", "4.5", "1", "5", "2,00", *["3"] * 13, "belum dinilai", "-"]
    (part,) = _read(as_csv(*_entries(scores, year=2026, codes=_CODES[:20]), separator=";"))
    assert [(code, score) for _, _, code, score in _stated(part)] == list(zip(_CODES[:20], scores, strict=True))
    assert part.title == "Tingkat kematangan indikator 2026 yang diketik: Kota Magelang"
    for levels, year, problem, remedy in (
        (["3,25", *["3"] * 46], 2025, "the level '3,25' of I01 is none", "write a whole number from 1 to 5."),
        (["0", *["3"] * 46], 2025, "the level '0' of I01 is none", "write a whole number from 1 to 5."),
        (["belum dinilai", *["3"] * 46], 2025, "the level 'belum dinilai' of I01 is none", "write a whole number"),
        (["3,257", *["3"] * 19], 2026, "the level '3,257'", "at most two decimals from 1 to 5, or 'belum dinilai'."),
        (["0,5", *["3"] * 19], 2026, "the level '0,5' of I01 is none", "from 1 to 5"),
        (["6", *["3"] * 36], 2018, "the level '6' of I01 is none", "from 0 to 5"),
    ):
        codes = {2018: _CODES_2018, 2025: _CODES, 2026: _CODES[:20]}[year]
        error = _read.refusal(as_xlsx(A=as_table(*_entries(levels, year=year, codes=codes))))
        assert problem in str(error)
        assert remedy in error.remedy
    error = _read.refusal(as_csv(*_entries(["3"] * 35, year=2018, codes=_CODES[:35])))
    assert "'I35' is no indicator of SPBE-2018" in str(error)


def test_each_agency_and_year_is_a_document_and_what_was_not_read_is_named():
    parts = _read(as_csv(*_entries(), *_entries(agency="Kota Salatiga"), *_entries(year=2024)))
    found = [(part.edition, part.same_as) for part in parts]
    assert found == [(2024, "Kota Magelang"), (2025, "Kota Magelang"), (2025, "Kota Salatiga")]
    facts = [["Daerah: Kota Magelang"], ["Tahun", None, 2025]]
    (part,) = _read(as_xlsx(**_RELEASE, Kalkulator=_calculator(_THREES, *facts)))
    assert part.notes == (
        "a workbook of this project: only its sheet 'Kalkulator' was read",
        "columns beside the levels were not read: J, K",
    )


def test_levels_that_are_not_whole_or_of_nobody_are_refused_with_place_value_and_remedy():
    good, last = _entries()[:46], _entries()[46]
    for entries, problem in (
        (good, "Kota Magelang 2025: 47 levels are expected, 46 are there; missing are I47."),
        ([*good, last, good[3]], "level 48 repeats the agency, evaluation_year, node_code of level 4"),
        ([*good, last | {"Tingkat": 6}], "sheet 'A', row 48: level 47: the level '6' of I47 is none"),
        ([*good, last | {"Tingkat": 2.5}], "the level '2.5' of I47 is none"),
        ([*good, last | {"Tingkat": None}], "row 48: level 47: level is empty"),
        ([*good, last | {"Kode indikator": "I48"}], "'I48' is no indicator of SPBE-2020"),
        ([*good, last | {"Kode indikator": "Layanan"}], "'Layanan' is no indicator of SPBE-2020"),
        (_entries(year=2026), "'I21' is no indicator of PEMDI-2026"),
        (_entries(year=2017), "the indicators of 2017 are not known here"),
        (_entries(year="dua"), "evaluation_year 'dua' is not a year"),
        (_entries(year=None), "nothing says of which year the levels are"),
        (_entries(agency=None), "nothing says whose levels these are"),
        (_entries(Catatan="x"), "unknown: 'Catatan'"),
    ):
        assert problem in str(_read.refusal(as_xlsx(A=as_table(*entries)))), problem
    # Where a title leaves it open it is not guessed.
    for title in (
        "Hasil Evaluasi SPBE Kota Magelang Tahun 2024 dan 2025",
        "Hasil Evaluasi SPBE Kota Magelang, Kabupaten Magelang, 2025",
        "Hasil Evaluasi SPBE Tahun 2025",
        "Kalkulator (Nomor 59 Tahun 2020), dibandingkan dengan 2024",
    ):
        error = _read.refusal(as_xlsx(A=[[title], *_listed(_THREES)]))
        assert "nothing says whose levels these are" in str(error), title
        assert "write above the table" in error.remedy


def test_of_all_readers_only_this_one_knows_such_a_file_and_results_are_left_to_theirs():
    sources = read_sources()
    for heading in ("Tingkat", "Nilai"):
        entries = [{heading if name == "Tingkat" else name: cell for name, cell in e.items()} for e in _entries()]
        for data in (as_csv(*entries).encode(), as_xlsx(A=as_table(*entries))):
            assert recognise(identify("x", data), sources)[0].source == "spbe_typed_levels"
    facts = [["Daerah", "Kota Magelang", "Tahun", 2025]]
    for sheets in ({"Tingkat": [*facts, *_listed(_THREES)]}, {**_RELEASE, "Kalkulator": _calculator(_THREES, *facts)}):
        assert recognise(identify("x", as_xlsx(**sheets)), sources)[0].source == "spbe_typed_levels"
    results = as_csv({"Daerah": "Kota Magelang", "Tahun": 2025, "Tingkat": "Baik", "Indeks": "3,1"})
    assert isinstance(_read(results), NotThis)
    assert recognise(identify("x", results.encode()), sources)[0].source == "spbe_spreadsheet"


def test_a_level_is_a_statement_of_the_region_that_the_name_names(background):
    for agency, accepted in (("Pemkot Magelang", 47), ("Magelang", 0)):
        (part,) = _read(as_csv(*_entries(agency=agency)))
        statements = Statements({"x": Document("x", "x.csv", "D")}, background.instruments, {})
        place = {"document_id": "x", "locator": "line 1", "edition": 2025}
        rows = [{**place, "line_no": number, **row} for number, row in enumerate(part.rows, start=1)]
        read_statements(rows, background.names, statements)
        assert (len(statements.accepted), len(statements.refused)) == (accepted, 47 - accepted)
        assert {row["subject_code"] for row in statements.accepted} <= {"33.71"}


def test_an_indicator_that_is_not_scored_yet_is_a_statement_without_a_value(background):
    (part,) = _read(as_csv(*_entries(["3.25", *["belum dinilai"] * 19], year=2026, codes=_CODES[:20])))
    statements = Statements({"x": Document("x", "x.csv", "D")}, background.instruments, {})
    place = {"document_id": "x", "locator": "line 1", "edition": 2026}
    rows = [{**place, "line_no": number, **row} for number, row in enumerate(part.rows, start=1)]
    read_statements(rows, background.names, statements)
    assert [(row["value"], row["status"]) for row in statements.accepted] == [
        (Decimal("3.25"), "published"), *[(None, "not_yet_scored")] * 19,
    ]  # fmt: skip
    assert statements.refused == []
