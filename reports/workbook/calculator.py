"""The calculator: an agency types its levels, formulas give values, grade, and the place among its kind.

The formulas use what Excel 2007 and LibreOffice 5 have. They read weights and edges from cells that were filled from
the instrument, and ranks from the sheet Peringkat.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from reports.workbook.data_sheet import Placed, set_page
from reports.workbook.instrument import Instrument, Node
from reports.workbook.styles import HEAD, INK, INPUT, PALE, Styles

NAME = "Kalkulator"
#: Columns of the list of indicators.
_NUMBER, _INDICATOR, _ASPECT, _DOMAIN, _WEIGHT, _LEVEL, _GAIN, _MARK = range(8)
#: Columns of the tables beside it.
_SIDE, _SIDE_WEIGHT, _SIDE_VALUE = 9, 10, 11
_WHOSE, _TOP, _RESULT, _HEAD = 2, 3, 4, 6
FIRST_LEVEL = (_HEAD + 1, _LEVEL)
KIND = (_RESULT, _INDICATOR)


@dataclass(frozen=True)
class Formulas:
    """The calculator's formulas, for levels in any column.

    Args:
        instrument: whose values they give.
        levels: the cells of the levels, in the order of the indicators.
        weights: the cells of their weights.
        aspects: the cells of the aspect of each indicator.
        domains: the cells of the domain of each indicator.
        grades: the cells of the grades, from the lowest on.
        edges: the cells of the index at which each begins.
        kinds: the cells of the kind of every ranked region.
        indices: the cells of their indices.
    """

    instrument: Instrument
    levels: str
    weights: str
    aspects: str
    domains: str
    grades: str
    edges: str
    kinds: str
    indices: str

    def filled(self) -> str:
        """How many levels are numbers of the scale."""
        return f"SUMPRODUCT(--{self.on_scale(self.levels)})"

    def on_scale(self, levels: str) -> str:
        """Whether levels are numbers of the scale. Not by COUNTIF: Excel's counts a text "3", which sums leave out."""
        if not self.instrument.whole_levels:
            return f"ISNUMBER({levels})*({levels}>={self.instrument.lowest})*({levels}<={self.instrument.highest})"
        scale = ",".join(map(str, range(self.instrument.lowest, self.instrument.highest + 1)))
        return f"ISNUMBER(MATCH({levels},{{{scale}}},0))"

    def mark(self, level: str) -> str:
        """What is wrong with a level; empty when nothing is."""
        wrong = f"← bukan bilangan {self.instrument.lowest}–{self.instrument.highest}"
        return f'IF({self.on_scale(level)},"",IF(ISBLANK({level}),"← belum diisi","{wrong}"))'

    def exact(self, filled: str) -> str:
        """The index before it is rounded; empty until every level is there.

        Weights have two decimals and sum to 100, so with whole levels four decimals are all there are, six with levels
        of two decimals.
        """
        count, decimals = len(self.instrument.indicators), 4 if self.instrument.whole_levels else 6
        value = f"ROUND(SUMPRODUCT({self.weights},{self.levels})/SUM({self.weights}),{decimals})"
        return f'IF({filled}={count},{value},"")'

    def part(self, members: str, code: str, filled: str) -> str:
        """The value of an aspect or a domain, in two decimals as the ministry prints it."""
        count = len(self.instrument.indicators)
        value = f"SUMPRODUCT(({members}={code})*{self.weights},{self.levels})/SUMIF({members},{code},{self.weights})"
        return f'IF({filled}={count},ROUND({value},2),"")'

    def rounded(self, exact: str) -> str:
        """The index in two decimals, as it is printed."""
        return f'IF({exact}="","",ROUND({exact},2))'

    def grade(self, exact: str) -> str:
        """The grade: it follows from the index before rounding."""
        return f'IF({exact}="","",INDEX({self.grades},MATCH({exact},{self.edges},1)))'

    def next_grade(self, exact: str) -> str:
        """The grade above; empty in the highest."""
        return self._if_not_highest(exact, f"INDEX({self.grades},MATCH({exact},{self.edges},1)+1)")

    def missing(self, exact: str) -> str:
        """The points from the index before rounding to the edge of the next grade."""
        return self._if_not_highest(exact, f"ROUND(INDEX({self.edges},MATCH({exact},{self.edges},1)+1)-{exact},4)")

    def rank(self, rounded: str, kind: str) -> str:
        """The place among its kind: equal indices share the better one."""
        return f'IF({rounded}="","",1+COUNTIFS({self.kinds},{kind},{self.indices},">"&{rounded}))'

    def ties(self, rounded: str, kind: str) -> str:
        """How many of its kind have this very index."""
        return f'IF({rounded}="","",COUNTIFS({self.kinds},{kind},{self.indices},{rounded}))'

    def ranked(self, kind: str) -> str:
        """How many of its kind are ranked."""
        return f"COUNTIF({self.kinds},{kind})"

    def _if_not_highest(self, exact: str, value: str) -> str:
        highest = f"MATCH({exact},{self.edges},1)={len(self.instrument.bands)}"
        return f'IF({exact}="","",IF({highest},"",{value}))'


