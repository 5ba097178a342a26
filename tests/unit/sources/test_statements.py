"""Rows of the SPBE sources become statements or are refused with a reason; none is dropped."""

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.declaration.declared import BUNDLED, read_sources
from sources.declaration.errors import SourceError
from sources.names.central_names import central_agency_code, is_central_name
from sources.names.name_aliases import ALIASES_FILE, publisher_aliases
from sources.spbe_agency_report import statements as agency_report
from sources.spbe_annual_report import statements as annual_report
from sources.spbe_decree import statements as decree
from sources.spbe_press import statements as press
from sources.spbe_printed_means import statements as printed_means
from sources.spbe_spreadsheet import statements as spreadsheet
from sources.spbe_tauval import statements as tauval
from sources.statements.readers import STATEMENT_READERS
from sources.statements.statements import PREDIKAT

_JATENG = "Hasil Evaluasi SPBE Pemerintah Daerah di Jawa Tengah"
_CENTRAL = "Hasil Evaluasi SPBE Kementerian"
_MEASURES = ("INDEX", "PREDIKAT", "D1", "D2", "D3", "D4")


def _row(agency="Pemerintah Kota Magelang", title=_JATENG, line=2, **cells):
    return {
        "edition": 2023, "document_id": "report", "line_no": line, "locator": f"p. 54, table 8, row {line}",
        "table_no": "8", "table_title": title, "pdf_page": "54", "row_no": str(line), "agency": agency,
        "d1": "3,10", "d2": "3,20", "d3": "3,30", "d4": "3,40", "index": "3,31", "predikat": "Baik", **cells,
    }  # fmt: skip


@pytest.fixture(scope="session")
def read(names, new_statements):
    """What a source makes of its rows, each time in a new collection."""

    def run(source, *rows):
        collection = new_statements()
        source.read_statements(rows, names, collection)
        return collection

    return run


def _subjects(collection):
    return {(record["subject_type"], record["subject_code"]) for record in collection.accepted}


def _the_refusal(collection):
    """The one refusal of a collection that accepts nothing."""
    assert collection.accepted == []
    (refusal,) = collection.refused
    assert refusal["remedy"].strip()
    return refusal


def test_a_row_becomes_six_statements_with_their_place_and_their_document(read):
    collection = read(annual_report, _row())
    assert [record["measure"] for record in collection.accepted] == list(_MEASURES)
    assert _subjects(collection) == {("region", "33.71")}
    assert collection.accepted[0] == {
        "observation_id": "report#2.INDEX",
        "evaluation_year": 2023,
        "instrument": "SPBE-2020",
        "subject_type": "region",
        "subject_code": "33.71",
        "printed_name": "Pemerintah Kota Magelang",
        "measure": "INDEX",
        "printed_value": "3,31",
        "value": Decimal("3.31"),
        "status": "published",
        "value_lo": None,
        "value_hi": None,
        **dict.fromkeys(("status_reason_id", "status_reason_en", "flag_reason_id", "flag_reason_en")),
        **dict.fromkeys(("deviation_reason_id", "deviation_reason_en")),
        "evidence_grade": "A",
        "document_id": "report",
        "line_no": 2,
        "locator": "p. 54, table 8, row 2",
        "page": "54",
        "table_no": "8",
        "table_title": _JATENG,
        "row_no": "2",
    }
    grade = collection.accepted[1]
    assert (grade["printed_value"], grade["value"], grade["status"]) == ("Baik", None, "published")
    assert collection.refused == []


