"""Files with the faults that files have: each kind twice or more, with other values, and the right answer of each.

What is written another way is read as it was meant; what can be meant in two ways is refused with the question.
"""

import re

import pytest

from sources.declaration.declared import read_sources
from sources.declaration.errors import SourceError
from sources.reading.content import identify
from sources.reading.guarded import Extract
from sources.reading.readers import recognise
from sources.statements.readers import STATEMENT_READERS
from sources.statements.statements import PREDIKAT, Document, Statements
from tests.typeset.documents import decree
from tests.typeset.tables import Layout, Table
from tests.unit.sources.conftest import Intake, as_xlsx, csv_rows

_SOURCES = read_sources()
_UN = (
    "Survey Year,Country Name,E-Government Rank,E-Government Index,E-Participation Index,Online Service Index,"
    "Human Capital Index,Telecommunication Infrastructure Index"
)


def _parts(name, data):
    """What the readers make of a file."""
    content = identify(name, data.encode() if isinstance(data, str) else data)
    return recognise(content, _SOURCES)[1]


@pytest.fixture(scope="module")
def stated(background):
    """The figures that a file of one document states: by region's code and measure; what was refused; the notes."""

    def of(name, data):
        (part,) = _parts(name, data)
        grade = "A" if part.raw_table == "spbe_decree" else "D"
        collected = Statements({"it": Document("it", name, grade)}, background.instruments, {})
        rows = [
            {"document_id": "it", "edition": part.edition, "line_no": n, "locator": f"row {n}", "pdf_page": "", **cells}
            for n, cells in enumerate(part.rows, start=1)
        ]
        STATEMENT_READERS[part.raw_table](rows, background.names, collected)
        figures = {
            (r["subject_code"], r["measure"]): r["value"] if r["value"] is not None else r["printed_value"]
            for r in collected.accepted
        }
        return {key: str(value) for key, value in figures.items()}, collected.refused, " | ".join(part.notes)

    return of


def _typed(*rows, head="nama;tahun;indeks"):
    return "\n".join([head, *rows, ""])


