"""Rows of the SPBE sources become statements or are refused with a reason; none is dropped."""

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given, settings
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
from sources.spbe_tauval import statements as tauval
from sources.statements.readers import STATEMENT_READERS
from sources.statements.statements import PREDIKAT, Document, Statements, Subject

_JATENG = "Hasil Evaluasi SPBE Pemerintah Daerah di Jawa Tengah"
_CENTRAL = "Hasil Evaluasi SPBE Kementerian"
_MEASURES = ("INDEX", "PREDIKAT", "D1", "D2", "D3", "D4")


def _row(agency="Pemerintah Kota Magelang", title=_JATENG, line=2, **cells):
    return {
        "edition": 2023, "document_id": "report", "line_no": line, "locator": f"p. 54, table 8, row {line}",
        "table_no": "8", "table_title": title, "pdf_page": "54", "row_no": str(line), "agency": agency,
        "d1": "3,10", "d2": "3,20", "d3": "3,30", "d4": "3,40", "index": "3,31", "predikat": "Baik", **cells,
    }  # fmt: skip


@pytest.fixture
def annual(names, statements):
    def read(*rows):
        annual_report.read_statements(rows, names, statements)
        return statements

    return read


# --- KemenPANRB's annual report --------------------------------------------------------------------------


def test_a_row_becomes_six_statements_with_their_place_and_their_document(annual):
    read = annual(_row())
    assert [record["measure"] for record in read.accepted] == list(_MEASURES)
    assert {record["subject_code"] for record in read.accepted} == {"33.71"}
    assert read.accepted[0] == {
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
        "status_reason": None,
        "flag_reason": None,
        "deviation_reason": None,
        "evidence_grade": "A",
        "document_id": "report",
        "line_no": 2,
        "locator": "p. 54, table 8, row 2",
        "page": "54",
        "table_no": "8",
        "table_title": _JATENG,
        "row_no": "2",
    }
    assert read.refused == []


def test_a_grade_is_a_word_without_a_value(annual):
    (grade,) = (record for record in annual(_row()).accepted if record["measure"] == "PREDIKAT")
    assert (grade["printed_value"], grade["value"], grade["status"]) == ("Baik", None, "published")


@pytest.mark.parametrize(
    ("agency", "title", "told"),
    [
        ("Pemerintah Magelang", _JATENG, "does not say whether kabupaten, kota or provinsi"),
        ("Magelang", _JATENG, "does not say whether"),
        ("Pemerintah Kota Magelung", _JATENG, "no kota of that name is in the register"),
        ("Pemerintah Kota Tegalsari", _JATENG, "no kota of that name"),
        ("", _JATENG, "does not say whether"),
        ("Pemerintah Kota Bandung", _JATENG, "stands in the table of Jawa Tengah"),
        ("Pemerintah Provinsi Jawa Barat", _JATENG, "stands in the table of Jawa Tengah"),
        ("Pemerintah Kota Magelang", "Hasil Evaluasi SPBE Pemerintah Daerah di Jawa Selatan", "names no province"),
        ("Pemerintah Kota Magelang", "Hasil Evaluasi SPBE Pemerintah Daerah", "does not say whether"),
        ("Pemerintah Kota Magelang", "Hasil Evaluasi", "does not say whether"),
        ("Pemerintah Kota Magelang", "", "does not say whether"),
        ("Pemerintah Kota Magelang", _CENTRAL, "is a region or a central body"),
        ("Pemkab Magelang", _CENTRAL, "is a region or a central body"),
        ("PEMPROV JAWA TENGAH", _CENTRAL, "is a region or a central body"),
        ("Kementerian Keuangan", _JATENG, "'Kementerian Keuangan' names no region"),
    ],
)
def test_a_row_that_names_no_region_is_refused_whole_with_the_reason(annual, agency, title, told):
    read = annual(_row(agency, title))
    assert read.accepted == []
    (refusal,) = read.refused
    assert told in refusal["problem"]
    assert refusal["remedy"].strip()
    assert (refusal["measure"], refusal["printed_name"], refusal["observation_id"]) == ("ROW", agency, "report#2.ROW")
    assert (refusal["file_name"], refusal["locator"]) == ("reports/snapshots/report_2023.csv", "p. 54, table 8, row 2")