def test_a_row_that_names_no_region_is_refused_whole_with_the_reason(read):
    for agency, title, problem in (
        ("Pemerintah Magelang", _JATENG, "does not say whether kabupaten, kota or provinsi"),
        ("Pemerintah Magelang", _JATENG, "Kabupaten Magelang (33.08)"),
        ("Pemerintah Kota Magelung", _JATENG, "no kota of that name is in the register"),
        ("Pemerintah Kota Salatigo", _JATENG, "Kota Salatiga (33.73)"),
        ("", _JATENG, "does not say whether"),
        ("Pemerintah Kota Bandung", _JATENG, "stands in the table of Jawa Tengah"),
        ("Pemerintah Kota Magelang", "Hasil Evaluasi SPBE Pemerintah Daerah di Jawa Selatan", "names no province"),
        ("Pemerintah Kota Magelang", "Hasil Evaluasi SPBE Pemerintah Daerah", "does not say whether"),
        ("Pemerintah Kota Magelang", "", "does not say whether"),
        ("Pemerintah Kota Magelang", _CENTRAL, "is a region or a central body"),
        ("Pemkab Magelang", _CENTRAL, "is a region or a central body"),
        ("PEMPROV JAWA TENGAH", _CENTRAL, "is a region or a central body"),
        ("Pemerintah\u00a0Kota Magelang", _CENTRAL, "is a region or a central body"),
        ("Kementerian Keuangan", _JATENG, "'Kementerian Keuangan' names no region"),
    ):
        refusal = _the_refusal(read(annual_report, _row(agency, title)))
        assert problem in refusal["problem"]
        assert (refusal["measure"], refusal["printed_name"], refusal["observation_id"]) == (
            "ROW",
            agency,
            "report#2.ROW",
        )
        assert (refusal["file_name"], refusal["locator"]) == (
            "reports/snapshots/report_2023.csv",
            "p. 54, table 8, row 2",
        )


def test_a_body_is_what_its_table_is_of(read):
    regional = "Hasil Evaluasi SPBE Pemerintah Daerah"
    for title, agency, subject in [
        ("Hasil Evaluasi SPBE Kementerian", "Kementerian Keuangan", ("central_agency", "kementerian-keuangan")),
        (
            "Hasil Evaluasi SPBE Lembaga Non Struktural",
            "Ombudsman  Republik Indonesia",
            ("central_agency", "ombudsman-republik-indonesia"),
        ),
        ("Hasil Evaluasi SPBE Kepolisian", "Polri", ("central_agency", "polri")),
        (_JATENG, "Pemerintah Provinsi Jawa Tengah", ("region", "33")),
        (f"{regional} Jawa Tengah", "Pemerintah Kab. Magelang", ("region", "33.08")),
        (f"{regional} di Provinsi Jawa Tengah", "Pemerintah Kab. Magelang", ("region", "33.08")),
        (f"{regional} di Aceh", "Pemerintah Aceh", ("region", "11")),
        (f"{regional} di Papua Selatan", "Pemerintah Kab. Merauke", ("region", "93.01")),
    ]:
        assert _subjects(read(annual_report, _row(agency, title))) == {subject}


def test_a_region_that_moved_stands_in_the_table_of_its_province_of_that_year(read):
    old = _row("Pemerintah Kab. Merauke", "Hasil Evaluasi SPBE Pemerintah Daerah di Papua", edition=2021)
    late = _row("Pemerintah Kab. Merauke", "Hasil Evaluasi SPBE Pemerintah Daerah di Papua", line=3, edition=2023)
    collection = read(annual_report, old, late)
    assert {(r["evaluation_year"], r["subject_code"]) for r in collection.accepted} == {(2021, "91.01")}
    assert "Kabupaten Merauke (93.01)" in collection.refused[0]["problem"]
    assert collection.refused[0]["problem"].endswith("stands in the table of Papua")


def test_a_region_stated_twice_by_one_document_is_refused_the_second_time(read):
    for second in ("Pemerintah Kota Magelang", "Pemkot Magelang", "PEMERINTAH  KOTA MAGELANG"):
        collection = read(annual_report, _row(), _row(second, line=9, index="4,00"))
        assert [record["line_no"] for record in collection.accepted] == [2] * 6
        (refusal,) = collection.refused
        assert (refusal["measure"], refusal["line_no"]) == ("ROW", 9)
        assert refusal["problem"] == f"the document has {second} twice, before at p. 54, table 8, row 2"
    two_documents = read(annual_report, _row(), _row(document_id="other"))
    assert (len(two_documents.accepted), two_documents.refused) == (12, [])


