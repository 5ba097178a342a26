"""The report to one agency comes out of its PDF exactly, or is refused with the page and what is missing there."""

from __future__ import annotations

import io
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from sources.declaration.declared import BUNDLED, read_source
from sources.declaration.errors import SourceError
from sources.reading.content import identify
from sources.reading.parts import NotThis, Part
from sources.reading.pdf import Word
from sources.spbe_agency_report.heading import in_usual_letters
from sources.spbe_agency_report.levels import LevelTable
from sources.spbe_agency_report.parse import READER
from sources.statements.instruments import instrument_of
from tests.conftest import costly
from tests.typeset.agency_report import (
    ORDER,
    ORDER_2018,
    SCORE_NAMES,
    SCORE_NAMES_2018,
    AgencyReport,
    default_means,
    default_scores,
)

SOURCE = read_source(BUNDLED / "spbe_agency_report")
MEASURES = ("INDEX", "PREDIKAT", "D1", "D2", "D3", "D4", "A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8")
CODES = tuple(f"I{n:02}" for n in range(1, 48))
ALL_LEVELS = {n: str(n % 5 + 1) for n in range(1, 48)}
#: The report of 2020: three domains, 37 scores, no "Laporan Hasil" anywhere, and aspect weights that are misprinted.
OF_2020 = AgencyReport(
    agency="PEMERINTAH KAB. NIAS", year=2020, titled=False, scores=default_scores(ORDER_2018),
    score_names=SCORE_NAMES_2018, levels={n: str(n % 6) for n in range(1, 38)}, level_pages=(37,),
    weights=("33%", "22%"), means=default_means(ORDER_2018), place_and_date="Jakarta, 20 Januari 2021",
)  # fmt: skip
BEFORE = {measure: f"4,{n:02}" for n, measure in enumerate(ORDER)}
PAGES = (17, 20, 10)