@pytest.mark.parametrize(
    ("agency", "suggested"),
    [
        ("Pemerintah Magelang", ["Kabupaten Magelang (33.08)", "Kota Magelang (33.71)"]),
        ("Pemerintah Kota Salatigo", ["Kota Salatiga (33.73)"]),
    ],
)
def test_a_refusal_says_what_may_have_been_meant(annual, agency, suggested):
    (refusal,) = annual(_row(agency)).refused
    assert [label for label in suggested if label not in refusal["problem"]] == []


def test_a_refused_row_does_not_keep_the_others_out(annual):
    read = annual(_row("Pemerintah Magelang"), _row(line=3))
    assert (len(read.refused), len(read.accepted)) == (1, 6)


@pytest.mark.parametrize(
    ("title", "agency", "code"),
    [
        ("Hasil Evaluasi SPBE Kementerian", "Kementerian Keuangan", "kementerian-keuangan"),
        ("Hasil Evaluasi SPBE Lembaga Non Struktural", "Ombudsman  Republik Indonesia", "ombudsman-republik-indonesia"),
        ("Hasil Evaluasi SPBE Kepolisian", "Polri", "polri"),
    ],
)
def test_a_body_in_a_central_table_is_a_central_body(annual, title, agency, code):
    read = annual(_row(agency, title))
    assert {(record["subject_type"], record["subject_code"]) for record in read.accepted} == {("central_agency", code)}


@pytest.mark.parametrize(
    "agency",
    [
        "Kota Magelang",
        "Kab. Magelang",
        "Provinsi Jawa Tengah",
        " Pemerintah Kota Magelang",
        "Pemerintah\u00a0Kota Magelang",
    ],
)
def test_a_region_in_a_central_table_is_refused_however_it_is_printed(annual, agency):
    read = annual(_row(agency, _CENTRAL))
    assert read.accepted == []
    assert len(read.refused) == 1


@pytest.mark.parametrize(
    ("title", "agency", "code"),
    [
        (_JATENG, "Pemerintah Provinsi Jawa Tengah", "33"),
        ("Hasil Evaluasi SPBE Pemerintah Daerah Jawa Tengah", "Pemerintah Kab. Magelang", "33.08"),
        ("Hasil Evaluasi SPBE Pemerintah Daerah di Provinsi Jawa Tengah", "Pemerintah Kab. Magelang", "33.08"),
        ("Hasil Evaluasi SPBE Pemerintah Daerah di Aceh", "Pemerintah Aceh", "11"),
        ("Hasil Evaluasi SPBE Pemerintah Daerah di Papua Selatan", "Pemerintah Kab. Merauke", "93.01"),
    ],
)
def test_a_body_in_a_provinces_table_is_a_region_of_that_province(annual, title, agency, code):
    read = annual(_row(agency, title))
    assert {(record["subject_type"], record["subject_code"]) for record in read.accepted} == {("region", code)}


def test_a_region_that_moved_stands_in_the_table_of_its_province_of_that_year(annual):
    old = _row("Pemerintah Kab. Merauke", "Hasil Evaluasi SPBE Pemerintah Daerah di Papua", edition=2021)
    late = _row("Pemerintah Kab. Merauke", "Hasil Evaluasi SPBE Pemerintah Daerah di Papua", line=3, edition=2023)
    read = annual(old, late)
    assert {(record["evaluation_year"], record["subject_code"]) for record in read.accepted} == {(2021, "91.01")}
    assert "Kabupaten Merauke (93.01)" in read.refused[0]["problem"]
    assert read.refused[0]["problem"].endswith("stands in the table of Papua")