def test_text_in_the_place_of_a_figure_is_refused_and_the_rest_of_the_row_accepted(read):
    for printed in ("tiga", "3,5O", "-", "3,5,2", "n/a"):
        collection = read(annual_report, _row(d3=printed))
        assert [record["measure"] for record in collection.accepted] == [m for m in _MEASURES if m != "D3"]
        (refusal,) = collection.refused
        assert (refusal["measure"], refusal["printed_value"]) == ("D3", printed)
        assert refusal["problem"] == f"D3 of Pemerintah Kota Magelang: {printed!r} is not a figure"


def test_a_grade_is_one_of_five_words(read):
    for printed in ("", "baik", "BAIK", "Baik ", "Sangat  Baik", "Istimewa", "3,52"):
        collection = read(annual_report, _row(predikat=printed))
        assert "PREDIKAT" not in [record["measure"] for record in collection.accepted]
        (refusal,) = collection.refused
        assert refusal["problem"].startswith(f"{printed!r} is none of the grades Memuaskan")
    for printed in PREDIKAT:
        collection = read(annual_report, _row(predikat=printed))
        assert collection.refused == []
        assert printed in [record["printed_value"] for record in collection.accepted]


def test_a_lost_cell_is_a_statement_with_a_status_and_a_reason_and_no_value(read):
    for printed, reason in ((",60", "digits before the comma are lost"), ("", "the cell is empty")):
        collection = read(annual_report, _row(d2=printed))
        assert collection.refused == []
        (lost,) = (record for record in collection.accepted if record["measure"] == "D2")
        assert (lost["value"], lost["status"], lost["printed_value"]) == (None, "lost_in_transcription", printed)
        assert reason in lost["status_reason_en"]
        assert [record["status"] for record in collection.accepted].count("published") == 5


def test_a_known_deviation_is_stated_beside_its_figure_and_nowhere_else(read):
    title = "Hasil Evaluasi SPBE Pemerintah Daerah di Sumatera Selatan"
    collection = read(annual_report, _row("Pemerintah Kab. Banyuasin", title, d4="0,30"))
    assert [(r["measure"], r["deviation_reason_en"]) for r in collection.accepted if r["deviation_reason_en"]] == [
        ("D4", "agrees with the index")
    ]
    assert next(record["value"] for record in collection.accepted if record["measure"] == "D4") == Decimal("0.30")


@given(
    st.lists(
        st.tuples(st.sampled_from(["3,52", ",60", "", "tiga", "4.50"]), st.sampled_from(["Baik", "", "baik"])),
        min_size=1,
        max_size=5,
    )
)
def test_every_cell_is_accepted_or_refused_and_never_dropped(read, cells):
    agencies = ["Kota Magelang", "Kab. Magelang", "Kota Tegal", "Kab. Tegal", "Kota Salatiga"]
    rows = [
        _row(f"Pemerintah {agency}", line=number, index=index, d4=index, predikat=grade)
        for number, (agency, (index, grade)) in enumerate(zip(agencies, cells, strict=False), start=2)
    ]
    collection = read(annual_report, *rows)
    found = [record["observation_id"] for record in (*collection.accepted, *collection.refused)]
    assert sorted(found) == sorted(f"report#{row['line_no']}.{measure}" for row in rows for measure in _MEASURES)
    for record in collection.accepted:
        if record["status"] == "published":
            assert record["measure"] == "PREDIKAT" or record["value"] is not None
        else:
            assert record["status_reason_en"]


def _write_aliases(sources_dir, line, publisher="spbe_annual_report"):
    (sources_dir / publisher).mkdir(exist_ok=True)
    text = f"kind,printed_name,region_code,reason\n{line}\n"
    (sources_dir / publisher / ALIASES_FILE).write_text(text, encoding="utf-8")