#: Names as the heading prints them, and as they are written in running text.
AGENCIES = {
    "PEMERINTAH KABUPATEN HULU SUNGAI SELATAN": "Pemerintah Kabupaten Hulu Sungai Selatan",
    "PEMERINTAH KAB. TOLI-TOLI": "Pemerintah Kab. Toli-Toli",
    "PEMERINTAH PROVINSI DKI JAKARTA": "Pemerintah Provinsi DKI Jakarta",
    "PEMERINTAH D.I. YOGYAKARTA": "Pemerintah D.I. Yogyakarta",
    "KEMENTERIAN KOORDINATOR BIDANG PEMBANGUNAN MANUSIA DAN KEBUDAYAAN REPUBLIK INDONESIA":
        "Kementerian Koordinator Bidang Pembangunan Manusia dan Kebudayaan Republik Indonesia",
    "LEMBAGA KEBIJAKAN PENGADAAN BARANG/JASA PEMERINTAH": "Lembaga Kebijakan Pengadaan Barang/Jasa Pemerintah",
    "SEKRETARIAT JENDERAL DPR RI": "Sekretariat Jenderal DPR RI",
    "Badan Nasional Pencarian dan Pertolongan (BASARNAS)": "Badan Nasional Pencarian dan Pertolongan (BASARNAS)",
}  # fmt: skip
#: Layouts of reports that come back exactly.
READ = {
    "evaluation": AgencyReport(),
    "monitoring, two years": AgencyReport(
        variant="PEMANTAUAN", year=2022, level_pages=(44, 3), cover_agency="", heading_years=True, predikat="Kurang",
        previous_year={n: str((n + 2) % 5 + 1) for n in range(1, 48)},
    ),
    "an empty column of the year before": AgencyReport(year=2022, previous_year={}),
    **{f"levels on pages of {pages}": AgencyReport(level_pages=pages) for pages in ((46, 1), (1, 46), PAGES)},
    **{
        f"number and level of a wrapped name: {rows}": AgencyReport(
            rows=rows, level_pages=PAGES, repeat_heading=at % 2 == 0
        )
        for at, rows in enumerate(
            ("top", "middle", "overprinted", "number on the last line", "level on the last line")
        )
    },
    **{
        f"scores of {year} and the year before{', wide' * wide}": AgencyReport(
            year=year, previous_scores=BEFORE, wide_scores=wide
        )
        for year in (2021, 2024)
        for wide in (False, True)
    },
    "a wide table of scores": AgencyReport(wide_scores=True, heading_years=True),
    "decimal points": AgencyReport(scores={m: value.replace(",", ".") for m, value in default_scores().items()}),
    "the regulation's names of domains": AgencyReport(
        score_names=("SPBE", "Domain 1 - Kebijakan Internal SPBE", *SCORE_NAMES[2:])
    ),
    **{
        f"a page number below the {'numbers' if x < 100 else 'levels'}, {len(pages)} pages": AgencyReport(
            level_pages=pages, footer="{page}", footer_x=x
        )
        for x in (62, 511)
        for pages in ((47,), PAGES)
    },
    "a running head like the page of scores": AgencyReport(footer="INDEKS SPBE – PEMERINTAH KOTA BANDAR LAMPUNG"),
    "index and predikat below the name": AgencyReport(agency="BADAN NASIONAL PENCARIAN (BASARNAS)", box="below"),
    **{
        f"a cover with {cover}": AgencyReport(agency="PEMERINTAH KABUPATEN TULANG BAWANG", cover_agency=cover)
        for cover in ("Pemerintah Kabupaten Tulang Bawang", "PEMERINTAH KAB. TULANG BAWANG")
    },
    **{agency: AgencyReport(agency=agency, predikat="Sangat Baik") for agency in AGENCIES},
    "three domains, 37 scores": OF_2020,
    "three domains, on several pages": replace(OF_2020, level_pages=(20, 17), rows="middle", repeat_heading=True),
}  # fmt: skip
#: Reports that are refused, and with which words.
REFUSED = {
    "an empty column of this year": (
        AgencyReport(year=2022, previous_year=ALL_LEVELS, levels={}),
        "page 7: the table of levels has 1 columns of figures below the years 2021, 2022",
    ),
    **{
        f"no level of indicator {n}": (
            AgencyReport(levels={k: v for k, v in ALL_LEVELS.items() if k != n}, level_pages=PAGES),
            f"page {page}: {count} indicators, but {count - 1} levels; no level of its own stands beside I{n:02}",
        )
        for n, page, count in ((1, 7, 17), (20, 8, 20), (47, 9, 10))
    },
    **{
        f"level {level}": (
            AgencyReport(levels={**ALL_LEVELS, 23: level}, level_pages=PAGES),
            f"page 8: I23 has the level {level!r}; levels are 1 to 5.",
        )
        for level in ("6", "0", "2,5", "-", "33")
    },
    "a table that ends early": (
        AgencyReport(level_pages=(44,)),
        "47 levels are expected, 44 were found: page 7 ends with I44; missing are I45 to I47.",
    ),
    "levels on a picture": (AgencyReport(pictures=("levels",)), "missing are I01 to I47. Pages with hardly any text, "
                            "whose pictures are not read: 4, 7."),
    "scores on a picture": (AgencyReport(pictures=("scores",)), "no page has index and predikat"),
    "pictures only": (
        AgencyReport(cover_agency="", pictures=("foreword", "summary", "means", "scores", "prose", "levels")),
        "it is a scan or a picture",
    ),
    **{
        f"no score {measure}": (
            AgencyReport(scores={**default_scores(), measure: ""}),
            f"page 5: the table 'Nama Indeks / Nilai' has no value for {measure}.",
        )
        for measure in ("D3", "A8")
    },
    "a row of scores without its name": (
        AgencyReport(score_names=[name.replace("Pelaksanaan Audit TIK", "Lainnya") for name in SCORE_NAMES]),
        "has no row for A6",
    ),
    "another predikat": (AgencyReport(predikat="Lumayan"), "no predikat in brackets"),
    "two indexes": (
        AgencyReport(heading_index="3,00"), "the heading prints the index 3,00, the table below it 1,10",
    ),
    "another year on the cover": (AgencyReport(cover_year=2022), "2022 on page 1, 2021 on page 3"),
    "another year over pages": (AgencyReport(summary_year=2023), "2021 on page 1, 2023 on page 3"),
    "another year over the levels": (
        AgencyReport(heading_years=True, levels_heading_year=2024), "is of 2024, but the document is of 2021",
    ),
    "a table of 2018 to 2020 that ends with indicator 35": (
        replace(OF_2020, level_pages=(35,)),
        "37 levels are expected, 35 were found: page 7 ends with I35-1; missing are I35-2 to I35-3.",
    ),
    "level 6 of 2020": (
        replace(OF_2020, levels={**OF_2020.levels, 36: "6"}), "I35-2 has the level '6'; levels are 0 to 5."
    ),
    "the domains of 2020 under the instrument of 2021": (
        replace(OF_2020, year=2021), "page 5: the table 'Nama Indeks / Nilai' has no row for D3, A2, A4, A5, A6",
    ),
    "a year without a known layout": (
        AgencyReport(year=2026), "how a report of PEMDI-2026 names its scores is not known here",
    ),
    **{
        f"the cover of {cover}": (
            AgencyReport(cover_agency=cover), f"the cover names '{cover}', page 5 'PEMERINTAH KOTA BANDAR LAMPUNG'",
        )
        for cover in ("PEMERINTAH KOTA METRO", "PEMERINTAH KABUPATEN BANDAR LAMPUNG", "KEMENTERIAN KESEHATAN",
                      "PEMERINTAH KOTA BANDAR LAMPUNG UTARA", "Pemerintah Kota Metro")
    },
}  # fmt: skip


