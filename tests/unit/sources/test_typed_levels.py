"""An agency's levels: typed in any kind of file they read to the same rows, whole, or are refused with the remedy."""

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


def _entries(levels=_THREES, agency="Kota Magelang", year=2025, **more):
    return [
        {"Daerah": agency, "Tahun": year, **more, "Kode indikator": code, "Tingkat": level}
        for code, level in zip(_CODES, levels, strict=True)
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
        (_entries(year=2026), "the indicators of 2026 are not known here"),
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