def test_the_spellings_of_every_publisher_are_taken_with_kind_and_code(tmp_path):
    (tmp_path / "spbe_press").mkdir()  # a publisher without spellings of its own needs no file
    _write_aliases(tmp_path, "kota,Kota Magelamg,33.71,misprint", "spbe_decree")
    _write_aliases(tmp_path, "provinsi,N.T.B.,52,abbreviated")
    (alias, printed), (_, other) = publisher_aliases(tmp_path)
    assert (alias.kind, alias.alias_key, alias.current_code, printed) == ("provinsi", "NTB", "52", "N.T.B.")
    assert other == "Kota Magelamg"


def test_a_spelling_without_a_kind_or_a_reason_is_refused_by_its_line(tmp_path):
    for line in ("negara,NTB,52,abbreviated", "provinsi,NTB,52,", "provinsi,NTB,52, ", ",NTB,52,abbreviated"):
        _write_aliases(tmp_path, line)
        with pytest.raises(SourceError, match="no kind of provinsi, kabupaten, kota, or gives no reason") as refusal:
            publisher_aliases(tmp_path)
        assert refusal.value.line == 2


def test_every_spelling_of_a_publisher_is_of_a_region_of_today_and_of_its_kind(listed):
    kinds = {row["code"]: row["kind"] for row in listed}
    aliases = [alias for alias, _ in publisher_aliases(BUNDLED)]
    assert aliases
    assert [alias for alias in aliases if kinds.get(alias.current_code) != alias.kind] == []


def test_a_central_body_is_identified_by_the_words_of_its_name_and_has_no_regions_name():
    codes = {"Kementerian Politik, Hukum & HAM": "kementerian-politik-hukum-ham", "  BPS ": "bps", "A.B.C.": "a-b-c"}
    assert {printed: central_agency_code(printed) for printed in codes} == codes
    central = ["Kementerian Keuangan", "  BPS ", "Pemerintahan Dalam Negeri"]
    regional = """Kota Magelang|Pemerintah Kab. Magelang|Pemerintah Aceh|PEMERINTAH  D.I. Yogyakarta|PEMPROV Jawa Tengah
        || |- / -"""
    assert [name for name in (*central, *regional.split("|")) if is_central_name(name)] == central


def _figure(agency="Pemerintah Kota Denpasar", measure="INDEX", printed="2,64", **cells):
    return {
        "edition": 2018, "document_id": "other", "line_no": 2, "locator": "row 1", "evaluation_year": "2018",
        "agency": agency, "pdf_page": "", "row_no": "1", "measure": measure, "printed_value": printed, **cells,
    }  # fmt: skip


def test_a_figure_of_one_body_is_a_statement_of_its_region_and_year(read):
    collection = read(agency_report, _figure(), _figure(measure="I01", printed="1", line_no=3))
    found = [(r["subject_code"], r["measure"], r["value"], r["instrument"], r["page"]) for r in collection.accepted]
    assert found == [
        ("51.71", "INDEX", Decimal("2.64"), "SPBE-2018", None),
        ("51.71", "I01", Decimal(1), "SPBE-2018", None),
    ]
    assert {record["evidence_grade"] for record in collection.accepted} == {"B"}


def test_a_report_to_no_region_or_a_measure_stated_twice_is_refused(read):
    for agency in ("Pemerintah Magelang", "Kota Denpasir", "Kementerian Keuangan", ""):
        assert f"{agency!r} names no region" in _the_refusal(read(agency_report, _figure(agency)))["problem"]
    twice = read(agency_report, _figure(), _figure(line_no=9, printed="2,65"))
    assert [record["printed_value"] for record in twice.accepted] == ["2,64"]
    assert [record["printed_value"] for record in twice.refused] == ["2,65"]


def _mean(year="2023", group="Nasional", measure="INDEX", printed="2,79", line=2):
    return {
        "edition": 2024, "document_id": "report", "line_no": line, "locator": f"row {line}", "table_no": "4",
        "pdf_page": "", "row_no": "1", "evaluation_year": year, "agency_group": group, "measure": measure,
        "printed_value": printed,
    }  # fmt: skip