def parts_of(report: AgencyReport) -> tuple[Part, ...]:
    found = READER.read(identify("kiriman.pdf", report.pdf()), SOURCE)
    assert not isinstance(found, NotThis), found.looked_for
    return found


def assert_all_came_back(report: AgencyReport) -> Part:
    part = parts_of(report)[0]
    codes = [*CODES[:34], "I35-1", "I35-2", "I35-3"] if len(report.levels) == 37 else CODES
    measures = [measure for measure in MEASURES if measure in {*report.scores, "PREDIKAT"}]
    assert [row["measure"] for row in part.rows] == [*measures, *codes]
    assert [row["row_no"] for row in part.rows] == [str(n) for n in range(1, len(part.rows) + 1)]
    values = {row["measure"]: row["printed_value"] for row in part.rows}
    assert {measure: values[measure] for measure in report.scores} == dict(report.scores)
    assert values["PREDIKAT"] == report.predikat
    assert {n: values[code] for n, code in enumerate(codes, start=1)} == dict(report.levels)
    pages = [row["pdf_page"] for row in part.rows if row["measure"] in codes]
    assert pages == [str(7 + at) for at, count in enumerate(report.level_pages) for _ in range(count)]
    assert part.same_as == AGENCIES.get(report.agency, in_usual_letters(report.agency))
    assert {row["agency"] for row in part.rows} == {part.same_as}
    return part


def outcome_of(report: AgencyReport, words: str = "") -> str:
    """What becomes of a report: "read" for one that came back exactly, the words of the refusal, or what went wrong."""
    try:
        assert_all_came_back(report)
    except SourceError as error:
        return words if words and words in str(error) and "Remedy: " in str(error) else str(error)
    except AssertionError as error:
        return f"READ WRONG: {error}"[:300]
    return "read"


def test_every_layout_comes_back_exactly_or_is_refused_with_its_place() -> None:
    expected = dict.fromkeys(READ, "read") | {name: words for name, (_, words) in REFUSED.items()}
    outcomes = {name: outcome_of(report) for name, report in READ.items()}
    outcomes |= {name: outcome_of(report, words) for name, (report, words) in REFUSED.items()}
    assert outcomes == expected


def test_a_report_is_a_part_with_title_date_and_pages() -> None:
    part = parts_of(AgencyReport())[0]
    assert (part.raw_table, part.edition, part.document_type) == ("spbe_agency_report", 2021, "agency_report")
    assert part.title == "Laporan Hasil Evaluasi SPBE Pemerintah Kota Bandar Lampung Tahun 2021"
    assert part.document_date == date(2022, 1, 31)
    assert part.states == {"levels": 47}
    assert part.rows[0] == {
        "evaluation_year": "2021", "agency": "Pemerintah Kota Bandar Lampung", "pdf_page": "5", "row_no": "1",
        "measure": "INDEX", "printed_value": default_scores()["INDEX"],
    }  # fmt: skip
    monitoring = parts_of(READ["monitoring, two years"])[0]
    assert monitoring.title == "Laporan Hasil Pemantauan SPBE Pemerintah Kota Bandar Lampung Tahun 2022"
    assert "The level table also shows 2021; only 2022 is kept." in monitoring.notes


@given(
    levels=st.lists(st.sampled_from("12345"), min_size=47, max_size=47),
    first=st.integers(5, 42),
    hundredths=st.lists(st.integers(100, 500), min_size=13, max_size=13),
)
@settings(costly(5), suppress_health_check=[HealthCheck.too_slow])
def test_any_levels_and_scores_come_back_exactly(levels: list[str], first: int, hundredths: list[int]) -> None:
    scores = {m: f"{n // 100},{n % 100:02}" for m, n in zip(ORDER, hundredths, strict=True)}
    levels_by_number = dict(enumerate(levels, start=1))
    assert_all_came_back(AgencyReport(levels=levels_by_number, level_pages=(first, 47 - first), scores=scores))