def write_calculator(
    workbook: Workbook, styles: Styles, instrument: Instrument, *, ranking: Placed, year: int, footer: str
) -> Worksheet:
    """Write the calculator, without levels: until all are typed, the results are empty.

    Args:
        workbook: where it is added.
        styles: of that workbook.
        instrument: that turns levels into an index.
        ranking: the sheet of all ranked regions.
        year: the newest nationally complete year.
        footer: what every printed page says.
    """
    sheet = workbook.add_worksheet(NAME)
    sheet.hide_gridlines(2)
    formulas = _formulas(instrument, ranking)
    _write_head(sheet, styles, instrument, year)
    _write_results(sheet, styles, formulas, ranking=ranking, year=year)
    _write_indicators(sheet, styles, formulas)
    _write_sides(sheet, styles, formulas)
    sheet.freeze_panes(_HEAD + 1, 0)
    # Against typing over a formula by chance; without a password, and widths may be changed.
    sheet.protect("", {"format_columns": True, "format_rows": True, "select_locked_cells": True})
    set_page(sheet, footer)
    sheet.repeat_rows(_HEAD)
    return sheet


def _cells(first_row: int, column: int, count: int) -> str:
    return str(xl_range_abs(first_row, column, first_row + count - 1, column))


def _cell(row: int, column: int) -> str:
    return str(xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True))


def _bands_row(instrument: Instrument) -> int:
    return _HEAD + sum(len(nodes) + 2 for nodes in (instrument.domains, instrument.aspects) if nodes)


def _formulas(instrument: Instrument, ranking: Placed) -> Formulas:
    first, count = _HEAD + 1, len(instrument.indicators)
    bands, edges = _bands_row(instrument) + 1, len(instrument.bands)
    return Formulas(
        instrument=instrument,
        levels=_cells(first, _LEVEL, count),
        weights=_cells(first, _WEIGHT, count),
        aspects=_cells(first, _ASPECT, count),
        domains=_cells(first, _DOMAIN, count),
        grades=_cells(bands, _SIDE, edges),
        edges=_cells(bands, _SIDE_VALUE, edges),
        kinds=ranking.range("kind"),
        indices=ranking.range("spbe_index"),
    )