def test_a_printed_mean_is_of_the_year_that_it_states_not_of_its_edition(read):
    collection = read(printed_means, _mean("2018", printed="1,98"), _mean("2023", line=3))
    found = [(r["evaluation_year"], r["instrument"], r["subject_type"], r["subject_code"]) for r in collection.accepted]
    assert found == [
        (2018, "SPBE-2018", "agency_group", "Nasional"),
        (2023, "SPBE-2020", "agency_group", "Nasional"),
    ]


def test_a_mean_of_no_year_or_of_one_without_an_instrument_is_refused(read):
    for year in ("", "23", "20233", "tahun", "2023 ", "-2023", "2.02", "\u00b2\u2070\u00b2\u2074"):
        refusal = _the_refusal(read(printed_means, _mean(year)))
        assert (refusal["problem"], refusal["evaluation_year"]) == (f"{year!r} is not a year", 2024)
    for year in ("2031", "1998", "2017"):
        assert year in _the_refusal(read(printed_means, _mean(year)))["problem"]


def _decree(agency="Pemerintah Kota Magelang", line=2, **cells):
    return {
        "edition": 2023, "document_id": "report", "line_no": line, "locator": f"p. 5, row {line}", "table_title": "",
        "pdf_page": "5", "row_no": str(line), "agency": agency, "index": "3,31", "predikat": "Baik", **cells,
    }  # fmt: skip


def test_a_row_of_a_decree_is_a_region_or_a_central_body_with_index_and_grade(read):
    for agency, subject in [
        ("Pemerintah Kota Magelang", ("region", "33.71")),
        ("Kab. Magelang", ("region", "33.08")),
        ("Pemerintah Aceh", ("region", "11")),
        ("Kementerian Keuangan", ("central_agency", "kementerian-keuangan")),
        ("Arsip Nasional RI", ("central_agency", "arsip-nasional-ri")),
    ]:
        collection = read(decree, _decree(agency))
        assert [(r["measure"], r["printed_value"]) for r in collection.accepted] == [
            ("INDEX", "3,31"),
            ("PREDIKAT", "Baik"),
        ]
        assert _subjects(collection) == {subject}
        assert collection.refused == []


def test_a_name_in_a_decree_that_is_none_in_the_register_or_lost_its_kind_is_no_central_body(read):
    misspelt = ("Pemerintah Kota Magelung", "Provinsi Jawa Selatan", "Pemerintah Magelang")
    for agency in (*misspelt, "", " - ", "Magelang", "Jawa Tengah", "KOTAWARINGIN TIMUR", "Aceh"):
        refusal = _the_refusal(read(decree, _decree(agency)))
        assert (refusal["measure"], refusal["printed_name"]) == ("ROW", agency)


def test_a_body_that_a_decree_has_twice_is_refused_the_second_time(read):
    rows = [_decree(), _decree("Pemkot Magelang", 9), _decree("Polri", 10), _decree("POLRI", 11)]
    collection = read(decree, *rows)
    assert [refusal["line_no"] for refusal in collection.refused] == [9, 11]
    assert len(collection.accepted) == 4


def _tauval(agency="Pemerintah Kota Magelang", line=2, **cells):
    return {
        "edition": 2023, "document_id": "other", "line_no": line, "locator": f"row {line}", "row_no": str(line),
        "evaluation_year": "2023", "agency": agency, "agency_code": "k1", "category": "Pemerintah Daerah",
        "region_label": "", "d1": "3.1", "d2": "", "d3": "3.3", "d4": "3.4", "index": "3.3142857143", **cells,
    }  # fmt: skip


def test_an_unrounded_figure_keeps_every_decimal(read):
    collection = read(tauval, _tauval())
    index = collection.accepted[0]
    assert (index["measure"], index["value"]) == ("INDEX", Decimal("3.3142857143"))
    assert [record["measure"] for record in collection.accepted] == ["INDEX", "D1", "D3", "D4"]