@pytest.mark.parametrize(
    ("second", "where"),
    [
        ("Pemerintah Kota Magelang", "same"),
        ("Pemkot Magelang", "other spelling"),
        ("PEMERINTAH  KOTA MAGELANG", "spaces"),
    ],
)
def test_a_region_stated_twice_by_one_document_is_refused_the_second_time(annual, second, where):
    read = annual(_row(), _row(second, line=9, index="4,00"))
    assert len(read.accepted) == 6
    assert {record["line_no"] for record in read.accepted} == {2}
    (refusal,) = read.refused
    assert (refusal["measure"], refusal["line_no"]) == ("ROW", 9)
    assert refusal["problem"] == f"the document has {second} twice, before at p. 54, table 8, row 2"
    assert refusal["remedy"]


def test_two_documents_may_state_one_cell(annual):
    read = annual(_row(), _row(document_id="other"))
    assert len(read.accepted) == 12
    assert read.refused == []


@pytest.mark.parametrize("printed", ["tiga", "3,5O", "-", "3,5,2", "n/a"])
def test_text_in_the_place_of_a_figure_is_refused_and_the_rest_of_the_row_accepted(annual, printed):
    read = annual(_row(d3=printed))
    assert [record["measure"] for record in read.accepted] == [m for m in _MEASURES if m != "D3"]
    (refusal,) = read.refused
    assert (refusal["measure"], refusal["printed_value"]) == ("D3", printed)
    assert refusal["problem"] == f"D3 of Pemerintah Kota Magelang: {printed!r} is not a figure"


@pytest.mark.parametrize("printed", ["", "baik", "BAIK", "Baik ", "Sangat  Baik", "Istimewa", "3,52"])
def test_a_grade_that_is_none_of_the_five_is_refused(annual, printed):
    read = annual(_row(predikat=printed))
    assert "PREDIKAT" not in [record["measure"] for record in read.accepted]
    (refusal,) = read.refused
    assert refusal["problem"].startswith(f"{printed!r} is none of the grades Memuaskan")


@pytest.mark.parametrize("printed", PREDIKAT)
def test_each_of_the_five_grades_is_accepted(annual, printed):
    read = annual(_row(predikat=printed))
    assert read.refused == []
    assert printed in [record["printed_value"] for record in read.accepted]


@pytest.mark.parametrize(
    ("printed", "reason"), [(",60", "digits before the comma are lost"), ("", "the cell is empty")]
)
def test_a_lost_cell_is_a_statement_with_a_status_and_a_reason_and_no_value(annual, printed, reason):
    read = annual(_row(d2=printed))
    assert read.refused == []
    (lost,) = (record for record in read.accepted if record["measure"] == "D2")
    assert (lost["value"], lost["status"], lost["printed_value"]) == (None, "lost_in_transcription", printed)
    assert reason in lost["status_reason"]
    assert {record["status"] for record in read.accepted if record["measure"] != "D2"} == {"published"}


def test_a_known_deviation_is_told_beside_its_figure_and_nowhere_else(annual):
    title = "Hasil Evaluasi SPBE Pemerintah Daerah di Sumatera Selatan"
    read = annual(_row("Pemerintah Kab. Banyuasin", title, d4="0,30"))
    told = {record["measure"]: record["deviation_reason"] for record in read.accepted if record["deviation_reason"]}
    assert told == {"D4": "agrees with the index"}
    assert next(record["value"] for record in read.accepted if record["measure"] == "D4") == Decimal("0.30")


