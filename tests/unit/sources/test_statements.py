"""Rows of the SPBE sources become statements or are refused with a reason; none is dropped."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.declaration.declared import BUNDLED, Bilingual
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
from sources.statements.printed_numbers import PrintedFigure, read_figure
from sources.statements.statements import PREDIKAT

_REGIONAL = "Hasil Evaluasi SPBE Pemerintah Daerah"
_JATENG = f"{_REGIONAL} di Jawa Tengah"
_CENTRAL = "Hasil Evaluasi SPBE Kementerian"
_MEASURES = ("INDEX", "PREDIKAT", "D1", "D2", "D3", "D4")


def _maker(usual_agency="Kota Magelang", **usual):
    """Makes rows of one raw table: the usual row with another body, line or cells."""

    def make(agency=usual_agency, line=2, **cells):
        place = {"document_id": "report", "line_no": line, "locator": f"row {line}", "row_no": str(line)}
        of = {"edition": 2023, "evaluation_year": "2023", "agency": agency, "pdf_page": ""}
        return {**place, **of, **usual, **cells}

    return make


_row = _maker(
    "Pemerintah Kota Magelang", table_no="8", table_title=_JATENG, pdf_page="54", d1="3,10", d2="3,20", d3="3,30",
    d4="3,40", index="3,31", predikat="Baik",
)  # fmt: skip
_decree = _maker(table_title="", index="3,31", predikat="Baik")
_figure = _maker(
    "Pemerintah Kota Denpasar", document_id="other", edition=2018, evaluation_year="2018", measure="INDEX",
    printed_value="2,64",
)  # fmt: skip
_mean = _maker(None, edition=2024, table_no="4", agency_group="Nasional", measure="INDEX", printed_value="2,79")
_tauval = _maker(
    agency_code="k1", category="Pemerintah Daerah", region_label="", d1="3.1", d2="", d3="3.3", d4="3.4",
    index="3.3142857143",
)  # fmt: skip
_typed = _maker(
    evaluation_year="2024", sheet="indeks", region_code="", province="", d1="", d2="", d3="", d4="", index="3,69",
    predikat="",
)  # fmt: skip
_page = _maker(
    level="", province="", index="3,3", predikat="", url="https://one.example.id/a", stated_on="",
    stated_by="one.example.id", note="",
)  # fmt: skip


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


def test_a_row_becomes_six_statements_with_their_place_and_their_document(read):
    collection = read(annual_report, _row())
    assert [record["measure"] for record in collection.accepted] == list(_MEASURES)
    assert _subjects(collection) == {("region", "33.71")}
    assert collection.accepted[0] == {
        "observation_id": "report#2.INDEX", "evaluation_year": 2023, "instrument": "SPBE-2020",
        "subject_type": "region", "subject_code": "33.71", "printed_name": "Pemerintah Kota Magelang",
        "measure": "INDEX", "printed_value": "3,31", "value": Decimal("3.31"), "status": "published",
        "value_lo": None, "value_hi": None,
        **dict.fromkeys(("status_reason_id", "status_reason_en", "flag_reason_id", "flag_reason_en")),
        **dict.fromkeys(("deviation_reason_id", "deviation_reason_en")),
        "evidence_grade": "A", "document_id": "report", "line_no": 2, "locator": "row 2", "page": "54",
        "table_no": "8", "table_title": _JATENG, "row_no": "2",
    }  # fmt: skip
    grade = collection.accepted[1]
    assert (grade["printed_value"], grade["value"], grade["status"]) == ("Baik", None, "published")
    assert collection.refused == []
    assert [record["measure"] for record in read(decree, _decree()).accepted] == ["INDEX", "PREDIKAT"]


def test_a_lost_cell_has_a_status_and_a_reason_and_a_known_deviation_stands_beside_its_figure(read):
    for printed, reason in ((",60", "digits before the comma are lost"), ("", "the cell is empty")):
        collection = read(annual_report, _row(d2=printed))
        assert collection.refused == []
        (lost,) = (record for record in collection.accepted if record["measure"] == "D2")
        assert (lost["value"], lost["status"], lost["printed_value"]) == (None, "lost_in_transcription", printed)
        assert reason in lost["status_reason_en"]
        assert [record["status"] for record in collection.accepted].count("published") == 5
    title = f"{_REGIONAL} di Sumatera Selatan"
    accepted = read(annual_report, _row("Pemerintah Kab. Banyuasin", table_title=title, d4="0,30")).accepted
    found = [(r["measure"], r["value"], r["deviation_reason_en"]) for r in accepted if r["deviation_reason_en"]]
    assert found == [("D4", Decimal("0.30"), "agrees with the index")]


_CELLS = st.tuples(st.sampled_from(["3,52", ",60", "", "tiga", "4.50"]), st.sampled_from(["Baik", "", "baik"]))


@given(st.lists(_CELLS, min_size=1, max_size=5))
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


def test_the_spellings_of_every_publisher_are_taken_with_kind_and_code_or_refused_by_their_line(tmp_path, listed):
    (tmp_path / "spbe_press").mkdir()  # a publisher without spellings of its own needs no file
    _write_aliases(tmp_path, "kota,Kota Magelamg,33.71,misprint", "spbe_decree")
    _write_aliases(tmp_path, "provinsi,N.T.B.,52,abbreviated")
    (alias, printed), (_, other) = publisher_aliases(tmp_path)
    assert (alias.kind, alias.alias_key, alias.current_code, printed) == ("provinsi", "NTB", "52", "N.T.B.")
    assert other == "Kota Magelamg"
    for line in ("negara,NTB,52,abbreviated", "provinsi,NTB,52,", "provinsi,NTB,52, ", ",NTB,52,abbreviated"):
        _write_aliases(tmp_path, line)
        with pytest.raises(SourceError, match="no kind of provinsi, kabupaten, kota, or gives no reason") as refusal:
            publisher_aliases(tmp_path)
        assert refusal.value.line == 2
    # The bundled ones are of a region of today and of its kind.
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


#: A source, its rows, and the year, instrument, subject, measure and print of what they state.
_STATED = [
    (agency_report, [_figure(), _figure(measure="I01", printed_value="1", line=3)],
     [(2018, "SPBE-2018", "51.71", "INDEX", "2,64"), (2018, "SPBE-2018", "51.71", "I01", "1")]),
    (agency_report, [_figure("Kementerian Keuangan")],
     [(2018, "SPBE-2018", "kementerian-keuangan", "INDEX", "2,64")]),
    # A printed mean is of the year that it states, not of its edition.
    (printed_means, [_mean(evaluation_year="2018", printed_value="1,98"), _mean(line=3)],
     [(2018, "SPBE-2018", "Nasional", "INDEX", "1,98"), (2023, "SPBE-2020", "Nasional", "INDEX", "2,79")]),
    # Every filled cell is a statement, and a blank one is none.
    (tauval, [_tauval(d4=" ")],
     [(2023, "SPBE-2020", "33.71", *cell) for cell in (("INDEX", "3.3142857143"), ("D1", "3.1"), ("D3", "3.3"))]),
    (spreadsheet, [_typed(d1="3,10", d4=" ", predikat="Sangat Baik"), _typed(evaluation_year="2023")],
     [(2024, "SPBE-2020", "33.71", "INDEX", "3,69"), (2024, "SPBE-2020", "33.71", "PREDIKAT", "Sangat Baik"),
      (2024, "SPBE-2020", "33.71", "D1", "3,10"), (2023, "SPBE-2020", "33.71", "INDEX", "3,69")]),
]  # fmt: skip


def test_what_is_filled_in_is_stated_of_its_year_and_keeps_every_decimal(read):
    columns = ("evaluation_year", "instrument", "subject_code", "measure", "printed_value")
    for source, rows, stated in _STATED:
        collection = read(source, *rows)
        assert [tuple(record[name] for name in columns) for record in collection.accepted] == stated
        grade = "B" if source is agency_report else "A"
        assert {record["evidence_grade"] for record in collection.accepted} == {grade}
        figures = [record for record in collection.accepted if record["measure"] != "PREDIKAT"]
        assert [record["value"] for record in figures] == [
            Decimal(record["printed_value"].replace(",", ".")) for record in figures
        ]
        assert collection.refused == []


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


_FINANCE = ("central_agency", "kementerian-keuangan")
_MAGELANG, _KAB_MAGELANG = ("region", "33.71"), ("region", "33.08")
#: A source, one of its rows, and whom it speaks of.
_NAMED = [
    # A body of an annual report is what its table is of.
    (annual_report, _row("Kementerian Keuangan", table_title=_CENTRAL), _FINANCE),
    (annual_report, _row("Ombudsman  Republik Indonesia", table_title="Hasil Evaluasi SPBE Lembaga Non Struktural"),
     ("central_agency", "ombudsman-republik-indonesia")),
    (annual_report, _row("Polri", table_title="Hasil Evaluasi SPBE Kepolisian"), ("central_agency", "polri")),
    (annual_report, _row("Pemerintah Provinsi Jawa Tengah"), ("region", "33")),
    (annual_report, _row("Pemerintah Kab. Magelang", table_title=f"{_REGIONAL} Jawa Tengah"), _KAB_MAGELANG),
    (annual_report, _row("Pemkab Magelang", table_title=f"{_REGIONAL} di Provinsi Jawa Tengah"), _KAB_MAGELANG),
    (annual_report, _row("Pemerintah Aceh", table_title=f"{_REGIONAL} di Aceh"), ("region", "11")),
    (annual_report, _row("Pemkab Merauke", table_title=f"{_REGIONAL} di Papua Selatan"), ("region", "93.01")),
    (annual_report, _row("Pemkab Merauke", table_title=f"{_REGIONAL} di Papua", edition=2021), ("region", "91.01")),
    (decree, _decree("Pemerintah Kota Magelang"), _MAGELANG),
    (decree, _decree("Kab. Magelang"), _KAB_MAGELANG),
    (decree, _decree("Pemerintah Aceh"), ("region", "11")),
    (decree, _decree("Kementerian Keuangan"), _FINANCE),
    (decree, _decree("Arsip Nasional RI"), ("central_agency", "arsip-nasional-ri")),
    # The label and category of the interface help where the name leaves open who it is.
    (tauval, _tauval("Magelang", region_label="Kota Magelang"), _MAGELANG),
    (tauval, _tauval("Magelang", region_label="Kabupaten Magelang"), _KAB_MAGELANG),
    (tauval, _tauval("Kota Magelang", region_label="Kabupaten Magelang"), _MAGELANG),
    (tauval, _tauval("Kementerian Keuangan", category="Kementerian"), _FINANCE),
    # A page speaks of whom its level says.
    (press, _page("Indonesia", level="nasional"), ("agency_group", "Nasional")),
    (press, _page("Kementerian Keuangan", level="kementerian_lembaga"), _FINANCE),
    (press, _page(level="kota", province="Jawa Tengah"), _MAGELANG),
    # What somebody has typed may leave the kind of a name out, where one region alone bears it.
    *((spreadsheet, _typed(agency), ("region", code)) for agency, code in (
        ("Sumedang", "32.11"), ("Aceh", "11"), ("Pangkep", "73.10"), ("D.I. Yogyakarta", "34"))),
]  # fmt: skip
_OPEN, _EITHER = "does not say whether kabupaten, kota or provinsi", "is a region or a central body"
#: A source, one of its rows that is refused whole, and why.
_REFUSED = [
    (annual_report, _row("Pemerintah Magelang"), _OPEN),
    (annual_report, _row("Pemerintah Magelang"), "Kabupaten Magelang (33.08)"),
    (annual_report, _row("Pemerintah Kota Magelung"), "no kota of that name is in the register"),
    (annual_report, _row("Pemerintah Kota Salatigo"), "Kota Salatiga (33.73)"),
    (annual_report, _row(""), _OPEN),
    (annual_report, _row("Pemerintah Kota Bandung"), "stands in the table of Jawa Tengah"),
    (annual_report, _row("Pemkab Merauke", table_title=f"{_REGIONAL} di Papua"),
     "Kabupaten Merauke (93.01), and stands in the table of Papua"),
    (annual_report, _row(table_title=f"{_REGIONAL} di Jawa Selatan"), "names no province"),
    (annual_report, _row(table_title=_REGIONAL), "does not say whether"),
    (annual_report, _row(table_title=""), "does not say whether"),
    *((annual_report, _row(agency, table_title=_CENTRAL), _EITHER) for agency in (
        "Pemerintah Kota Magelang", "Pemkab Magelang", "PEMPROV JAWA TENGAH", "Pemerintah\u00a0Kota Magelang")),
    (annual_report, _row("Kementerian Keuangan"), "'Kementerian Keuangan' names no region"),
    *((agency_report, _figure(agency), f"{agency!r} names no region") for agency in (
        "Pemerintah Magelang", "Kota Denpasir", "Magelang", "")),
    # What has lost its kind in a decree, or is misspelt, is no central body.
    *((decree, _decree(agency), "") for agency in (
        "Pemerintah Kota Magelung", "Provinsi Jawa Selatan", "Pemerintah Magelang", "", " - ", "Magelang",
        "Jawa Tengah", "KOTAWARINGIN TIMUR", "Sumedang")),
    *((printed_means, _mean(evaluation_year=year), f"{year!r} is not a year") for year in (
        "", "23", "20233", "tahun", "2023 ", "-2023", "2.02", "\u00b2\u2070\u00b2\u2074")),
    *((printed_means, _mean(evaluation_year=year), year) for year in ("2031", "1998", "2017")),
    *((tauval, _tauval(agency, **cells), "") for agency, cells in (
        ("Magelang", {}), ("Magelang", {"region_label": "Kota Tegal"}), ("Magelang", {"region_label": "Magelang"}),
        ("Dinas Kominfo", {"category": "PEMDA Kabupaten"}), ("Dinas Kominfo", {"category": "kota"}),
        ("Kota Magelung", {"category": "Kementerian"}), ("", {"category": "Kementerian"}))),
    (tauval, _tauval("Kementerian Keuangan", category="Kementerian", evaluation_year="2023/2024"), "is not a year"),
    *((spreadsheet, _typed(evaluation_year=year), f"{year!r} is not a year") for year in (
        "", "24", "2024.0", "tahun 2024", "1999", "2024 ", "\u0662\u0660\u0662\u0664")),
    (spreadsheet, _typed("Magelang"), _OPEN),
    (spreadsheet, _typed(region_code="33.08"), "the code 33.08 is not"),
    (spreadsheet, _typed(province="Jawa Timur"), "does not lie in Jawa Timur"),
    (spreadsheet, _typed("Jumlah"), "'Jumlah' names no region"),
    (spreadsheet, _typed("Kementerian Keuangan"), "names no region"),
    (spreadsheet, _typed(index="", d1=" "), "the row has no figure"),
    (spreadsheet, _typed("Magelang", region_code="33.73"), "the code 33.73 is of no region of that name"),
    (press, _page("(rata-rata 27 kabupaten/kota Jawa Barat)", level="kelompok"), ""),
    (press, _page("Magelang"), ""),
    (press, _page(province="Jawa Timur"), ""),
    (press, _page(level="kementerian_lembaga", province="Bali"), ""),
    (press, _page("Kementerian Keuangan"), ""),
]  # fmt: skip


def test_a_row_speaks_of_one_body_or_is_refused_whole_with_its_place_the_reason_and_a_remedy(read):
    for source, row, subject in _NAMED:
        collection = read(source, row)
        assert (_subjects(collection), collection.refused) == ({subject}, []), row
    for source, row, problem in _REFUSED:
        collection = read(source, row)
        (refusal,) = collection.refused
        assert (collection.accepted, problem in refusal["problem"]) == ([], True), (row, refusal)
        assert refusal["remedy"].strip()
        assert refusal["measure"] == "ROW" or (source, refusal["measure"]) == (printed_means, "INDEX")
        assert refusal["observation_id"] == f"{row['document_id']}#2.{refusal['measure']}"
        assert (refusal["file_name"], refusal["locator"]) == (f"{row['document_id']}.csv", "row 2")
        assert refusal["printed_name"] == row.get("agency_group", row["agency"])


#: A source, its rows, and the lines of those that are refused: because a row before says the same, or says otherwise.
_TWICE = [
    (annual_report, [_row(), _row("Pemkot Magelang", 9)], [9]),
    (annual_report, [_row(), _row("PEMERINTAH  KOTA MAGELANG", 9)], [9]),
    (annual_report, [_row(), _row(document_id="other")], []),
    (decree, [_decree(), _decree("Pemkot Magelang", 9), _decree("Polri", 10), _decree("POLRI", 11)], [9, 11]),
    (decree, [_decree(predikat="BAIK"), _decree("Pemkot Magelang", 9, index="3.310")], [9]),
    (spreadsheet, [_typed(), _typed("Pemkot Magelang", 9, index="", d1="1,00")], [9]),
    (press, [_page(), _page(line=9, url="https://two.example.id/b", index="3,36")], []),
]
_OTHERWISE = [
    (annual_report, [_row(), _row("Pemerintah Kota Magelang", 9, index="4,00")], "INDEX is 3,31 at row 2, and 4,00 at"),
    (agency_report, [_figure(), _figure(line=9, printed_value="2,65")], "INDEX is 2,64 at row 2, and 2,65 at row 9"),
    (decree, [_decree(), _decree("Pemkot Magelang", 9, predikat="Cukup")], "PREDIKAT is Baik at row 2, and Cukup at"),
    (spreadsheet, [_typed(), _typed("Kota  Magelang", 9, index="3,8")], "Magelang 2024: INDEX is 3,69 at row 2"),
    (tauval, [_tauval(), _tauval(line=9, d3="3.4")], "D3 is 3.3 at row 2, and 3.4 at row 9"),
    (press, [_page(), _page(line=9, index="3,36")], "INDEX is 3,3 at row 2, and 3,36 at row 9"),
]  # fmt: skip


def test_what_one_document_states_twice_is_refused_the_second_time_and_what_it_states_otherwise_both_times(read):
    for source, rows, refused in _TWICE:
        collection = read(source, *rows)
        assert [refusal["line_no"] for refusal in collection.refused] == refused, rows
        assert {record["line_no"] for record in collection.accepted} == {row["line_no"] for row in rows} - {*refused}
        assert all("twice, before at row " in refusal["problem"] for refusal in collection.refused)
        assert len({record["observation_id"] for record in collection.accepted}) == len(collection.accepted)
        assert collection.contradictions == []
    for source, rows, problem in _OTHERWISE:
        collection = read(source, *rows, {**rows[1], "line_no": 12, "locator": "row 12"})
        assert collection.accepted == [], rows
        assert [refusal["line_no"] for refusal in collection.refused] == [2, 9, 12]
        assert problem in collection.refused[0]["problem"] == collection.refused[1]["problem"]
        assert collection.contradictions[0].startswith(f"two figures of {rows[1]['agency']} ")


def test_a_zero_is_no_score_where_the_scale_begins_at_one_whoever_prints_it(read):
    for source, row in ((annual_report, _row(d4="0,00")), (press, _page(index="0")), (tauval, _tauval(index="0.0"))):
        refused = read(source, row).refused
        assert ["is no score: the scale of SPBE-2020 begins at 1" in refusal["problem"] for refusal in refused] == [
            True
        ]
    assert read(agency_report, _figure(printed_value="0,00")).refused == []


def test_text_in_the_place_of_a_figure_or_grade_is_refused_and_the_rest_of_the_row_accepted(read):
    for cell, printed, problem in (
        *(("d3", text, f"D3 of Pemerintah Kota Magelang: {text!r} is not a figure") for text in ("tiga", "-", "3,5,2")),
        *(("predikat", text, f"{text!r} is none of the grades Memuaskan") for text in (
            "", "Sangat", "Baik Sekali", "Istimewa", "3,52")),
    ):  # fmt: skip
        collection = read(annual_report, _row(**{cell: printed}))
        assert [record["measure"] for record in collection.accepted] == [m for m in _MEASURES if m != cell.upper()]
        (refusal,) = collection.refused
        assert (refusal["measure"], refusal["printed_value"]) == (cell.upper(), printed)
        assert refusal["problem"].startswith(problem)
    for grade in PREDIKAT:
        for printed in (grade, grade.upper(), f" {grade.lower().replace(' ', chr(0xA0) * 2)}\u200b", f"{grade}*)"):
            collection = read(annual_report, _row(predikat=printed))
            assert (collection.accepted[1]["printed_value"], collection.refused) == (grade, []), printed


# --- printed figures: exact decimals, or a lost cell, or a wrong one --------------------------------------


def test_a_printed_figure_is_read_exactly():
    values = {
        "3,52": "3.52",
        "4.50": "4.50",
        "1,00": "1.00",
        "\u00a03,52\n": "3.52",
        "3": "3",
        "03,52": "3.52",
        "100,00": "100.00",
        "0.3333333333": "0.3333333333",
        "3.6900000000000004": "3.69",
        "2,7199999999999998": "2.72",
        "3,52*": "3.52",
        "3,52\u00b2": "3.52",
        "\uff13,5\u200b2": "3.52",
    }
    readings = {printed: read_figure(printed) for printed in values}
    assert {printed: str(reading.value) for printed, reading in readings.items()} == values
    assert {(reading.lost, reading.wrong) for reading in readings.values()} == {(None, None)}


def test_an_empty_cell_or_a_figure_without_its_first_digit_is_lost_and_never_a_fraction():
    for printed in ("", "\u00a0", "\n"):
        assert read_figure(printed) == PrintedFigure(lost=Bilingual(id="sel kosong", en="the cell is empty"))
    for printed in (",60", ".60", " ,60 ", ",6"):
        reading = read_figure(printed)
        assert (reading.value, reading.wrong) == (None, None)
        assert "digits before the comma are lost" in reading.lost.en
        assert repr(printed.strip()) in reading.lost.en
        assert repr(printed.strip()) in reading.lost.id


def test_whatever_is_not_a_figure_is_wrong_and_quoted():
    for printed in (
        *("tiga", "3,5O", "n/a", "-", "NaN", "inf", "1e3", "-3,52", "+3,52", "3,5,2", "3..52", "3, 52", "3,", ","),
        *("3,52%", "3½", "1.234,56", "1234", "1_0", "3,12345678901", "3,521)", "(3)", "\u0967"),
    ):
        assert read_figure(printed) == PrintedFigure(wrong=f"{printed!r} is not a figure")


@given(st.text("0123456789,.-+ eE%\u00a0", max_size=8))
def test_a_cell_is_a_figure_or_lost_or_wrong_and_never_two_of_them(printed):
    reading = read_figure(printed)
    assert sum(part is not None for part in (reading.value, reading.lost, reading.wrong)) == 1
    assert reading.value is None or 0 <= reading.value < 1000