def test_group_means_come_as_a_second_part_in_the_form_of_the_other_editions() -> None:
    renamed = {"Lembaga Lain": "LNS dan Instansi Lainnya"}  # a name of several lines
    for means in (default_means(), {renamed.get(g, g): v for g, v in default_means().items()}):
        _, part = parts_of(AgencyReport(means=means))
        assert (part.raw_table, part.edition) == ("spbe_printed_means", 2021)
        assert part.same_as == "Pemerintah Kota Bandar Lampung"
        assert part.title.endswith(": rata-rata kelompok instansi")
        assert part.rows[90] == {
            "table_no": "", "pdf_page": "4", "row_no": "91", "evaluation_year": "2021", "agency_group": "Kota",
            "measure": "A8", "printed_value": means["Kota"]["A8"].replace(",", "."),
        }  # fmt: skip
        assert len(part.rows) == 91
        assert {(row["agency_group"], row["measure"]): row["printed_value"] for row in part.rows} == {
            ("Lembaga lain" if group == "Lembaga Lain" else group, measure): value.replace(",", ".")
            for group, values in means.items()
            for measure, value in values.items()
        }
        assert ('The group is printed "Lembaga Lain".' in part.notes) == ("Lembaga Lain" in means)
    means = default_means(ORDER_2018)
    found = {(row["agency_group"], row["measure"]): row["printed_value"] for row in parts_of(OF_2020)[1].rows}
    assert found["Provinsi", "D3"] == means["Provinsi"]["D3"].replace(",", ".")
    assert len(found) == 7 * 11


def test_means_on_a_picture_or_with_an_empty_cell_are_left_out_and_said_so() -> None:
    means = {group: dict(values) for group, values in default_means().items()}
    means["Kota"]["A6"] = ""
    for report, said in (
        (AgencyReport(), "whose pictures are not read: 4."),
        (AgencyReport(means=means), "The group means on page 4 have no figure for Kota, A6; none was taken."),
    ):
        (part,) = parts_of(report)
        assert [note.endswith(said) for note in part.notes if "group means" in note] == [True]


def test_a_report_without_a_date_in_its_text_has_none_and_none_is_guessed() -> None:
    part = parts_of(AgencyReport(pictures=("foreword",)))[0]
    assert part.document_date is None
    assert any("No single date of issue is in the text." in note and "2" in note for note in part.notes)
    for written in ("Jakarta, 31 Februari 2022", "Jakarta, 3 Marzo 2022"):
        assert parts_of(AgencyReport(place_and_date=written))[0].document_date is None


def test_two_numbers_on_one_line_do_not_share_a_level() -> None:
    def word(text: str, x: float, y: float) -> Word:
        return Word(text, x, x + 6 * len(text), y, y + 10, 10)

    heading = [word("No", 60, 50), word("Indikator", 200, 50), word("Kematangan", 490, 50)]
    rows = [
        (
            word(str(n), 60, 100 + 20 * (2 if n == 3 else n)),
            word("Layanan", 90, 100 + 20 * n),
            word(level, 510, 100 + 20 * n),
        )
        for n, level in ((1, "4"), (2, "2"), (3, "5"))
    ]
    with pytest.raises(SourceError, match="page 9: 3 indicators"):
        LevelTable(Path("x.pdf"), 2024, instrument_of(2024)).read_page(9, [*heading, *(w for row in rows for w in row)])


def test_two_reports_in_one_file_are_refused() -> None:
    import pypdfium2

    joined = pypdfium2.PdfDocument.new()
    for agency in ("PEMERINTAH KOTA METRO", "PEMERINTAH KOTA BANDAR LAMPUNG"):
        joined.import_pages(pypdfium2.PdfDocument(AgencyReport(agency=agency, cover_agency="").pdf()))
    out = io.BytesIO()
    joined.save(out)
    with pytest.raises(SourceError, match=r"pages 5 and 12 contradict each other: PEMERINTAH KOTA METRO"):
        READER.read(identify("dua.pdf", out.getvalue()), SOURCE)


def other_pdf(*lines: str, pages: int = 1) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    for _ in range(pages):
        for at, line in enumerate(lines):
            canvas.drawString(50, 780 - 20 * at, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def test_another_document_is_told_apart() -> None:
    title = "LAPORAN PELAKSANAAN EVALUASI SPBE 2024"
    for lines in (
        (title, "No Nama Instansi D1 D2 D3 D4 Indeks Predikat", "1 Pemerintah Kota Metro 2,10 2,20 2,30 2,40 Cukup"),
        ("KEPUTUSAN MENTERI NOMOR 663 TAHUN 2024", "Laporan Hasil Evaluasi SPBE", "No Nama Instansi Indeks"),
        (title, "Setiap instansi menerima Laporan Hasil Evaluasi SPBE.", "No Indikator Nilai Tingkat Kematangan"),
    ):
        found = READER.read(identify("lain.pdf", other_pdf(*lines)), SOURCE)
        assert isinstance(found, NotThis)
        assert "INDEKS SPBE – <agency>" in found.looked_for
        assert lines[0][:30] in found.looked_for


def test_a_long_other_document_is_told_apart_quickly() -> None:
    content = identify(
        "panjang.pdf", other_pdf("LAPORAN PELAKSANAAN", *["1 Pemerintah Kota Metro 2,10"] * 30, pages=150)
    )
    begin = time.process_time()
    assert isinstance(READER.read(content, SOURCE), NotThis)
    # Placing the words of 150 such pages takes more than ten seconds.
    assert time.process_time() - begin < 5