@given(
    st.lists(
        st.tuples(st.sampled_from(["3,52", ",60", "", "tiga", "4.50"]), st.sampled_from(["Baik", "", "baik"])),
        min_size=1,
        max_size=5,
    )
)
@settings(deadline=None, max_examples=40)
def test_every_cell_is_accepted_or_refused_and_never_dropped(names, cells):
    collected = Statements({"report": Document("report", "f.csv", "A")}, {2023: "SPBE-2020"}, {})
    agencies = ["Kota Magelang", "Kab. Magelang", "Kota Tegal", "Kab. Tegal", "Kota Salatiga"]
    rows = [
        _row(f"Pemerintah {agency}", line=number, index=index, d4=index, predikat=grade)
        for number, (agency, (index, grade)) in enumerate(zip(agencies, cells, strict=False), start=2)
    ]
    annual_report.read_statements(rows, names, collected)
    told = [record["observation_id"] for record in (*collected.accepted, *collected.refused)]
    assert sorted(told) == sorted(f"report#{row['line_no']}.{measure}" for row in rows for measure in _MEASURES)
    assert [
        r
        for r in collected.accepted
        if r["status"] == "published" and r["measure"] != "PREDIKAT" and r["value"] is None
    ] == []
    assert [r for r in collected.accepted if r["status"] != "published" and not r["status_reason"]] == []


# --- the publisher's own spellings -----------------------------------------------------------------------


def _write_aliases(sources_dir, line, publisher="spbe_annual_report"):
    (sources_dir / publisher).mkdir(exist_ok=True)
    text = f"kind,printed_name,region_code,reason\n{line}\n"
    (sources_dir / publisher / ALIASES_FILE).write_text(text, encoding="utf-8")


def test_a_spelling_is_read_with_its_kind_and_code(tmp_path):
    _write_aliases(tmp_path, "provinsi,N.T.B.,52,abbreviated")
    ((alias, printed),) = publisher_aliases(tmp_path)
    assert (alias.kind, alias.alias_key, alias.current_code, printed) == ("provinsi", "NTB", "52", "N.T.B.")


@pytest.mark.parametrize(
    "line", ["negara,NTB,52,abbreviated", "provinsi,NTB,52,", "provinsi,NTB,52, ", ",NTB,52,abbreviated"]
)
def test_a_spelling_without_a_kind_or_a_reason_is_refused_by_its_line(tmp_path, line):
    _write_aliases(tmp_path, line)
    with pytest.raises(SourceError, match="names no kind of provinsi, kabupaten, kota, or gives no reason") as refusal:
        publisher_aliases(tmp_path)
    assert refusal.value.line == 2


def test_a_publisher_without_spellings_of_its_own_needs_no_file(tmp_path):
    (tmp_path / "spbe_decree").mkdir()
    assert publisher_aliases(tmp_path) == []


def test_the_spellings_of_every_publisher_are_taken(tmp_path):
    _write_aliases(tmp_path, "kota,Kota Magelamg,33.71,misprint", "spbe_decree")
    _write_aliases(tmp_path, "provinsi,N.T.B.,52,abbreviated")
    assert [printed for _, printed in publisher_aliases(tmp_path)] == ["N.T.B.", "Kota Magelamg"]


def test_every_spelling_of_a_publisher_is_of_a_region_of_today_and_of_its_kind(listed):
    kinds = {row["code"]: row["kind"] for row in listed}
    aliases = [alias for alias, _ in publisher_aliases(BUNDLED)]
    assert aliases
    assert [alias for alias in aliases if kinds.get(alias.current_code) != alias.kind] == []


@pytest.mark.parametrize(
    ("printed", "code"),
    [("Kementerian Politik, Hukum & HAM", "kementerian-politik-hukum-ham"), ("  BPS ", "bps"), ("A.B.C.", "a-b-c")],
)
def test_a_central_body_is_identified_by_the_words_of_its_name(printed, code):
    assert central_agency_code(printed) == code


@pytest.mark.parametrize(
    ("printed", "central"),
    [
        ("Kementerian Keuangan", True),
        ("  BPS ", True),
        ("Pemerintahan Dalam Negeri", True),
        ("Kota Magelang", False),
        ("Pemerintah Kab. Magelang", False),
        ("Pemerintah Aceh", False),
        ("PEMERINTAH  D.I. Yogyakarta", False),
        ("Pemprov Jawa Tengah", False),
        ("", False),
        (" ", False),
        ("- / -", False),
    ],
)
def test_a_central_body_has_a_name_that_is_no_regions(printed, central):
    assert is_central_name(printed) == central


