"""The one way in: a spreadsheet of either kind becomes its sheets."""

from __future__ import annotations

from functools import lru_cache

from sources.reading.content import Content
from sources.reading.workbook.sheet import Sheet
from sources.reading.workbook.text_tables import read_csv


def sheets(content: Content) -> list[Sheet]:
    """The sheets of a workbook or CSV, every cell as text.

    Numbers keep what a person sees where that loses nothing: 2.6 for 2.6000000000000001, 12.10 where the cell
    shows two decimals. Dates are ISO. Text is never evaluated. Errors, logical values and formulas without a
    computed value are flaws of their cell: whoever uses the cell refuses it.

    Raises:
        SourceError: for a file that is damaged, locked, unreasonably large, not UTF-8, or ragged.
    """
    if content.media == "csv":
        return [read_csv(content)]
    from sources.reading.workbook.xlsx import read_xlsx  # noqa: PLC0415 - openpyxl, which definitions need not load

    return read_xlsx(content)


#: The sheets by which a workbook of this project's releases is known, and the one of it that people type in.
RELEASE_SHEETS, CALCULATOR = ("Panduan", "Peringkat"), "Kalkulator"


@lru_cache(maxsize=1)  # several readers ask for the sheets of one file
def typed_sheets(content: Content) -> tuple[tuple[Sheet, ...], tuple[str, ...]]:
    """The sheets that someone may have typed in, and remarks on those that are left out.

    Of a workbook that this project has made only the calculator is read: its figures are the release's own, and must
    not come back as somebody's statements.
    """
    found = tuple(sheets(content))
    if not set(RELEASE_SHEETS) <= {sheet.name for sheet in found}:
        return found, ()
    typed = tuple(sheet for sheet in found if sheet.name == CALCULATOR)
    return typed, (f"a workbook of this project: only its sheet {CALCULATOR!r} was read",)
