"""Typesets the ministry's report to one agency (LHE, LHP) as a PDF, in the layouts that its real reports have."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader, simpleSplit
from reportlab.pdfgen.canvas import Canvas

import sources

NODES = Path(sources.__path__[0]) / "instruments" / "snapshots"
GROUPS = ("Nasional", "Kementerian", "LPNK", "Lembaga Lain", "Provinsi", "Kabupaten", "Kota")
ORDER = ("INDEX", "D1", "A1", "D2", "A2", "A3", "A4", "D3", "A5", "A6", "D4", "A7", "A8")
#: As the reports print them, which is not quite as the regulation does.
SCORE_NAMES = (
    "SPBE", "Domain Kebijakan SPBE", "Kebijakan Internal Tata Kelola SPBE", "Domain Tata Kelola SPBE",
    "Perencanaan Strategis SPBE", "Teknologi Informasi dan Komunikasi", "Penyelenggara SPBE", "Domain Manajemen SPBE",
    "Penerapan Manajemen SPBE", "Pelaksanaan Audit TIK", "Domain Layanan SPBE",
    "Layanan Administrasi Pemerintahan Berbasis Elektronik", "Layanan Publik Berbasis Elektronik",
)  # fmt: skip
#: The same of the years 2018 to 2020, whose reports also call themselves otherwise.
ORDER_2018 = ("INDEX", "D1", "A1", "A2", "D2", "A3", "A4", "A5", "D3", "A6", "A7")
SCORE_NAMES_2018 = (
    "SPBE", "Domain Kebijakan Internal SPBE", "Kebijakan Internal Tata Kelola SPBE",
    "Kebijakan Internal Layanan SPBE", "Domain Tata Kelola SPBE", "Kelembagaan", "Strategi dan Perencanaan",
    "Teknologi Informasi dan Komunikasi", "Domain Layanan SPBE",
    "Layanan Administrasi Pemerintahan Berbasis Elektronik", "Layanan Publik Berbasis Elektronik",
)  # fmt: skip
#: Where number and level stand beside a name of two lines. "overprinted": rows are as high as one line, so that the
#: second line of a name is printed over the row below, as in the reports of 2021 and 2022.
Rows = Literal["top", "middle", "overprinted", "number on the last line", "level on the last line"]
Box = Literal["right", "below"]


def indicator_names(year: int) -> list[str]:
    """The regulation's names of what is given a level in a year."""
    file = NODES / f"instrument_nodes_spbe_{2018 if year < 2021 else 2020}.csv"
    with file.open(encoding="utf-8", newline="") as stream:
        nodes = list(csv.DictReader(stream))
    parents = {node["parent_code"] for node in nodes}
    return [node["name_id"] for node in nodes if node["node_code"] not in parents]


def default_scores(order: Sequence[str] = ORDER) -> dict[str, str]:
    """As many different values, so that a swap shows."""
    return {measure: f"{1 + n // 5},{10 + 7 * n:02}" for n, measure in enumerate(order)}


def default_means(order: Sequence[str] = ORDER) -> dict[str, dict[str, str]]:
    """A mean of its own for every group and measure."""
    return {
        group: {measure: f"{1 + g // 2},{10 + 6 * m + g:02}" for m, measure in enumerate(order)}
        for g, group in enumerate(GROUPS)
    }


_FOREWORD = (
    "Puji syukur kehadirat Tuhan Yang Maha Esa bahwa kegiatan Pemantauan dan Evaluasi Sistem Pemerintahan Berbasis "
    "Elektronik (SPBE) Tahun 2030 dapat terlaksana sebagaimana Peraturan Presiden Nomor 95 Tahun 2018."
)
_WEAK = (
    "belum terlaksana dengan baik: hasil 1.2 pada 4 indikator dari 47 indikator, dengan Tingkat Kematangan Layanan "
    "Publik Sektor 3 sampai level 5."
)


@dataclass(frozen=True)
class AgencyReport:
    """What a report says, and how it is laid out; an indicator without a level has an empty cell.

    The order of `scores` is that of the tables.

    Pages may be pictures without text, as the means are in the report of 2024, and so may be a cover ("").
    """

    agency: str = "PEMERINTAH KOTA BANDAR LAMPUNG"
    year: int = 2021
    variant: str = "EVALUASI"
    predikat: str = "Cukup"
    scores: Mapping[str, str] = field(default_factory=default_scores)
    heading_index: str | None = None
    levels: Mapping[int, str] = field(default_factory=lambda: {n: str(n % 5 + 1) for n in range(1, 48)})
    level_pages: Sequence[int] = (47,)  # how many indicators stand on each page of the table
    previous_year: Mapping[int, str] | None = None  # a second column of levels, left of the year's own
    previous_scores: Mapping[str, str] | None = None  # the same of scores
    wide_scores: bool = False  # fills the page below the chart, not its right half beside it
    heading_years: bool = False  # the tables name the year over the values
    levels_heading_year: int | None = None
    repeat_heading: bool = False
    means: Mapping[str, Mapping[str, str]] | None = None
    cover_agency: str | None = None
    cover_year: int | None = None
    summary_year: int | None = None
    place_and_date: str | None = "Jakarta, 31 Januari 2022"
    rows: Rows = "overprinted"
    box: Box = "right"
    pictures: Sequence[str] = ()
    footer: str | None = None
    footer_x: float = 40
    score_names: Sequence[str] = SCORE_NAMES
    weights: Sequence[str] = ("13%", "25%")  # what the page of means prints beside the first parts
    titled: bool = True  # "LAPORAN HASIL ..." on the cover and in the text

    def pdf(self) -> bytes:
        """The report as a file."""
        out = io.BytesIO()
        _Sheets(self, Canvas(out, pagesize=A4, invariant=True)).draw()
        return out.getvalue()