# --- reports issued to one body --------------------------------------------------------------------------


def _figure(agency="Pemerintah Kota Denpasar", measure="INDEX", printed="2,64", **cells):
    return {
        "edition": 2018, "document_id": "other", "line_no": 2, "locator": "row 1", "evaluation_year": "2018",
        "agency": agency, "pdf_page": "", "row_no": "1", "measure": measure, "printed_value": printed, **cells,
    }  # fmt: skip


def test_a_figure_of_one_body_is_a_statement_of_its_region_and_year(names, statements):
    agency_report.read_statements([_figure(), _figure(measure="I01", printed="1", line_no=3)], names, statements)
    read = [(r["subject_code"], r["measure"], r["value"], r["instrument"], r["page"]) for r in statements.accepted]
    assert read == [
        ("51.71", "INDEX", Decimal("2.64"), "SPBE-2018", None),
        ("51.71", "I01", Decimal(1), "SPBE-2018", None),
    ]
    assert {record["evidence_grade"] for record in statements.accepted} == {"B"}


@pytest.mark.parametrize("agency", ["Pemerintah Magelang", "Kota Denpasir", "Kementerian Keuangan", ""])
def test_a_report_to_no_region_is_refused(names, statements, agency):
    agency_report.read_statements([_figure(agency)], names, statements)
    assert statements.accepted == []
    (refusal,) = statements.refused
    assert f"{agency!r} names no region" in refusal["problem"]


def test_a_measure_stated_twice_of_one_body_is_refused(names, statements):
    agency_report.read_statements([_figure(), _figure(line_no=9, printed="2,65")], names, statements)
    assert [record["printed_value"] for record in statements.accepted] == ["2,64"]
    assert [record["printed_value"] for record in statements.refused] == ["2,65"]


# --- printed means ---------------------------------------------------------------------------------------


def _mean(year="2023", group="Nasional", measure="INDEX", printed="2,79", line=2):
    return {
        "edition": 2024, "document_id": "report", "line_no": line, "locator": f"row {line}", "table_no": "4",
        "pdf_page": "", "row_no": "1", "evaluation_year": year, "agency_group": group, "measure": measure,
        "printed_value": printed,
    }  # fmt: skip


def test_a_printed_mean_is_of_the_year_that_it_states_not_of_its_edition(names, statements):
    rows = [_mean("2018", printed="1,98"), _mean("2023", line=3)]
    printed_means.read_statements(rows, names, statements)
    read = [(r["evaluation_year"], r["instrument"], r["subject_type"], r["subject_code"]) for r in statements.accepted]
    assert read == [
        (2018, "SPBE-2018", "agency_group", "Nasional"),
        (2023, "SPBE-2020", "agency_group", "Nasional"),
    ]


@pytest.mark.parametrize("year", ["", "23", "20233", "tahun", "2023 ", "-2023", "2.02"])
def test_a_mean_of_what_is_not_a_year_is_refused(names, statements, year):
    printed_means.read_statements([_mean(year)], names, statements)
    assert statements.accepted == []
    assert statements.refused[0]["problem"] == f"{year!r} is not a year"
    assert statements.refused[0]["evaluation_year"] == 2024


@pytest.mark.parametrize("year", ["2031", "1998", "2017"])
def test_a_mean_of_a_year_without_an_instrument_is_refused(names, statements, year):
    printed_means.read_statements([_mean(year)], names, statements)
    assert statements.accepted == []
    (refusal,) = statements.refused
    assert year in refusal["problem"]
    assert refusal["remedy"].strip()