#: A typed table, the indices that it states by code, and what its notes say.
_TYPED = {
    "zeros and what stands for no figure": [
        (_typed("Kota Magelang;2025;-", "Kab. Sumedang;2025;4,51", "Kota Makassar;2025;n/a", "Kab. Merangin;2025;",
                "Kota Tangerang;2025;0", "Kab. Tangerang;2025;0,00"),
         {"32.11": "4.51"}, r"without a figure: row 2 .*row 4 .*row 5 .*rows of 0, .* 2025 begins above: row 6; row 7"),
        (_typed("Kota Bogor;2023;#N/A", "Kota Depok;2023;0.0", "Kota Bekasi;2023;belum dinilai", "Kota Cimahi;2023;3.5",
                "Kab. Garut;2023;\u2013", "Kab. Subang;2023;NaN"),
         {"32.77": "3.5"}, r"rows of 0, where the scale of 2023 begins above: row 3"),
        # The scale of 2018 to 2020 begins at 0.
        (_typed("Kota Bogor;2019;0,00", "Kota Depok;2019;2,64"), {"32.71": "0.00", "32.76": "2.64"}, r"^$"),
    ],
    "names without their kind, and what is written short": [
        (_typed("Aceh;2025;3,10", "D.I. Yogyakarta;2025;4,10", "DKI Jakarta;2025;4,20", "Prov. NTT;2025;2,80",
                "Kab. OKU Timur;2025;2,90", "Kab. Pangkep;2025;3,00", "Sumedang;2025;4,10"),
         {"11": "3.10", "34": "4.10", "31": "4.20", "53": "2.80", "16.08": "2.90", "73.10": "3.00", "32.11": "4.10"},
         r"^$"),
        (_typed("Nanggroe Aceh Darussalam;2024;2,5", "Daerah Istimewa Yogyakarta;2024;4,2", "DKJ;2024;4,3",
                "Babel;2024;3", "Tangsel;2024;4,0", "Kab. OKU Selatan;2024;2,1", "Kab. PALI;2024;1,9",
                "Kab. Kep. Meranti;2024;2,2", "Kab. Sidrap;2024;3,1", "Kota Tj. Pinang;2024;3,3",
                "Kotamobagu;2024;2,7", "Kab. Muba;2024;3,6", "Kab. Selayar;2024;2,6"),
         {"11": "2.5", "34": "4.2", "31": "4.3", "19": "3", "36.74": "4.0", "16.09": "2.1", "16.12": "1.9",
          "14.10": "2.2", "73.14": "3.1", "21.72": "3.3", "71.74": "2.7", "16.06": "3.6",
          "73.01": "2.6"}, r"^$"),
    ],
    "marks that nobody sees, blanks, ligatures, footnotes": [
        (_typed("Kota\u00a0Magelang*);2025;3,69\u200b", "Kab. Penukal Abab Lema\u00adtang Ilir;2025;1,95\u00a0",
                "\uff2bota Salatiga 1);2025;\uff13,50*"), {"33.71": "3.69", "16.12": "1.95", "33.73": "3.50"},
         r"footnote's mark: row 4, column 3"),
        (_typed("Kab.\u2009Fak\u2011Fak\u00b2;2024;2,11\u00b9", "KOTA\u3000TUAL\ufeff;2024;2,20",
                "Kab. Kepulauan\u00ad Sula [3];2024;1,80"),
         {"92.03": "2.11", "81.72": "2.20", "82.05": "1.80"}, "row 2"),
    ],
    "the noise of binary fractions": [
        (_typed("Kota Magelang;2025;3.6900000000000004", "Kota Salatiga;2025;3.1"), {"33.71": "3.69", "33.73": "3.1"},
         r"row 2, column 3 \(3\.6900000000000004 as 3\.69\)"),
        (_typed("Kota Tegal;2024;2,7199999999999998", "Kota Surakarta;2024;4.0600000000000005"),
         {"33.76": "2.72", "33.72": "4.06"}, "2,7199999999999998 as 2,72"),
    ],
    "codes that a program has shortened": [
        (_typed("11.1;Kab. Aceh Singkil;2025;2,91", "12.1;Kab. Dairi;2025;2,10", "33.71;Kota Magelang;2025;3,69",
                head="kode;nama;tahun;indeks"), {"11.10": "2.91", "12.11": "2.10", "33.71": "3.69"},
         r"codes that a program has changed: row 2 \(11\.1 as 11\.10\); row 3 \(12\.1 as 12\.10\)"),
        (_typed("35.1;Kab. Banyuwangi;2024;3,5", "35. 73;Kota Malang;2024;3,3", "3515.0;Kab. Sidoarjo;2024;3,9",
                ";Kab. Jember;2024;2,9", "'35.78;Kota Surabaya;2024;4,1", head="kode;nama;tahun;indeks"),
         {"35.10": "3.5", "35.73": "3.3", "35.15": "3.9", "35.09": "2.9", "35.78": "4.1"},
         r"row 2 \(35\.1 as 35\.10\).*row 4 \(3515\.0 as 3515\).*without a code, so that the name decides: row 5"),
    ],
    "codes of BPS from before the split of Papua": [
        (_typed("9401;Kab. Merauke;2021;1,50", "9171;Kota Sorong;2021;1,70", head="kode bps;nama;tahun;indeks"),
         {"91.01": "1.50", "92.71": "1.70"}, r"^$"),
        (_typed("9501;Kab. Merauke;2023;1,60", "9271;Kota Sorong;2023;1,78", head="kode bps;nama;tahun;indeks"),
         {"93.01": "1.60", "96.71": "1.78"}, r"^$"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("kind", _TYPED)
def test_what_somebody_typed_is_read_as_it_was_meant_and_a_note_says_so(stated, kind):
    for text, expected, note in _TYPED[kind]:
        sheet = [line.split(";") for line in text.splitlines()]
        for name, data in (("tabel.csv", text), ("tabel.xlsx", as_xlsx(A=sheet))):
            figures, refused, notes = stated(name, data)
            assert figures == {(code, "INDEX"): value for code, value in expected.items()}, (name, text)
            assert refused == [], name
            if name.endswith(".csv"):
                assert re.search(note, notes), notes


def test_a_name_of_two_regions_or_a_code_of_another_names_nobody_and_a_suggestion_is_of_the_kind_that_is_said(stated):
    for row, problem in (
        ("Magelang;2025;3,5", "does not say whether"),
        ("Yogyakarta;2025;3,5", "does not say whether"),
        ("Kota Sumedng;2025;3,5", "no kota of that name"),
        ("Kab. OKU Tmur;2025;3,5", r"no kabupaten of that name .*meant: (?!.*(Kota|\(\d\d\)))"),
        ("D.I. Jogyakarta;2025;3,5", r"no provinsi of that name .*meant: (?!.*Kota)"),
        ("Kab. Fakâ€“Fak;2025;3,5", r"wrong encoding .*meant: Kab\. Fak.Fak"),
        ("KotaÂ\u00a0Tegal;2025;3,5", r"wrong encoding .*meant: Kota.Tegal"),
    ):
        _, (refused,), _ = stated("tabel.csv", _typed("Kota Tegal;2025;3", row))
        assert re.search(problem, refused["problem"]), refused
    for row in ("11.1;Kab. Aceh Barat;2025;2,9", "9501;Kab. Merauke;2021;1,5", "9401;Kab. Merauke;2023;1,5"):
        _, (refused,), _ = stated("tabel.csv", _typed(row, head="kode;nama;tahun;indeks"))
        assert "is not" in refused["problem"]


#: Files that are refused: what is wrong, and what to do.
_REFUSED = {
    "targets beside results": [
        (_typed("1;KABUPATEN SUMEDANG;TARGET;4.0;2025", "2;KABUPATEN SUMEDANG;REALISASI;4.51;2025",
                "3;KOTA BANDUNG;TARGET;3.8;2025", "4;KOTA BANDUNG;REALISASI;4.1;2025",
                head="id;nama_kabupaten_kota;jenis_nilai;indeks_spbe;tahun"),
         r"two figures of KABUPATEN SUMEDANG 2025: index 4\.0 at row 2, and .*likewise of KOTA BANDUNG; which rows",
         r"column 'jenis_nilai' tells them apart \(TARGET, REALISASI\).*`where: \{jenis_nilai: REALISASI\}`"),
        (_typed("Kota Bogor;Semester 1;3,1;2024", "Kota Depok;Semester 1;3,2;2024", "Kota Bogor;Semester 2;3,3;2024",
                "Kota Depok;Semester 2;3,4;2024", head="Nama Daerah;Periode;Nilai;Tahun"),
         "two figures of Kota Bogor 2024", r"'Periode' tells them apart .*\{Periode: Semester 2\}"),
        # Nothing tells them apart but the row's number.
        (_typed("1;Kota Bogor;3,1;2024", "2;Kota Bogor;3,3;2024", head="id;nama;indeks;tahun"),
         "two figures of Kota Bogor 2024", "keep the row that is as published"),
    ],
    "a zero among other figures": [
        (_typed("Kota Bogor;2025;3,1;0", head="nama;tahun;indeks;d4"), "'0' under 'd4' is no score", "leave the cell"),
        (_typed("Kota Depok;2022;0,00;2,5", head="nama;tahun;indeks;d1"), "'0,00' under 'indeks'", "leave the cell"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("kind", _REFUSED)
def test_what_can_be_meant_in_two_ways_is_refused_with_the_question(kind):
    for text, problem, remedy in _REFUSED[kind]:
        with pytest.raises(SourceError, match=problem) as refusal:
            _parts("tabel.csv", text)
        assert re.search(remedy, refusal.value.remedy)


def test_a_declaration_says_which_rows_count(monkeypatch):
    text = _REFUSED["targets beside results"][0][0]
    where = {"Jenis nilai": "realisasi"}
    monkeypatch.setattr(
        f"{__name__}._SOURCES",
        [
            source.model_copy(update={"where": where}) if source.source == "spbe_spreadsheet" else source
            for source in _SOURCES
        ],
    )
    (part,) = _parts("tabel.csv", text)
    assert [(row["agency"], row["index"]) for row in part.rows] == [
        ("KABUPATEN SUMEDANG", "4.51"),
        ("KOTA BANDUNG", "4.1"),
    ]
    assert "left out: rows of other jenis_nilai: row 2; row 4" in part.notes


@pytest.mark.parametrize(
    ("name", "data", "problem", "remedy"),
    [
        ("jabar.json", b'{"message": "ok", "data": [{"nama_kabupaten_kota": "KOTA BANDUNG", "indeks_spbe": 4.1}]}',
         "its type is JSON", "open data portal's answer: download the same table as CSV or XLSX"),
        ("unduh.json", b'{"result": {"records": [{"Nama Daerah": "KOTA BATU", "Nilai": 3, "Tahun": 2025}]}}',
         "its type is JSON", "open data portal's answer: download the same table as CSV or XLSX"),
        ("Laporan 2025.pdf", b"# Laporan Evaluasi SPBE\n\n| No | Nama | Indeks |\n|---|---|---|\n| 1 | A | 3,1 |\n",
         "it is Markdown text under a PDF's name", "add the document itself"),
        ("Kepmen.PDF", b"KEPUTUSAN MENTERI\nNo Nama Instansi Indeks Predikat\n1 Kota Magelang 3,69 Sangat Baik\n",
         "it is plain text under a PDF's name", "add the document itself"),
        ("hasil.pdf", b'{"status": 404}', "it is JSON under a PDF's name", "add the document itself"),
        ("un.xlsx", as_xlsx(A=[_UN.split(","), [2022, "Indonesia", 77, 0.716, 0.7159, 0.7644, 0.7438, 0.6397]]),
         "its type is XLSX", "the UN's download, saved again as a workbook: download it again as CSV"),
        ("hasil.md", b"No | Nama | Indeks\n--:|:---|------\n1 | Kota Magelang | 3,69\n",
         "it is Markdown text", "the document"),
    ],
)  # fmt: skip
def test_a_file_of_another_kind_is_told_as_what_it_is(name, data, problem, remedy):
    with pytest.raises(SourceError, match=problem) as refusal:
        _parts(name, data)
    assert remedy in refusal.value.remedy


_FIGURES = ("egdi", "epi", "osi", "hci", "tii")


def _un(*rows):
    return "\n".join([_UN, *rows, ""])


#: A file of the UN's figures, the countries with their EGDI, and what its notes say.
_EDITIONS = {
    "saved again with semicolons and decimal commas": [
        (_un("2014,Indonesia,1,0.60000,0.50000,0.60000,0.60000,0.60000", "2014,Malaysia,3,0.40000,0.4,0.4,0.4,0.4")
         .replace(",", ";").replace(".", ","), {"IDN": "0.60000", "MYS": "0.40000"}, "saved again by a spreadsheet"),
        (_un("2018,Chad ,190,0.12,0.1,0.2,0.3,0.4", "2018,Niger,191,0.0975,0,0,0,0", ",,,,,,,").replace(",", "\t"),
         {"TCD": "0.12000", "NER": "0.09750"}, "brought back to 5 decimals: 10"),
    ],
    "zeros cut, figures lengthened": [
        (_un("2022.0,Indonesia,77.0,0.716,0.7159999999999999,1,0,0.6"), {"IDN": "0.71600"}, "5 decimals: 5"),
        (_un("2005,South Sudan,,0,0,0,0,0", "2005,Chad,nan,0.30000000000000004,0.1,0.2,0.3,0.4"),
         {"SSD": "0.00000", "TCD": "0.30000"}, "5 decimals: 10"),
    ],
    "names of before and other letters": [
        (_un("2014,Turkey,71,0.54428,0.4,0.5,0.6,0.7", "2014,C\u00f4te d\u2019Ivoire,171,0.20386,0.1,0.2,0.3,0.4",
             "2014,Swaziland,138,0.30556,0.1,0.2,0.3,0.4", "2014,Cape Verde,127,0.35513,0.1,0.2,0.3,0.4",
             "2014,The former Yugoslav Republic of Macedonia,96,0.47198,0.1,0.2,0.3,0.4"),
         {"TUR": "0.54428", "CIV": "0.20386", "SWZ": "0.30556", "CPV": "0.35513", "MKD": "0.47198"}, "5 decimals"),
        (_un("2012,COTE D'IVOIRE,1,0.35800,0.1,0.2,0.3,0.4", "2012,Czechia,2,0.6,0.1,0.2,0.3,0.4",
             "2012,Libyan Arab Jamahiriya,3,0.5,0.1,0.2,0.3,0.4", "2012,Turkiye,4,0.4,0.1,0.2,0.3,0.4",
             "2012,Guinea\u2010Bissau,5,0.3,0.1,0.2,0.3,0.4", "2012,Trinidad & Tobago,6,0.2,0.1,0.2,0.3,0.4",
             "2012,Lao People\u2032s Democratic\u00a0Republic,7,0.1,0.1,0.2,0.3,0.4"),
         {"CIV": "0.35800", "CZE": "0.60000", "LBY": "0.50000", "TUR": "0.40000", "GNB": "0.30000", "TTO": "0.20000",
          "LAO": "0.10000"}, "5 decimals"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("kind", _EDITIONS)
def test_an_edition_of_the_un_is_read_however_a_program_has_saved_it(kind):
    for text, expected, note in _EDITIONS[kind]:
        (part,) = _parts("un.csv", text)
        assert {row["iso3"]: row["egdi"] for row in part.rows} == expected
        assert all(re.fullmatch(r"[01]\.\d{5}", row[name]) for row in part.rows for name in _FIGURES)
        assert all(re.fullmatch(r"\d{0,3}", row["egdi_rank"]) for row in part.rows)
        assert note in " | ".join(part.notes)


def test_the_bundled_edition_with_its_zeros_cut_is_the_bundled_edition():
    for year in (2003, 2014, 2022):
        bundled = csv_rows("un_egovkb", f"un_egdi_{year}")
        cut = [
            [year, row["country"], row["egdi_rank"], *(repr(float(row[name])).removesuffix(".0") for name in _FIGURES)]
            for row in bundled
        ]
        (part,) = _parts("un.csv", _un(*(",".join(f'"{cell}"' for cell in map(str, row)) for row in cut)))
        assert list(part.rows) == bundled


@pytest.mark.parametrize(
    ("country", "meant"),
    [("CÃ´te d'Ivoire", "Côte d'Ivoire"), ("CÃ´te dâ€™Ivoire", "Côte d’Ivoire"), ("TÃ¼rkiye", "Türkiye"),
     ("C├┤te d'Ivoire", "Côte d'Ivoire"), ("CÃƒÂ´te d'Ivoire", "Côte d'Ivoire"), ("C?te d'Ivoire", "Côte d'Ivoire"),
     ("T\ufffdrkiye", "Türkiye")],
)  # fmt: skip
def test_a_country_in_a_wrong_encoding_is_told_so(country, meant):
    with pytest.raises(SourceError, match="wrong encoding") as refusal:
        _parts("un.csv", _un("2014,Indonesia,1,0.6,0.5,0.6,0.6,0.6", f"2014,{country},3,0.4,0.4,0.4,0.4,0.4"))
    assert repr(meant) in refusal.value.problem
    assert refusal.value.line == 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FREQ,REF_AREA,REF_AREA_LABEL,INDICATOR,DATABASE_ID,2018,2020,2022,2024\n"
         "A,IDN,Indonesia,UN_EGDI_EGDI,UN_EGDI,0.5258,0.6612,0.716,0.7991\n"
         "A,SGP,Singapore,UN_EGDI_EGDI,UN_EGDI,0.8812,,0.9133,0.9691\n",
         {2018: {"IDN": "0.5258", "SGP": "0.8812"}, 2020: {"IDN": "0.6612"}, 2022: {"IDN": "0.716", "SGP": "0.9133"},
          2024: {"IDN": "0.7991", "SGP": "0.9691"}}),
        ("DATABASE_ID;INDICATOR;REF_AREA;SEX;TIME_PERIOD;OBS_VALUE\nUN_EGDI;UN_EGDI_EGDI;IDN;_T;2022;0,7159999999999999\n"
         "UN_EGDI;UN_EGDI_EGDI;MYS;_T;2022;NaN\n", {2022: {"IDN": "0.716", "MYS": ""}}),
    ],
)  # fmt: skip
def test_a_download_of_data360_is_a_document_for_each_year(text, expected):
    parts = _parts("UN_EGDI.csv", text)
    assert {part.edition: {row["iso3"]: row["value"] for row in part.rows} for part in parts} == expected
    assert {part.raw_table for part in parts} == {"un_data360"}


def _annex(*rows):
    listed = [{"no": str(n), "agency": a, "index": i, "predikat": p} for n, (a, i, p) in enumerate(rows, start=1)]
    return decree(
        [Table("", "PEMERINTAH DAERAH", listed)], 2021, "1503 TAHUN 2021", "24 Desember 2021", Layout(font="Vera")
    ).data


def test_a_decree_is_read_in_whatever_letters_it_prints_grades_and_names(stated):
    for rows, expected in (
        ([("PEMERINTAH KOTA MAGELANG", "3,69", "SANGAT BAIK"), ("Pemerintah Kab. Sumedang", "4,51", "memuaskan")],
         {"33.71": ("3.69", "Sangat Baik"), "32.11": ("4.51", "Memuaskan")}),
        ([("Pemerintah Kabupaten Penukal Abab Lema\u00adtang Ilir", "1,95", "CUKUP"),
          ("Pemkab. Fak-Fak", "1,50", "Kurang"), ("PEMERINTAH DAERAH ISTIMEWA YOGYAKARTA", "4,00", "Sangat baik"),
          ("Pemerintah Kab. Kep. Aru*", "1,20", "KURANG")],
         {"16.12": ("1.95", "Cukup"), "92.03": ("1.50", "Kurang"), "34": ("4.00", "Sangat Baik"),
          "81.07": ("1.20", "Kurang")}),
    ):  # fmt: skip
        document = _annex(*rows)
        assert {row["predikat"] for part in _parts("kepmen.pdf", document) for row in part.rows} <= {*PREDIKAT}
        figures, refused, _ = stated("kepmen.pdf", document)
        assert refused == []
        assert figures == {
            (code, measure): value
            for code, (index, grade) in expected.items()
            for measure, value in (("INDEX", index), ("PREDIKAT", grade))
        }


def test_a_download_under_a_name_with_a_number_is_the_next_version_of_the_same_document(
    tmp_path, background, monkeypatch
):
    def read(content, _sources_dir, _source=None):
        reader, parts = recognise(content, _SOURCES)
        return Extract(reader.source, reader.version, reader.kind, parts)

    head = "id,kode_provinsi,nama_provinsi,kode_kabupaten_kota,nama_kabupaten_kota,indeks_spbe,satuan,tahun"
    rows = ["1,32,JAWA BARAT,3211,KABUPATEN SUMEDANG,{},POIN,2025", "2,32,JAWA BARAT,3273,KOTA BANDUNG,4.1,POIN,2025"]
    plain = [
        [
            head.replace("kode_provinsi,nama_provinsi,kode_kabupaten_kota,", ""),
            "1,KOTA BATU,{},POIN,2024",
            "2,KOTA MALANG,3,POIN,2024",
        ]
    ]
    for number, table in enumerate(([head, *rows], *plain)):
        intake = Intake(tmp_path / str(number), background, monkeypatch, read)
        for name, figure, version in (("od.csv", "4.51", 1), ("od (1).csv", "4.55", 2), ("od - Copy.csv", "4.56", 3)):
            examined = intake.examine(name, "\n".join(table).format(figure).encode())
            (finding,) = examined.findings
            assert (finding.step, finding.version) == ("new document" if version == 1 else "new version", version)
            intake.keep(examined)
        assert len(intake.held("spbe_spreadsheet")) == 1