def test_the_label_and_category_of_the_interface_help_where_the_name_leaves_open_who_it_is(read):
    for agency, cells, subject in [
        ("Magelang", {"region_label": "Kota Magelang"}, ("region", "33.71")),
        ("Magelang", {"region_label": "Kabupaten Magelang"}, ("region", "33.08")),
        ("Kota Magelang", {"region_label": "Kabupaten Magelang"}, ("region", "33.71")),
        ("Kementerian Keuangan", {"category": "Kementerian"}, ("central_agency", "kementerian-keuangan")),
    ]:
        assert _subjects(read(tauval, _tauval(agency, **cells))) == {subject}
    for agency, cells in [
        ("Magelang", {}),
        ("Magelang", {"region_label": "Kota Tegal"}),
        ("Magelang", {"region_label": "Magelang"}),
        ("Dinas Kominfo", {"category": "PEMDA Kabupaten"}),
        ("Dinas Kominfo", {"category": "kota"}),
        ("Kota Magelung", {"category": "Kementerian"}),
        ("", {"category": "Kementerian"}),
        ("Kementerian Keuangan", {"category": "Kementerian", "evaluation_year": "2023/2024"}),
    ]:
        _the_refusal(read(tauval, _tauval(agency, **cells)))


def _typed(agency="Kota Magelang", line=2, **cells):
    return {
        "edition": 2024, "document_id": "other", "line_no": line, "locator": f"sheet indeks, row {line}",
        "sheet": "indeks", "row_no": str(line), "evaluation_year": "2024", "agency": agency, "region_code": "",
        "province": "", "d1": "", "d2": "", "d3": "", "d4": "", "index": "3,69", "predikat": "", **cells,
    }  # fmt: skip


def _stated(collection):
    return [(r["evaluation_year"], r["subject_code"], r["measure"], r["printed_value"]) for r in collection.accepted]


def test_every_filled_cell_of_a_typed_table_is_a_statement_and_a_blank_one_is_none(read):
    collection = read(spreadsheet, _typed(d1="3,10", d4=" ", predikat="Sangat Baik"), _typed(evaluation_year="2023"))
    assert _stated(collection) == [
        (2024, "33.71", "INDEX", "3,69"),
        (2024, "33.71", "PREDIKAT", "Sangat Baik"),
        (2024, "33.71", "D1", "3,10"),
        (2023, "33.71", "INDEX", "3,69"),
    ]
    assert collection.refused == []


def test_a_typed_row_without_year_region_or_figure_is_refused_whole(read):
    years = ("", "24", "2024.0", "tahun 2024", "1999", "2024 ", "\u0662\u0660\u0662\u0664")
    for cells, problem in [
        *(({"evaluation_year": year}, f"{year!r} is not a year") for year in years),
        ({"agency": "Magelang"}, "does not say whether kabupaten, kota or provinsi"),
        ({"region_code": "33.08"}, "the code 33.08 is not"),
        ({"province": "Jawa Timur"}, "does not lie in Jawa Timur"),
        ({"agency": "Jumlah"}, "'Jumlah' names no region"),
        ({"agency": "Kementerian Keuangan"}, "names no region"),
        ({"index": "", "d1": " "}, "the row has no figure"),
        ({"agency": "Magelang", "region_code": "33.73"}, "the code 33.73 is of no region of that name"),
    ]:
        refusal = _the_refusal(read(spreadsheet, _typed(**cells)))
        assert problem in refusal["problem"]
        assert (refusal["measure"], refusal["locator"]) == ("ROW", "sheet indeks, row 2")


