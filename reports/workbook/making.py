"""Make the workbooks of a release: the nation's, and one for each province beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from reports.package import TITLE
from reports.workbook import calculator, charts, guide, profile
from reports.workbook.data_sheet import Placed, Sheet, meaning, prepare, scope, set_page, write_data_sheet
from reports.workbook.instrument import Instrument, index_heading, read_instrument
from reports.workbook.planning import read_rows
from reports.workbook.rows_sheet import RowsSheet, rows_as_text
from reports.workbook.styles import HEAD, INK, Look, Styles
from warehouse.connection import Connection
from warehouse.releases import ReleaseFacts

_PROVINCES = "provinsi"
_COLUMNS = "Arti kolom"
#: What a cell's text may not be taken for: a formula, a number, a link.
_OPTIONS = {
    "in_memory": True,
    "strings_to_numbers": False,
    "strings_to_formulas": False,
    "strings_to_urls": False,
}


def write_workbooks(database: Connection, folder: Path, facts: ReleaseFacts) -> None:
    """``spbe-<year>.xlsx``, and ``provinsi/<code>-<name>.xlsx`` for each province.

    Args:
        database: a release, with its views in the search path.
        folder: the release's folder.
        facts: what the files say of the release; the date of the data is the date of the files.
    """
    year = facts.newest_year
    sheets, looks = prepare(read_rows(database, facts))
    told = guide.read_guide(database)
    national = _Workbook(folder / f"spbe-{year}.xlsx", f"SPBE {year}", sheets, looks, facts)
    index = index_heading(database, year)
    _write_national(national, read_instrument(database, year), index, told)
    (folder / _PROVINCES).mkdir()
    split = {view: sheet for view, sheet in sheets.items() if sheet.plan.province_by is not None}
    for code, name in _provinces(sheets["wilayah"]):
        file = folder / _PROVINCES / f"{code}-{_slug(name)}.xlsx"
        its = {view: sheet.of_province(code) for view, sheet in split.items()}
        _write_province(_Workbook(file, f"SPBE {name} {year}", its, looks, facts), name, index, told)


def _provinces(regions: Sheet) -> list[tuple[str, str]]:
    """Code and name of every province."""
    register = Placed(regions, 0)
    names = zip(*map(register.values, ("region_code", "region_name", "province_code")), strict=True)
    return [(code, name) for code, name, province in names if code == province]


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


class _Workbook:
    """A workbook while it is written.

    Args:
        file: that it becomes.
        title: in its properties.
        sheets: its data sheets, by the name of their view.
        looks: of their cells, by number.
        facts: what it says of the release.
    """

    def __init__(
        self, file: Path, title: str, sheets: Mapping[str, Sheet], looks: Sequence[Look], facts: ReleaseFacts
    ) -> None:
        self.book = Workbook(str(file), _OPTIONS)
        self.book.set_properties(
            {
                "title": title,
                "subject": TITLE.id,
                "comments": f"Rilis {facts.release_id}",
                "created": datetime.combine(facts.data_date, time()),
            }
        )
        self.styles = Styles(self.book, looks)
        self.sheets, self.facts = sheets, facts
        self.footer = f"{TITLE.id}, rilis {facts.release_id}"
        self.front = self.book.add_worksheet(guide.NAME)

    def write_data(self, where: str) -> dict[str, Placed]:
        """Write the data sheets."""
        return {
            view: write_data_sheet(
                self.book, self.styles, sheet, year=self.facts.newest_year, footer=self.footer, where=where
            )
            for view, sheet in self.sheets.items()
        }

    def close(self, own: list[tuple[str, str]], told: dict[str, list[str]], province: str | None) -> None:
        """Write the meanings and the guide, put the workbook's own sheets first, and write the file."""
        _write_meanings(self)
        listed = [(sheet.plan.name, scope(sheet.plan, self.facts.newest_year)) for sheet in self.sheets.values()]
        sheets = [*own, *listed, (_COLUMNS, "Apa arti tiap kolom.")]
        guide.write_guide(self.front, self.styles, self.facts, told=told, sheets=sheets, province=province)
        # They read the data sheets and are written after them.
        first = [guide.NAME, *(name for name, _ in own)]
        pages = self.book.worksheets_objs
        pages.sort(key=lambda page: first.index(page.name) if page.name in first else len(first))
        for index, page in enumerate(pages):
            page.index = index
        self.front.activate()
        self.book.close()