def _write_head(sheet: Worksheet, styles: Styles, instrument: Instrument, year: int) -> None:
    count = len(instrument.indicators)
    sheet.write_string(
        0,
        0,
        f"Kalkulator {instrument.called('index_called')} ({instrument.regulation})",
        styles(bold=True, font_size=14, font_color=INK),
    )
    sheet.write_string(
        1,
        0,
        f"Isi tingkat kematangan {count} indikator ({_numbers(instrument)}) di "
        f"sel kuning berbingkai tebal, dan pilih jenis pemerintah daerah. Hasil muncul setelah {count} tingkat terisi; "
        f"peringkat adalah letaknya di antara hasil {year} daerah sejenis. Isi juga daerah dan tahun bila buku kerja "
        "ini akan dimasukkan kembali dengan spbe add.",
        styles(font_color="#595959"),
    )
    for column, name in ((_ASPECT, "Daerah"), (_WEIGHT, "Tahun")):
        sheet.write_string(_WHOSE, column, name, styles(bold=True, align="right"))
        sheet.write_blank(_WHOSE, column + 1, None, styles(bg_color=INPUT, border=2, align="left", locked=False))
    sheet.write_url(2, 0, "internal:'Panduan'!A1", styles(font_color=INK, underline=1), "← Panduan")
    for column, width in zip(range(12), (5, 76, 50, 26, 16, 13, 20, 16, 3, 50, 12, 14), strict=True):
        sheet.set_column(column, column, width)


def _numbers(instrument: Instrument) -> str:
    kind = "bilangan bulat" if instrument.whole_levels else "bilangan, desimal boleh,"
    return f"{kind} {instrument.lowest} sampai {instrument.highest}"


def _write_results(sheet: Worksheet, styles: Styles, formulas: Formulas, *, ranking: Placed, year: int) -> None:
    kinds = list(dict.fromkeys(ranking.values("kind")))
    label = styles(bold=True, text_wrap=True, bg_color=PALE, border=1, border_color="#BFBFBF")

    def result(number: str) -> Format:
        return styles(bold=True, font_size=14, align="left", border=1, border_color="#BFBFBF", num_format=number)

    kind, filled = _cell(*KIND), _cell(_RESULT, _MARK)
    exact, rounded = _cell(_RESULT, _SIDE_VALUE), _cell(_RESULT, _ASPECT)
    shown: list[tuple[int, str, str, str, str | int]] = [
        (_ASPECT, formulas.instrument.called("index_heading"), formulas.rounded(exact), "0.00", ""),
        (_DOMAIN, "Predikat", formulas.grade(exact), "General", ""),
        (_WEIGHT, "Predikat berikutnya", formulas.next_grade(exact), "General", ""),
        (_LEVEL, "Poin ke predikat itu", formulas.missing(exact), "0.00##", ""),
        (_GAIN, f"Peringkat pada {year}", formulas.rank(rounded, kind), "0", ""),
        (_MARK, "Tingkat terisi", formulas.filled(), f'0" dari {len(formulas.instrument.indicators)}"', 0),
        (_SIDE, f"Daerah sejenis dengan indeks sama, {year}", formulas.ties(rounded, kind), "0", ""),
        (_SIDE_WEIGHT, "Dari", formulas.ranked(kind), "0", ranking.values("kind").count(kinds[0])),
        (_SIDE_VALUE, "Indeks sebelum dibulatkan", formulas.exact(filled), "0.0000", ""),
    ]
    for column, name, formula, number, value in shown:
        sheet.write_string(_TOP, column, name, label)
        sheet.write_formula(_RESULT, column, f"={formula}", result(number), value)
    sheet.write_string(_TOP, _INDICATOR, "Jenis pemerintah daerah (pilih)", label)
    sheet.write_string(_RESULT, _INDICATOR, kinds[0], styles(bold=True, bg_color=INPUT, border=2, locked=False))
    sheet.data_validation(*KIND, *KIND, {"validate": "list", "source": kinds})
    sheet.set_row(_TOP, 32)
    sheet.set_row(_RESULT, 22)


