"""A CSV as the one sheet that a spreadsheet program shows: its encoding, separator and width."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

from sources.reading.content import Content
from sources.reading.workbook.sheet import Sheet, too_long

#: The largest CSV, in bytes.
MAX_CSV_BYTES = 32 * 1024 * 1024
_DELIMITERS = ",;\t"
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")

#: Characters; a quotation mark that is never closed makes a longer one.
_LONGEST_CELL = 131_072


def read_csv(content: Content) -> Sheet:
    """The sheet of a CSV, without a name; every row is as wide as the table.

    Raises:
        SourceError: for a file that is too large, not UTF-8, of an open separator, or ragged; names the line.
    """
    if len(content.data) > MAX_CSV_BYTES:
        raise content.refusal(
            f"it has {len(content.data):,} bytes; {MAX_CSV_BYTES:,} are the most for a table.",
            "check that it is the right file.",
        )
    try:
        text = content.data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise content.refusal(
            f"byte {content.data[error.start]:#04x} is not UTF-8.",
            "save it as 'CSV UTF-8', or as XLSX.",
            content.data.count(b"\n", 0, error.start) + 1,
        ) from error
    delimiter = _delimiter(content, text)
    # A first line "sep=;" speaks to the spreadsheet program, which does not show it as a row.
    directive = re.match(r"sep=[^\r\n]?(?:\r\n|\r|\n)", text)
    skipped = 1 if directive else 0
    stream = io.StringIO(text[directive.end() if directive else 0 :], newline="")
    # For all of a process, where another library may have lifted it.
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(stream, delimiter=delimiter, strict=True)
    try:
        records = [(reader.line_num + skipped, cells) for cells in reader]
    except csv.Error as error:
        line = reader.line_num + skipped
        raise content.refusal(f"it is not CSV ({error}).", "check the quotation marks of the line.", line) from error
    return _even(content, records)


def _delimiter(content: Content, text: str) -> str:
    """What separates the cells: that which makes the most of them in the first lines.

    A line counts where no cell holds another separator, so that the commas of a title or of decimals in a file of
    semicolons do not vote for the comma.
    """
    if directive := re.match(r"sep=([,;\t])", text):
        return directive[1]
    lines = [line for line in io.StringIO(text[:100_000], newline=None) if line.strip()][:50]

    def cells_made(delimiter: str) -> int:
        others = set(_DELIMITERS) - {delimiter}
        made = [
            len(cells)
            for cells in csv.reader(lines, delimiter=delimiter)
            if len(cells) > 1 and not others & set("".join(_DECIMAL_COMMA.sub("", cell) for cell in cells))
        ]
        return sum(made)

    (most, first), (next_most, second), _ = sorted(((cells_made(each), each) for each in _DELIMITERS), reverse=True)
    if most and most == next_most:
        raise content.refusal(
            f"its cells may be separated by {first!r} or by {second!r}.",
            "separate them by commas, and put cells that hold commas in quotation marks.",
            1,
        )
    return first if most else ","


def _even(content: Content, records: list[tuple[int, list[str]]]) -> Sheet:
    """Rows of one width. A line of one cell (a title, a remark) is filled up; no other line may be short."""
    filled = [sum(bool(cell.strip()) for cell in cells) for _, cells in records]
    widths = Counter(len(cells) for (_, cells), count in zip(records, filled, strict=True) if count > 1)
    width = widths.most_common(1)[0][0] if widths else max((len(cells) for _, cells in records), default=0)
    rows = []
    for (line, cells), count in zip(records, filled, strict=True):
        if any(cell.strip() for cell in cells[width:]) or (len(cells) < width and count > 1):
            raise content.refusal(
                f"it has {len(cells)} cells where the table has {width}: {', '.join(cells)[:200]!r}.",
                "a line may be cut off, or a comma (of a decimal, of a name) stands outside of quotation marks.",
                line,
            )
        rows.append((cells + [""] * width)[:width])
    flaws = {
        (number, column): flaw
        for number, cells in enumerate(rows, start=1)
        for column, cell in enumerate(cells, start=1)
        if (flaw := too_long(cell))
    }
    return Sheet("", rows, flaws)