def _write_national(workbook: _Workbook, instrument: Instrument | None, index: str, told: dict[str, list[str]]) -> None:
    placed, year = workbook.write_data("daerah mana pun"), workbook.facts.newest_year
    region = placed["wilayah"].values("region_name")[0]
    measures = ["INDEX", *(part.code for part in instrument.parts)] if instrument else []
    profile.write_profile(
        workbook.book,
        workbook.styles,
        placed,
        region=region,
        year=year,
        measures=measures,
        footer=workbook.footer,
        part=instrument.called("part_heading") if instrument else "Domain",
        whole_levels=instrument is None or instrument.whole_levels,
    )
    own = [(profile.NAME, "Semua tentang satu daerah: pilih namanya.")]
    # A year of which nothing is ranked has no place that levels would have had.
    if instrument and placed["peringkat"].values("kind"):
        calculator.write_calculator(
            workbook.book, workbook.styles, instrument, ranking=placed["peringkat"], year=year, footer=workbook.footer
        )
        levels = len(instrument.indicators)
        own.append((calculator.NAME, f"Indeks, predikat, dan peringkat dari {levels} tingkat kematangan."))
    _write_national_charts(workbook.book, placed, index, year)
    own.append((charts.NAME, "Rata-rata tiap provinsi; Indonesia di dunia."))
    workbook.close(own, told, None)


def _write_province(workbook: _Workbook, name: str, index: str, told: dict[str, list[str]]) -> None:
    ranking = workbook.write_data(name)["peringkat"]
    own = []
    if count := len(ranking.sheet.rows):
        title = f"{index} {workbook.facts.newest_year}, {name}"
        chart = charts.bars(
            workbook.book, ranking, names="region_name", values="spbe_index", rows=range(count), title=title
        )
        _add_chart_sheet(workbook.book).insert_chart(1, 0, chart, {"description": title})
        own.append((charts.NAME, title))
    workbook.close(own, told, name)


def _write_national_charts(book: Workbook, placed: Mapping[str, Placed], index: str, year: int) -> None:
    page = _add_chart_sheet(book)
    provinces = placed["provinsi"]
    means = zip(provinces.values("evaluation_year"), provinces.values("mean_index"), strict=True)
    shown = [at for at, (of_year, mean) in enumerate(means) if of_year == year and mean is not None]
    if shown:
        title = f"{index}: rata-rata kabupaten/kota tiap provinsi, {year}"
        rows = range(shown[0], shown[-1] + 1)
        chart = charts.bars(book, provinces, names="province_name", values="mean_index", rows=rows, title=title)
        page.insert_chart(1, 0, chart, {"description": title})
    world = placed["indonesia_di_dunia"]
    ranked = [at for at, rank in enumerate(world.values("indonesia_egdi_rank")) if rank is not None]
    title = "Peringkat Indonesia dalam EGDI (1 adalah terbaik)"
    rows = range(ranked[0], ranked[-1] + 1)
    chart = charts.line(book, world, names="reference_year", values="indonesia_egdi_rank", rows=rows, title=title)
    page.insert_chart(1, 12, chart, {"description": title})


def _add_chart_sheet(workbook: Workbook) -> Worksheet:
    sheet = workbook.add_worksheet(charts.NAME)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 1)
    return sheet


def _write_meanings(workbook: _Workbook) -> None:
    """What each column of each data sheet means."""
    styles, page = workbook.styles, workbook.book.add_worksheet(_COLUMNS, RowsSheet)
    page.hide_gridlines(0)
    page.write_string(0, 0, "Apa arti tiap kolom", styles(bold=True, font_size=14, font_color=INK))
    page.write_url(1, 0, "internal:'Panduan'!A1", styles(font_color=INK, underline=1), "← Panduan")
    meanings = [
        (sheet.plan.name, head, meaning(column))
        for sheet in workbook.sheets.values()
        for head, column in zip(sheet.headings, sheet.plan.columns, strict=True)
    ]
    for column, width in enumerate((24, 36, 100)):
        page.set_column(column, column, width)
    text, wrapped = styles()._get_xf_index(), styles(text_wrap=True)._get_xf_index()
    heads = [{"header": name, "header_format": styles(**HEAD)} for name in ("Lembar", "Kolom", "Arti")]
    page.add_rows(2, heads, rows_as_text(meanings, [text, text, wrapped], {2: 100}), "Arti_kolom")
    page.freeze_panes(3, 0)
    set_page(page, workbook.footer)
