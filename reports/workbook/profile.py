"""The profile: a region is chosen from a list, and formulas fill the sheet from the data sheets.

Every formula is written with the value that it has for the region chosen at first, so that a reader without
recalculation sees right figures. A hidden column holds the rows in which the data sheets have that region.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from reports.workbook.data_sheet import Placed, heading, set_page
from reports.workbook.rows_sheet import height
from reports.workbook.styles import INK, INPUT, PALE, Styles, number_format
from warehouse.words.catalogue import read_catalogue

NAME = "Profil"
_NONE = "–"
CHOICE = (2, 1)
_CODE = (3, 1)
#: The column of the row numbers, out of sight.
_ROWS = 15
_WIDTHS = (32, 30, 30, 16, 16, 16, 16, 16, 16, 16, 16, 22)
#: The column in which a part says that there is nothing.
_EMPTY = 3


@dataclass(frozen=True)
class Found:
    """A row of a data sheet: the cell that holds its number, and its number now; 0 for none."""

    cell: str
    number: int


@dataclass(frozen=True)
class Block:
    """A part of the profile.

    Args:
        title: above it.
        sheet: the view behind the data sheet that it reads.
        tokens: the columns shown.
        keys: where a row is named by more than the region: the token of the other part, and its values; one row each.
        among: a column of those rows that has one value, and the value.
        most: where the region may have several rows: how many are shown.
        empty: what is said when there is none.
    """

    title: str
    sheet: str
    tokens: tuple[str, ...]
    empty: str
    keys: tuple[str, Sequence[str | int]] | None = None
    among: tuple[str, str] | None = None
    most: int = 1


class _Profile:
    """The sheet while it is written."""

    def __init__(self, sheet: Worksheet, styles: Styles, placed: Mapping[str, Placed], region: str) -> None:
        self.sheet, self.styles, self.placed = sheet, styles, placed
        regions = placed["wilayah"]
        place = regions.values("region_name").index(region)
        self.code = regions.values("region_code")[place]
        self.code_cell = xl_rowcol_to_cell(*_CODE, row_abs=True, col_abs=True)

    def find(self, row: int, formula: str, number: int) -> Found:
        """Write the number of a row into the hidden column."""
        self.sheet.write_formula(row, _ROWS, f"={formula}", None, number)
        return Found(xl_rowcol_to_cell(row, _ROWS, row_abs=True, col_abs=True), number)

    def show(self, at: tuple[int, int], placed: Placed, token: str, found: Found) -> None:
        """Write a formula that shows a cell of a data sheet."""
        shown = number_format(placed.column(token))
        look = self.styles(align="left", **({"num_format": shown} if shown else {}))
        cells = f"INDEX({placed.range(token)},{found.cell})"
        formula = f'=IF({found.cell}=0,"{_NONE}",IF({cells}="","{_NONE}",{cells}))'
        value = placed.values(token)[found.number - 1] if found.number else None
        self.sheet.write_formula(*at, formula, look, _NONE if value is None else _number(value))

    def only_row(self, row: int, placed: Placed, code: str) -> Found:
        """Where a data sheet has the region, which it has once."""
        codes = placed.values(code)
        return self.find(row, f"IFERROR(MATCH({self.code_cell},{placed.range(code)},0),0)", _after(codes, self.code, 0))

    def next_row(self, row: int, placed: Placed, code: str, before: Found) -> Found:
        """Where a data sheet has the region again, below a row."""
        cells, codes = placed.range(code), placed.values(code)
        below = f"INDEX({cells},{before.cell}+1):INDEX({cells},{len(codes)})"
        formula = f"IF({before.cell}=0,0,IFERROR(MATCH({self.code_cell},{below},0)+{before.cell},0))"
        if before.number == len(codes):
            return self.find(row, formula, 0)
        return self.find(row, formula, _after(codes, self.code, before.number) if before.number else 0)

    def keyed_row(self, row: int, placed: Placed, conditions: Sequence[tuple[str, str, str | int]]) -> Found:
        """Where a data sheet has the one row in which columns have these values: token, cell of the value, value."""
        codes = placed.range(conditions[0][0])
        tests = "*".join(f"({placed.range(token)}={cell})" for token, cell, _ in conditions)
        formula = f"SUMPRODUCT({tests}*(ROW({codes})-{placed.first_row}))"
        rows = list(zip(*(placed.values(token) for token, _, _ in conditions), strict=True))
        wanted = tuple(value for _, _, value in conditions)
        return self.find(row, formula, rows.index(wanted) + 1 if wanted in rows else 0)


def write_profile(
    workbook: Workbook,
    styles: Styles,
    placed: Mapping[str, Placed],
    *,
    region: str,
    year: int,
    measures: Sequence[str],
    footer: str,
    part: str,
    whole_levels: bool,
) -> None:
    """Write the profile.

    Args:
        workbook: where it is added.
        styles: of that workbook.
        placed: the data sheets, by the name of their view.
        region: which is shown until the reader chooses another.
        year: the newest nationally complete year.
        measures: the codes of the index and its parts; nothing while the instrument is not known.
        footer: what every printed page says.
        part: what a part is called, as a heading: "Domain".
        whole_levels: whether there are steps of a level to count.
    """
    sheet = workbook.add_worksheet(NAME)
    sheet.hide_gridlines(2)
    profile = _Profile(sheet, styles, placed, region)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_column(_ROWS, _ROWS, None, None, {"hidden": True})
    row = _write_head(profile, region, year)
    for block in _blocks(placed, year, measures, part=part, whole_levels=whole_levels):
        first, row = row + 2, _write_block(profile, block, row)
        if block.sheet == "domain":
            domains = range(first + 1, first + len(measures))  # the index is no domain
        elif block.sheet == "pembanding" and measures:
            _insert_chart(workbook, profile, domains, first - 1, f"Nilai {part.lower()} dan median daerah sejenis")
    sheet.protect("", {"format_columns": True, "format_rows": True, "objects": False})
    set_page(sheet, footer)
    sheet.print_area(0, 0, row, len(_WIDTHS) - 1)


def _blocks(
    placed: Mapping[str, Placed], year: int, measures: Sequence[str], *, part: str, whole_levels: bool
) -> list[Block]:
    years = sorted(set(placed["profil"].values("evaluation_year")))
    ways = ("steps_to_reference", "steps_to_edge", "steps_left") if whole_levels else ("rise_to_edge", "rise_left")
    peer_type = placed["domain"].column("peer_type").column.codes
    assert peer_type is not None, "a code"
    label = read_catalogue().label(peer_type, "kind", "id")
    blocks = [
        Block(
            f"Hasil {year}",
            "peringkat",
            ("spbe_index", "predikat", "rank_in_kind", "ranked_in_kind", "tied_in_kind", "rank_lo", "rank_hi",
             "rank_in_province", "ranked_in_province", "index_change", "rank_change"),
            f"Tidak ada hasil {year} yang diperingkat untuk daerah ini.",
        ),
        Block(
            "Dari tahun ke tahun",
            "profil",
            ("spbe_index", "predikat", "rank_in_kind", "ranked_in_kind", "d1", "d2", "d3", "d4", "evidence_grade:code",
             "speaks_as"),
            "Tidak ada angka tahun mana pun untuk daerah ini.",
            keys=("evaluation_year", years),
        ),
        Block(
            f"{part} dibanding semua daerah sejenis, {year}",
            "domain",
            ("name_*", "score", "peer_median", "peer_gap", "peer_rank", "peer_ranked", "peer_position"),
            f"Tidak ada nilai {part.lower()} {year} untuk daerah ini.",
            keys=("measure", measures),
            among=("peer_type", label),
        ),
        Block(
            "Jalan ke predikat berikutnya",
            "langkah",
            ("predikat", "next_predikat", "next_edge", "points_missing", "rank_after"),
            f"Tanpa hasil {year} tidak ada jalan yang dapat dihitung.",
        ),
        Block(
            f"{part} dibanding daerah sejenis yang baru saja berpredikat berikutnya",
            "langkah_domain",
            ("name_*", "score", "reference_median", "reference_gap", *ways),
            "Tidak ada acuan: sudah di predikat tertinggi, atau tanpa hasil.",
            keys=("measure", measures[1:]),
        ),
        Block(
            "Tetangga terdekat menurut penduduk, kepadatan, dan luas",
            "pembanding",
            ("neighbour_name", "neighbour_province_name", "distance", "neighbour_population"),
            "Tidak ada tetangga terdekat untuk daerah ini.",
            most=10,
        ),
        Block(
            "Mentor",
            "mentor",
            ("name_*", "mentor_name", "mentor_province_name", "score", "mentor_score", "mentor_lead"),
            f"Tidak ada pasangan mentor: tidak ada {part.lower()} di bawah median, tidak ada hasil, atau tidak ada "
            "yang memenuhi syarat. Bukan berarti tidak perlu.",
            most=8,
        ),
        Block(
            "Target",
            "target",
            ("target_scope", "target_plan", "evaluation_year", "target_value", "target_year", "result_value",
             "target_gap", "target_status", "required_yearly_rise"),
            "Tidak ada target yang tercatat untuk daerah ini.",
            most=8,
        ),
    ]  # fmt: skip
    return [block for block in blocks if block.keys is None or block.keys[1]]


def _write_head(profile: _Profile, region: str, year: int) -> int:
    sheet, styles, regions = profile.sheet, profile.styles, profile.placed["wilayah"]
    sheet.write_string(0, 0, f"Profil satu daerah, {year}", styles(bold=True, font_size=14, font_color=INK))
    sheet.write_url(1, 0, "internal:'Panduan'!A1", styles(font_color=INK, underline=1), "← Panduan")
    sheet.write_string(CHOICE[0], 0, "Daerah (pilih dari daftar) →", styles(bold=True))
    sheet.write_string(*CHOICE, region, styles(bold=True, font_size=12, bg_color=INPUT, border=2, locked=False))
    names = regions.range("region_name")
    sheet.data_validation(
        *CHOICE, *CHOICE,
        {
            "validate": "list", "source": f"={names}",
            "error_title": "Nama tidak ada dalam daftar",
            "error_message": "Pilih dari daftar, atau tulis seperti di lembar Daerah: misalnya Kota ... atau "
            "Kabupaten ...",
        },
    )  # fmt: skip
    choice = xl_rowcol_to_cell(*CHOICE, row_abs=True, col_abs=True)
    place = regions.values("region_name").index(region)
    found = profile.find(CHOICE[0], f"IFERROR(MATCH({choice},{names},0),0)", place + 1)
    for row, token in enumerate(("region_code", "kind", "province_name", "population", "area_km2"), start=_CODE[0]):
        column = regions.column(token)
        sheet.write_string(row, 0, heading(column), styles())
        profile.show((row, 1), regions, token, found)
    return _CODE[0] + 6


def _write_block(profile: _Profile, block: Block, row: int) -> int:
    """Write a block from this row on; returns the row after it."""
    sheet, styles, placed = profile.sheet, profile.styles, profile.placed[block.sheet]
    sheet.write_string(row, 0, block.title, styles(bold=True, font_size=12, font_color=INK))
    code = "subject_code" if any(one.token == "subject_code" for one in placed.sheet.plan.columns) else "region_code"
    head = styles(bold=True, text_wrap=True, bg_color=PALE, bottom=1)
    shown = [placed.column(token) for token in block.tokens]
    if block.keys:
        sheet.write_string(row + 1, 0, heading(placed.column(block.keys[0])), head)
    start = 1 if block.keys else 0
    for at, column in enumerate(shown, start=start):
        sheet.write_string(row + 1, at, heading(column), head)
    sheet.set_row(row + 1, height(3))
    founds: list[Found] = []
    for at, key in enumerate(block.keys[1] if block.keys else range(block.most)):
        line = row + 2 + at
        if block.keys:
            look = styles(align="left")
            (sheet.write_string if isinstance(key, str) else sheet.write_number)(line, 0, key, look)
            key_cell = xl_rowcol_to_cell(line, 0, col_abs=True)
            conditions = [(code, profile.code_cell, profile.code), (block.keys[0], key_cell, key)]
            if block.among:
                conditions.append((block.among[0], f'"{block.among[1]}"', block.among[1]))
            founds.append(profile.keyed_row(line, placed, conditions))
        elif at:
            founds.append(profile.next_row(line, placed, code, founds[-1]))
        else:
            founds.append(profile.only_row(line, placed, code))
        for place, column in enumerate(shown, start=start):
            profile.show((line, place), placed, column.token, founds[-1])
    last = row + 1 + len(founds)
    total = f"SUM({founds[0].cell}:{founds[-1].cell})"
    said, more = "", '""'
    if not any(found.number for found in founds):
        said = block.empty
    if not block.keys and block.most > 1:
        # Not COUNTIF, which takes the code 33.10 for the number 33.1.
        count = f"SUMPRODUCT(--({placed.range(code)}={profile.code_cell}))"
        rest = f"baris; selebihnya di lembar {placed.sheet.plan.name}."
        more = f'IF({count}>{block.most},"{block.most} dari "&{count}&" {rest}","")'
        if (held := placed.values(code).count(profile.code)) > block.most:
            said = f"{block.most} dari {held} {rest}"
    sheet.write_formula(row, _EMPTY, f'=IF({total}=0,"{block.empty}",{more})', styles(italic=True), said)
    return last + 2


def _insert_chart(workbook: Workbook, profile: _Profile, rows: range, at: int, title: str) -> None:
    """The parts of the index beside the median of those of its kind, where the page has room."""
    chart = workbook.add_chart({"type": "column"})
    for column, name, colour in ((2, "Nilai", INK), (3, "Median daerah sejenis", "#A9C4DE")):
        chart.add_series(
            {
                "name": name,
                "categories": [NAME, rows.start, 1, rows.stop - 1, 1],
                "values": [NAME, rows.start, column, rows.stop - 1, column],
                "fill": {"color": colour},
                "gap": 80,
            }
        )
    chart.set_y_axis({"min": 0, "max": 5, "num_format": "0"})
    chart.set_legend({"position": "bottom"})
    chart.set_title({"name": title, "name_font": {"size": 12, "color": INK}})
    chart.set_size({"width": 720, "height": 250})
    profile.sheet.insert_chart(at, 5, chart, {"description": title})


def _after(codes: Sequence[str | None], code: str, before: int) -> int:
    """The number of the next row of that code below a row; 0 for none."""
    return codes.index(code, before) + 1 if code in codes[before:] else 0


def _number(value: str | int | Decimal) -> str | int | float:
    return value if isinstance(value, str | int) else float(value)