def test_a_second_row_of_a_region_and_year_adds_nothing_to_the_first(read):
    collection = read(spreadsheet, _typed(), _typed("Pemkot Magelang", 3, index="", d1="1,00"))
    assert _stated(collection) == [(2024, "33.71", "INDEX", "3,69")]
    assert "twice, before at sheet indeks, row 2" in collection.refused[0]["problem"]


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "agency": st.sampled_from(["Kota Magelang", "Kab. Magelang", "Magelang", "Jumlah", "", "Kota Tegal"]),
                "region_code": st.sampled_from(["", "3371", "33.08", "99"]),
                "evaluation_year": st.sampled_from(["2024", "2023", "", "2031"]),
                **dict.fromkeys(
                    ("d1", "d2", "d3", "d4", "index", "predikat"), st.sampled_from(["", "3,5", ",5", "x", "Baik"])
                ),
            }
        ),
        max_size=6,
    )
)
def test_no_typed_row_is_dropped_and_no_cell_is_stated_twice(read, rows):
    collection = read(spreadsheet, *(_typed(line=number, **cells) for number, cells in enumerate(rows)))
    assert {record["line_no"] for record in (*collection.accepted, *collection.refused)} == set(range(len(rows)))
    cells = [(r["evaluation_year"], r["subject_code"], r["measure"]) for r in collection.accepted]
    assert len(cells) == len(set(cells))
    for record in collection.accepted:
        assert rows[record["line_no"]][record["measure"].lower()] == record["printed_value"]


def _page(agency="Kota Magelang", line=2, url="https://one.example.id/a", **cells):
    return {
        "edition": 2023, "document_id": "other", "line_no": line, "locator": f"row {line}", "row_no": str(line),
        "evaluation_year": "2023", "agency": agency, "level": "", "province": "", "index": "3,3", "predikat": "",
        "url": url, "stated_on": "", "stated_by": "one.example.id", "note": "", **cells,
    }  # fmt: skip


def test_two_pages_may_state_one_cell_and_one_page_states_it_once(read):
    two = read(press, _page(), _page(line=3, url="https://two.example.id/b", index="3,36"))
    assert [(r["subject_code"], r["printed_value"]) for r in two.accepted] == [("33.71", "3,3"), ("33.71", "3,36")]
    assert len({r["observation_id"] for r in two.accepted}) == 2
    assert two.refused == []
    one = read(press, _page(), _page(line=3, index="3,36"))
    assert [r["printed_value"] for r in one.accepted] == ["3,3"]
    assert "states INDEX of Kota Magelang twice, before at row 2" in one.refused[0]["problem"]


def test_a_page_speaks_of_whom_its_level_says_or_is_refused(read):
    central = ("central_agency", "kementerian-keuangan")
    for cells, subject in [
        ({"agency": "Indonesia", "level": "nasional"}, ("agency_group", "Nasional")),
        ({"agency": "Kementerian Keuangan", "level": "kementerian_lembaga"}, central),
        ({"agency": "Kota Magelang", "level": "kota", "province": "Jawa Tengah"}, ("region", "33.71")),
    ]:
        assert _subjects(read(press, _page(**cells))) == {subject}
    for cells in [
        {"agency": "(rata-rata 27 kabupaten/kota Jawa Barat)", "level": "kelompok"},
        {"agency": "Magelang"},
        {"agency": "Kota Magelang", "province": "Jawa Timur"},
        {"agency": "Kota Magelang", "level": "kementerian_lembaga", "province": "Bali"},
        {"agency": "Kementerian Keuangan"},
    ]:
        _the_refusal(read(press, _page(**cells)))


def test_of_all_bundled_rows_only_means_of_the_press_over_several_bodies_are_refused(bundled):
    tables = {name for source in read_sources() for name in source.raw_tables if name.startswith("spbe_")}
    assert set(STATEMENT_READERS) == tables - {"spbe_known_deviations"}
    assert max(Counter(record["observation_id"] for record in bundled.accepted).values()) == 1
    assert [r["printed_name"] for r in bundled.refused] == [
        "(rata-rata 27 kabupaten/kota Jawa Barat)",
        "(rata-rata 27 kabupaten/kota Jawa Barat)",
        "(rata-rata kabupaten nasional)",
    ]
