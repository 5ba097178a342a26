"""Snapshot files read as text, strictly: every cell is kept as printed, every surprise is an error."""

from __future__ import annotations

import codecs
import csv
import io
import unicodedata
from collections.abc import Container, Sequence
from dataclasses import dataclass
from pathlib import Path

from sources.declaration.declared import Snapshot
from sources.declaration.errors import SourceError


@dataclass(frozen=True)
class Row:
    """One data line: its cells by column, and its line number in the file (the header is line 1)."""

    line_no: int
    cells: dict[str, str]


def read_snapshot(snapshot: Snapshot, columns: Sequence[str] | None = None, optional: Container[str] = ()) -> list[Row]:
    """The rows of a verified snapshot that must have exactly these columns, if any are given, but for optional ones.

    Raises:
        SourceError: for a missing, extra, doubled or reordered column, a short or long line, an unreadable
            byte, a control character, no data line at all, or another number of rows than described.
    """
    rows = read_rows(snapshot.path, snapshot.read_bytes(), columns, optional)
    if len(rows) != snapshot.sidecar.rows:
        raise SourceError(
            snapshot.path,
            f"it has {len(rows)} rows, its sidecar says {snapshot.sidecar.rows}.",
            "restore the file, or correct `rows` in the sidecar after looking at the difference.",
        )
    return rows


def read_rows(
    path: Path,
    content: bytes,
    columns: Sequence[str] | None = None,
    optional: Container[str] = (),
    *,
    delimiter: str = ",",
) -> list[Row]:
    """CSV bytes as rows of text; see read_snapshot. Without `columns`, any header is taken."""
    try:
        content = content.removeprefix(codecs.BOM_UTF8)
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise SourceError(
            path, f"byte {content[error.start]:#04x} is not UTF-8.", "save the file as UTF-8 text.", line
        ) from error
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[Row] = []
    try:
        header = next(reader, [])
        if columns is not None:
            columns = [name for name in columns if name in header or name not in optional]
        _check_header(path, header, columns)
        for cells in reader:
            if len(cells) != len(header):
                last = "the last line is cut off" if not content.endswith(b"\n") else "the line is broken"
                raise SourceError(
                    path,
                    f"{len(cells)} cells where {len(header)} columns are named: {last} ({cells!r}).",
                    "restore the line from the document.",
                    reader.line_num,
                )
            rows.append(Row(reader.line_num, dict(zip(header, cells, strict=True))))
    except csv.Error as error:
        raise SourceError(path, f"it is not CSV ({error}).", "restore the line.", reader.line_num) from error
    if not rows:
        raise SourceError(path, "it has a header but no data.", "restore the file.")
    for row in rows:
        for name, cell in row.cells.items():
            if any(unicodedata.category(character) == "Cc" for character in cell):
                raise SourceError(
                    path, f"column {name} holds a control character: {cell!r}.", "remove it.", row.line_no
                )
    return rows


def _check_header(path: Path, header: list[str], columns: Sequence[str] | None) -> None:
    if len(set(header)) != len(header):
        raise SourceError(path, f"a column is named twice: {header}.", "name each column once.", 1)
    # What a spreadsheet with Indonesian settings writes when it saves CSV.
    semicolons = len(header) == 1 and ";" in header[0]
    if (columns is None and not semicolons) or (columns is not None and header == list(columns)):
        return
    wanted = list(columns or [])
    missing = [name for name in wanted if name not in header]
    extra = [name for name in header if name not in wanted]
    differences = [f"missing {missing}"] * bool(missing) + [f"not expected {extra}"] * bool(extra)
    hint = "save the file as CSV separated by commas, not semicolons, in UTF-8" if semicolons else ""
    must_read = f"the header must read {','.join(wanted)}" if wanted else ""
    raise SourceError(
        path,
        f"the columns are not the expected ones: {' and '.join(differences) or 'in another order'}.",
        f"{'; '.join(filter(None, [hint, must_read]))}.",
        1,
    )