def test_a_year_in_raised_digits_is_refused(names, statements):
    printed_means.read_statements([_mean("\u00b2\u2070\u00b2\u2074")], names, statements)
    assert len(statements.refused) == 1


# --- the annex of a decree -------------------------------------------------------------------------------


def _decree(agency="Pemerintah Kota Magelang", line=2, **cells):
    return {
        "edition": 2023, "document_id": "report", "line_no": line, "locator": f"p. 5, row {line}", "table_title": "",
        "pdf_page": "5", "row_no": str(line), "agency": agency, "index": "3,31", "predikat": "Baik", **cells,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("agency", "subject"),
    [
        ("Pemerintah Kota Magelang", ("region", "33.71")),
        ("Kab. Magelang", ("region", "33.08")),
        ("Pemerintah Aceh", ("region", "11")),
        ("Kementerian Keuangan", ("central_agency", "kementerian-keuangan")),
        ("Arsip Nasional RI", ("central_agency", "arsip-nasional-ri")),
    ],
)
def test_a_row_of_a_decree_is_a_region_or_a_central_body_with_index_and_grade(names, statements, agency, subject):
    decree.read_statements([_decree(agency)], names, statements)
    assert [(r["measure"], r["printed_value"]) for r in statements.accepted] == [
        ("INDEX", "3,31"),
        ("PREDIKAT", "Baik"),
    ]
    assert {(r["subject_type"], r["subject_code"]) for r in statements.accepted} == {subject}
    assert statements.refused == []


@pytest.mark.parametrize(
    "agency",
    [
        "Pemerintah Kota Magelung",
        "Kabupaten Bandung Selatan",
        "Provinsi Jawa Selatan",
        "Pemerintah Magelang",
        "",
        " - ",
    ],
)
def test_a_region_of_a_decree_that_is_not_in_the_register_is_refused_and_no_central_body(names, statements, agency):
    decree.read_statements([_decree(agency)], names, statements)
    assert statements.accepted == []
    (refusal,) = statements.refused
    assert (refusal["measure"], refusal["printed_name"]) == ("ROW", agency)


@pytest.mark.parametrize("agency", ["Magelang", "Bandung Barat", "Jawa Tengah", "KOTAWARINGIN TIMUR", "Aceh"])
def test_a_region_of_a_decree_that_lost_its_kind_is_refused_and_no_central_body(names, statements, agency):
    decree.read_statements([_decree(agency)], names, statements)
    assert statements.accepted == []
    assert [refusal["printed_name"] for refusal in statements.refused] == [agency]


def test_a_body_that_a_decree_has_twice_is_refused_the_second_time(names, statements):
    rows = [_decree(), _decree("Pemkot Magelang", 9), _decree("Polri", 10), _decree("POLRI", 11)]
    decree.read_statements(rows, names, statements)
    assert [refusal["line_no"] for refusal in statements.refused] == [9, 11]
    assert len(statements.accepted) == 4


# --- the ministry's interface ----------------------------------------------------------------------------


def _tauval(agency="Pemerintah Kota Magelang", line=2, **cells):
    return {
        "edition": 2023, "document_id": "other", "line_no": line, "locator": f"row {line}", "row_no": str(line),
        "evaluation_year": "2023", "agency": agency, "agency_code": "k1", "category": "Pemerintah Daerah",
        "region_label": "", "d1": "3.1", "d2": "", "d3": "3.3", "d4": "3.4", "index": "3.3142857143", **cells,
    }  # fmt: skip


def test_an_unrounded_figure_keeps_every_decimal(names, statements):
    tauval.read_statements([_tauval()], names, statements)
    index = statements.accepted[0]
    assert (index["measure"], index["value"]) == ("INDEX", Decimal("3.3142857143"))
    assert [r["measure"] for r in statements.accepted] == ["INDEX", "D1", "D3", "D4"]


