"""The sheet Panduan: what is here, how to read it, what not to do, how to cite."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from xlsxwriter.worksheet import Worksheet

from reports.package import NO_LICENCE, how_to_cite
from reports.planner.reading import read_yaml
from reports.workbook.data_sheet import set_page
from reports.workbook.rows_sheet import height, lines
from reports.workbook.styles import INK, Styles
from warehouse.connection import Connection, quoted
from warehouse.releases import ReleaseFacts
from warehouse.spec import DeclarationError
from warehouse.words.catalogue import read_catalogue

NAME = "Panduan"
_WIDTH = 110
_FILE = Path(__file__).parent / "guide.yml"
_WHERE = "reports/workbook/guide.yml"


def read_guide(database: Connection) -> dict[str, list[str]]:
    """What the view PANDUAN says that holds of workbooks too, by topic.

    Args:
        database: a release, with its views in the search path.

    Raises:
        DeclarationError: when the view does not speak of a topic.
    """
    topics = read_yaml(_FILE)["of_the_view"]
    rows = database.execute(f"FROM {quoted('main.PANDUAN')}").fetchall()
    told = {topic: [row[1] for row in rows if row[0] == topic] for topic in topics}
    if silent := [topic for topic, texts in told.items() if not texts]:
        raise DeclarationError(
            f"{_WHERE}: PANDUAN does not speak of {silent}: name topics of reports/planner/guide.yml"
        )
    return told


def write_guide(
    sheet: Worksheet,
    styles: Styles,
    facts: ReleaseFacts,
    *,
    told: dict[str, list[str]],
    sheets: Sequence[tuple[str, str]],
    province: str | None,
) -> None:
    """Write the guide.

    Args:
        sheet: the first one of the workbook.
        styles: of that workbook.
        facts: what the files say of the release.
        told: what `read_guide` gave.
        sheets: the other sheets and what they show.
        province: whose workbook it is, or None for the nation's.
    """
    said = read_yaml(_FILE)
    own = said["province" if province else "national"]
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, _WIDTH)
    title = own["title"].format(year=facts.newest_year, province=province)
    sheet.write_string(0, 0, title, styles(bold=True, font_size=16, font_color=INK))
    sheet.set_row(0, 24)
    parts: list[tuple[str, Sequence[str | tuple[str, str]]]] = [
        ("Mulai di sini", own["start"]),
        ("Lembar", sheets),
        ("Cara membaca", [*said["reading"], _interval()]),
        *told.items(),
        ("Selebihnya", said["more"]),
        ("Mengutip", [how_to_cite(facts).id]),
        ("Ketentuan", [NO_LICENCE.id, said["terms"]]),
    ]
    row = 2
    for topic, paragraphs in parts:
        sheet.write_string(row, 0, topic, styles(bold=True, font_color=INK, top=1))
        sheet.write_blank(row, 1, None, styles(top=1))
        for at, paragraph in enumerate(paragraphs):
            text, edge = paragraph, {} if at else {"top": 1}
            if isinstance(paragraph, tuple):
                name, text = paragraph
                row += 0 if at else 1  # the topic has the line for itself
                sheet.write_url(row, 0, f"internal:'{name}'!A1", styles(font_color=INK, underline=1), name)
                edge = {}
            sheet.write_string(row, 1, text, styles(text_wrap=True, **edge))
            sheet.set_row(row, height(lines(str(text), _WIDTH)))
            row += 1
        row += 1
    set_page(sheet, how_to_cite(facts).id)


def _interval() -> str:
    """What the interval of a rank is an interval of."""
    return read_catalogue().words("assumption", "assessor_interval").sentence("id")