class _Sheets:
    """Draws a report page by page; heights are counted from the top of the page."""

    def __init__(self, report: AgencyReport, canvas: Canvas) -> None:
        self.report, self.canvas = report, canvas
        self.width, self.height = A4

    def draw(self) -> None:
        said = self.report
        for name, page in (
            ("cover", self._cover), ("foreword", self._foreword), ("summary", self._summary), ("means", self._means),
            ("scores", self._scores), ("prose", self._prose),
        ):  # fmt: skip
            picture = {"cover": said.cover_agency == "", "means": said.means is None}.get(name, False)
            self._page(picture or name in said.pictures, page)
        first = 1
        for at, count in enumerate(said.level_pages):
            numbers = range(first, first + count)
            self._page("levels" in said.pictures, lambda n=numbers, a=at: self._levels(n, a))
            first += count
        self.canvas.save()

    def _page(self, picture: bool, draw: object) -> None:
        if picture:
            image = ImageReader(Image.new("RGB", (40, 60), (200, 210, 220)))
            self.canvas.drawImage(image, 0, 0, self.width, self.height)
        else:
            assert callable(draw)
            draw()
            if self.report.footer:
                self._text(self.report.footer_x, 832, self.report.footer.format(page=self.canvas.getPageNumber()), 8)
        self.canvas.showPage()

    def _text(self, x: float, y: float, text: str, size: float = 11, align: str = "left") -> None:
        self.canvas.setFont("Helvetica", size)
        way = {"left": "drawString", "right": "drawRightString", "centre": "drawCentredString"}[align]
        getattr(self.canvas, way)(x, self.height - y, text)

    def _lines(
        self, place: tuple[float, float], text: str, width: float, size: float = 11, pitch: float = 13.4,
        *, align: str = "left",
    ) -> float:  # fmt: skip
        """Wrapped text; the height of the line after it is returned."""
        x, y = place
        for line in simpleSplit(text, "Helvetica", size, width):
            self._text(x, y, line, size, align)
            y += pitch
        return y

    def _heading(self) -> None:
        year = self.report.summary_year or self.report.year
        self._text(40, 40, f"{self.report.variant} SISTEM PEMERINTAHAN BERBASIS ELEKTRONIK TAHUN {year}", 12)

    def _cover(self) -> None:
        said = self.report
        if said.titled:
            self._text(34, 120, f"LAPORAN HASIL {said.variant}", 26)
        self._text(60, 170, "Sistem Pemerintahan Berbasis Elektronik", 18)
        self._text(543, 330, f"INDEKS SPBE TAHUN {said.cover_year or said.year}", 22, "right")
        self._lines((543, 460), said.cover_agency or said.agency, 290, 20, 32, align="right")
        self._text(23, 730, "Deputi Bidang Kelembagaan dan Tata Laksana", 12)
        self._text(23, 748, "Kementerian Pendayagunaan Aparatur Negara", 12)
        self._text(23, 766, "dan Reformasi Birokrasi", 12)

    def _foreword(self) -> None:
        self._text(298, 70, "KATA PENGANTAR", 14, "centre")
        self._lines((50, 110), _FOREWORD, 480)
        if self.report.place_and_date:
            self._text(532, 640, self.report.place_and_date, 11, "right")

    def _summary(self) -> None:
        self._heading()
        named = f"Laporan Hasil {self.report.variant.capitalize()}" if self.report.titled else "dokumen"
        told = f"Hasil tahun {self.report.year} terlampir dalam {named} ini."
        self._lines((50, 80), f"Pada tahun 2019, pelaksanaan Evaluasi SPBE memakai 37 indikator. {told}", 480)

    def _means(self) -> None:
        means = self.report.means
        assert means is not None
        self._heading()
        for n, (grade, span) in enumerate((("Memuaskan", "4,2 – 5,0"), ("Baik *)", "2,6 – < 3,5"))):
            self._text(60, 70 + 14 * n, f"Domain {n + 1} - Kebijakan SPBE {self.report.weights[n]}", 8)
            self._text(410, 70 + 14 * n, f"{n + 1}    {span}    {grade}", 8)
        self._text(400, 250, "Rata-rata Nilai", 9, "centre")
        self._text(130, 268, "Indeks", 8, "centre")
        for n, group in enumerate(means):
            self._lines((240 + 49 * n, 264), group, 44, 7, 9, align="centre")
        y = 300.0
        for measure, name in zip(self.report.scores, self.report.score_names, strict=True):
            after = self._lines((55, y), name, 150, 8, 10)
            for n, values in enumerate(means.values()):
                self._text(240 + 49 * n, (y + after) / 2 - 5, values[measure], 8, "centre")
            y = after + 3
        self._text(120, 560, "Distribusi Nilai Indeks SPBE Berdasarkan Predikat", 10)
        for n, share in enumerate(("73.53%", "72.00%", "18.18%", "44.12%")):
            self._text(130 + 90 * n, 600, share, 8)

    def _scores(self) -> None:
        said = self.report
        index = said.heading_index or said.scores["INDEX"]
        heading = f"INDEKS SPBE – {said.agency}"
        if said.box == "right":
            y = self._lines((39, 64), heading, 430, 12, 15)
            self._text(518, 48, index, 13, "centre")
            self._lines((518, 66), f"({said.predikat})", 60, 11, 13, align="centre")
        else:
            y = self._lines((150, 64), heading, 300, 12, 15)
            self._text(298, y + 10, index, 20, "centre")
            self._text(298, y + 34, f"({said.predikat})", 12, "centre")
        self._text(298, 160, "Nilai Indeks SPBE, Domain, dan Aspek", 11, "centre")
        # A chart has words and figures of its own.
        self._text(60, 230, "Domain Layanan", 8)
        self._text(150, 260, "2,00", 8)
        left, middle, width, y = (48, 190, 380, 365.0) if said.wide_scores else (348, 408, 125, 185.0)
        columns = [(535, said.year, said.scores)]
        if said.previous_scores is not None:
            columns.insert(0, (490, said.year - 1, said.previous_scores))
        self._text(middle, y, "Nama Indeks", 10, "centre")
        for x, year, _ in columns:
            named = said.heading_years or said.previous_scores is not None
            self._lines((x, y), f"Nilai {year}" if named else "Nilai", 30, 10, 11, align="centre")
        y += 29
        for measure, name in zip(said.scores, said.score_names, strict=True):
            lines = simpleSplit(name, "Helvetica", 10, width)
            for at, line in enumerate(lines):
                self._text(left if at else left + 6, y + 13.4 * at, line, 10)
            for x, _, values in columns:
                self._text(x, y + 6.7 * (len(lines) - 1), values.get(measure, ""), 10, "centre")
            y += 18.5 + 13.4 * (len(lines) - 1)
        self._text(298, y + 20, "Kekuatan dan Kelemahan", 11, "centre")
        self._lines((46, y + 42), "A. Kebijakan Internal Tata Kelola SPBE belum terpenuhi, nilai 1,00 dari 5,00.", 500)

    def _prose(self) -> None:
        self._text(298, 60, "REKOMENDASI", 12, "centre")
        self._lines((50, 90), f"Secara prinsip, penerapan di {self.report.agency.title()} {_WEAK}", 480)

    def _levels(self, numbers: range, at_page: int) -> None:
        said = self.report
        y = 50.0
        if at_page == 0:
            self._text(298, 46, "Perolehan Nilai Tingkat Kematangan Indikator", 14, "centre")
            self._text(68, 66, "Target nilai tingkat kematangan untuk setiap indikator adalah minimal 3 (tiga)", 11)
        if at_page == 0 or said.repeat_heading:
            self._text(66, 105, "No", 11, "centre")
            self._text(250, 105, "Indikator", 11, "centre")
            years = {446: said.year - 1, 513: said.year} if said.previous_year is not None else {513: said.year}
            for x, year in years.items():
                self._text(x, 98, "Nilai Tingkat", 10, "centre")
                self._text(x, 110, "Kematangan", 10, "centre")
                if said.heading_years or said.previous_year is not None:
                    self._text(x, 122, str(said.levels_heading_year or year), 10, "centre")
            y = 142.0
        names = indicator_names(said.year)
        for n in numbers:
            last = self._lines((90, y), names[n - 1], 310, 10, 11) - 11 - y
            number_y = y + {"middle": last / 2, "number on the last line": last}.get(said.rows, 0)
            level_y = y + {"middle": last / 2, "level on the last line": last}.get(said.rows, 0)
            self._text(66, number_y, str(n), 10, "centre")
            if level := said.levels.get(n):
                self._text(513, level_y, level, 10, "centre")
            if said.previous_year is not None and (before := said.previous_year.get(n)):
                self._text(446, level_y, before, 10, "centre")
            y += 14.65 if said.rows == "overprinted" else 14.65 + last
        assert y < self.height, "more rows than a page holds: nothing may fall off its end unnoticed"