@pytest.mark.parametrize(
    ("agency", "label", "subject"),
    [
        ("Magelang", "Kota Magelang", ("region", "33.71")),
        ("Magelang", "Kabupaten Magelang", ("region", "33.08")),
        ("Kota Magelang", "Kabupaten Magelang", ("region", "33.71")),
    ],
)
def test_a_label_beside_the_name_tells_the_kind_that_the_name_leaves_open(names, statements, agency, label, subject):
    tauval.read_statements([_tauval(agency, region_label=label)], names, statements)
    assert {(r["subject_type"], r["subject_code"]) for r in statements.accepted} == {subject}


@pytest.mark.parametrize(
    ("agency", "cells"),
    [
        ("Magelang", {}),
        ("Magelang", {"region_label": "Kota Tegal"}),
        ("Magelang", {"region_label": "Magelang"}),
        ("Dinas Kominfo", {"category": "PEMDA Kabupaten"}),
        ("Dinas Kominfo", {"category": "kota"}),
        ("Kota Magelung", {"category": "Kementerian"}),
        ("", {"category": "Kementerian"}),
        ("Kementerian Keuangan", {"category": "Kementerian", "evaluation_year": "2023/2024"}),
    ],
)
def test_a_body_of_the_interface_that_is_neither_is_refused(names, statements, agency, cells):
    tauval.read_statements([_tauval(agency, **cells)], names, statements)
    assert statements.accepted == []
    assert len(statements.refused) == 1


def test_a_central_body_of_the_interface_is_told_by_its_category(names, statements):
    tauval.read_statements([_tauval("Kementerian Keuangan", category="Kementerian")], names, statements)
    assert {(r["subject_type"], r["subject_code"]) for r in statements.accepted} == {
        ("central_agency", "kementerian-keuangan")
    }


# --- press -----------------------------------------------------------------------------------------------


def _page(agency="Kota Magelang", line=2, url="https://one.example.id/a", **cells):
    return {
        "edition": 2023, "document_id": "other", "line_no": line, "locator": f"row {line}", "row_no": str(line),
        "evaluation_year": "2023", "agency": agency, "level": "", "province": "", "index": "3,3", "predikat": "",
        "url": url, "stated_on": "", "stated_by": "one.example.id", "note": "", **cells,
    }  # fmt: skip


def test_two_pages_may_state_one_cell_and_both_statements_stay(names, statements):
    pages = [_page(), _page(line=3, url="https://two.example.id/b", index="3,36")]
    press.read_statements(pages, names, statements)
    assert [(r["subject_code"], r["printed_value"]) for r in statements.accepted] == [
        ("33.71", "3,3"),
        ("33.71", "3,36"),
    ]
    assert len({r["observation_id"] for r in statements.accepted}) == 2
    assert statements.refused == []


def test_one_page_states_a_cell_once(names, statements):
    press.read_statements([_page(), _page(line=3, index="3,36")], names, statements)
    assert [r["printed_value"] for r in statements.accepted] == ["3,3"]
    (refusal,) = statements.refused
    assert "states INDEX of Kota Magelang twice, before at row 2" in refusal["problem"]


def test_one_page_may_speak_of_several_regions_and_years(names, statements):
    pages = [_page(), _page("Kota Tegal", 3), _page(line=4, evaluation_year="2022")]
    press.read_statements(pages, names, statements)
    assert [(r["evaluation_year"], r["subject_code"]) for r in statements.accepted] == [
        (2023, "33.71"),
        (2023, "33.76"),
        (2022, "33.71"),
    ]


@pytest.mark.parametrize(
    ("cells", "subject"),
    [
        ({"agency": "Indonesia", "level": "nasional"}, ("agency_group", "Nasional")),
        (
            {"agency": "Kementerian Keuangan", "level": "kementerian_lembaga"},
            ("central_agency", "kementerian-keuangan"),
        ),
        ({"agency": "Kota Magelang", "level": "kota", "province": "Jawa Tengah"}, ("region", "33.71")),
    ],
)
def test_a_page_speaks_of_whom_its_level_says(names, statements, cells, subject):
    press.read_statements([_page(**cells)], names, statements)
    assert {(r["subject_type"], r["subject_code"]) for r in statements.accepted} == {subject}