def _write_indicators(sheet: Worksheet, styles: Styles, formulas: Formulas) -> None:
    instrument = formulas.instrument
    head = styles(**HEAD)
    names = (
        "No.", "Indikator", "Aspek", "Domain" if instrument.domains else "", "Bobot (%)",
        f"Tingkat (isi {instrument.lowest}–{instrument.highest})", "Tambahan indeks bila naik satu tingkat", "",
    )  # fmt: skip
    for column, name in enumerate(names):
        sheet.write_string(_HEAD, column, name, head)
    sheet.set_row(_HEAD, 46)
    called = {node.code: node.name for node in (*instrument.aspects, *instrument.domains)}
    input_look = styles(bg_color=INPUT, border=2, align="center", locked=False)
    for row, node in enumerate(instrument.indicators, start=_HEAD + 1):
        level, weight = _cell(row, _LEVEL), _cell(row, _WEIGHT)
        sheet.write_number(row, _NUMBER, row - _HEAD, styles(align="center"))
        sheet.write_string(row, _INDICATOR, node.name, styles())
        sheet.write_string(row, _ASPECT, called[node.parent], styles())
        sheet.write_string(row, _DOMAIN, called[node.domain] if instrument.domains else "", styles())
        sheet.write_number(row, _WEIGHT, float(node.weight), styles(num_format="0.00"))
        sheet.write_blank(row, _LEVEL, None, input_look)
        gain = f'IF({level}={instrument.highest},"",{weight}/SUM({_weights(instrument)}))'
        value = float(node.weight / sum(one.weight for one in instrument.indicators))
        sheet.write_formula(row, _GAIN, f"={gain}", styles(num_format="0.0000"), value)
        mark = formulas.mark(level)
        sheet.write_formula(row, _MARK, f"={mark}", styles(font_color="#9C5700"), "← belum diisi")
    last = _HEAD + len(instrument.indicators)
    sheet.data_validation(
        _HEAD + 1, _LEVEL, last, _LEVEL,
        {
            "validate": "integer" if instrument.whole_levels else "decimal", "criteria": "between",
            "minimum": instrument.lowest, "maximum": instrument.highest,
            "input_title": "Tingkat kematangan",
            "input_message": f"{_numbers(instrument).capitalize()}.",
            "error_title": "Bukan tingkat kematangan",
            "error_message": f"Tulis {_numbers(instrument)}.",
        },
    )  # fmt: skip


def _weights(instrument: Instrument) -> str:
    return _cells(_HEAD + 1, _WEIGHT, len(instrument.indicators))


def _write_sides(sheet: Worksheet, styles: Styles, formulas: Formulas) -> None:
    """Values of domains and aspects, and the edges of the grades, beside the indicators."""
    instrument, filled = formulas.instrument, _cell(_RESULT, _MARK)
    head = styles(**HEAD)
    parts: list[tuple[str, Sequence[Node], str]] = [
        ("Domain", instrument.domains, formulas.domains),
        ("Aspek", instrument.aspects, formulas.aspects),
    ]
    row = _HEAD
    for title, nodes, members in (part for part in parts if part[1]):
        for column, name in ((_SIDE, title), (_SIDE_WEIGHT, "Bobot (%)"), (_SIDE_VALUE, "Nilai")):
            sheet.write_string(row, column, name, head)
        for node in nodes:
            row += 1
            sheet.write_string(row, _SIDE, node.name, styles())
            sheet.write_number(row, _SIDE_WEIGHT, float(node.weight), styles(num_format="0.00"))
            value = formulas.part(members, _cell(row, _SIDE), filled)
            sheet.write_formula(row, _SIDE_VALUE, f"={value}", styles(num_format="0.00", bold=True), "")
        row += 2
    for column, name in ((_SIDE, "Predikat"), (_SIDE_WEIGHT, ""), (_SIDE_VALUE, "Mulai dari")):
        sheet.write_string(_bands_row(instrument), column, name, head)
    for row, (grade, begins) in enumerate(instrument.bands, start=_bands_row(instrument) + 1):
        sheet.write_string(row, _SIDE, grade, styles())
        sheet.write_number(row, _SIDE_VALUE, float(begins), styles(num_format="0.00"))