@pytest.mark.parametrize(
    "cells",
    [
        {"agency": "(rata-rata 27 kabupaten/kota Jawa Barat)", "level": "kelompok"},
        {"agency": "Magelang"},
        {"agency": "Kota Magelang", "province": "Jawa Timur"},
        {"agency": "Kota Magelang", "level": "kementerian_lembaga", "province": "Bali"},
        {"agency": "Kementerian Keuangan"},
    ],
)
def test_a_statement_of_nobody_is_refused(names, statements, cells):
    press.read_statements([_page(**cells)], names, statements)
    assert statements.accepted == []
    assert len(statements.refused) == 1


# --- which reading belongs to which table ----------------------------------------------------------------


def test_every_table_that_states_scores_has_a_reading_and_no_other():
    tables = {name for source in read_sources() for name in source.raw_tables if name.startswith("spbe_")}
    assert set(STATEMENT_READERS) == tables - {"spbe_known_deviations"}


# --- the bundled documents -------------------------------------------------------------------------------


def test_nothing_of_the_bundled_official_documents_is_refused(bundled):
    assert [r for r in bundled.refused if not r["document_id"].startswith("spbe-press-")] == []


def test_of_the_bundled_press_only_means_over_several_bodies_are_refused(bundled):
    assert [r["printed_name"] for r in bundled.refused] == [
        "(rata-rata 27 kabupaten/kota Jawa Barat)",
        "(rata-rata 27 kabupaten/kota Jawa Barat)",
        "(rata-rata kabupaten nasional)",
    ]


@pytest.mark.parametrize(("year", "rows", "regions"), [(2023, 621, 529), (2024, 615, 523)])
def test_every_row_of_an_annual_report_is_accepted_and_every_region_resolved(bundled, year, rows, regions):
    # Only the annual report has table titles.
    annual = [r for r in bundled.accepted if r["table_title"] and r["evaluation_year"] == year]
    assert len(annual) == rows * 6
    subjects = {(record["subject_type"], record["subject_code"]) for record in annual}
    assert Counter(kind for kind, _ in subjects) == {"region": regions, "central_agency": rows - regions}


@pytest.mark.parametrize(
    ("year", "kinds"),
    [(2023, {"provinsi": 38, "kabupaten": 398, "kota": 93})],
)
def test_a_report_names_as_many_regions_of_each_kind_as_it_states(bundled, versions, year, kinds):
    kind_of = {version.region_code: version.kind for version in versions}
    codes = {
        record["subject_code"]
        for record in bundled.accepted
        if record["evaluation_year"] == year and record["measure"] == "INDEX" and record["subject_type"] == "region"
        and record["evidence_grade"] == "A"
    }  # fmt: skip
    assert Counter(kind_of[code] for code in codes) == kinds


def test_the_five_stories_have_their_own_figures(bundled):
    index = {
        (record["evaluation_year"], record["subject_code"]): record["printed_name"]
        for record in bundled.accepted
        if record["measure"] == "INDEX" and record["subject_type"] == "region" and record["evidence_grade"] == "A"
    }
    for code, name in [
        ("33.71", "Kota Magelang"),
        ("33.08", "Kab. Magelang"),
        ("36.71", "Kota Tangerang"),
        ("73.71", "Kota Makassar"),
    ]:
        assert index[2023, code] == index[2024, code] == f"Pemerintah {name}"


def test_every_bundled_statement_has_an_identifier_of_its_own(bundled):
    found = Counter(record["observation_id"] for record in bundled.accepted)
    assert max(found.values()) == 1


def test_a_subject_is_known_by_type_and_code():
    assert Subject("region", "33.71") == Subject("region", "33.71") != Subject("central_agency", "33.71")
