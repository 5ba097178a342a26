"""The page of an agency's own scores: its name, index and predikat in the heading, and the table of values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from sources.declaration.errors import SourceError
from sources.reading.pdf import Word, lines_of
from sources.spbe_agency_report.columns import column_of_year, columns_of, years_in
from sources.spbe_agency_report.measures import bands_of, measures_of
from sources.statements.statements import PREDIKAT

_FIGURE = re.compile(r"[0-9][.,][0-9]{1,2}")
_HEADING = re.compile(r"INDEKS\s+SPBE\s*[-–—:]\s*", re.IGNORECASE)
_GRADE = re.compile(r"\(\s*(" + "|".join(re.sub(" ", r"\\s+", grade) for grade in PREDIKAT) + r")\s*\)", re.IGNORECASE)
# "(Kurang)", or the first word of "(Sangat Baik)"; an abbreviation in brackets belongs to the agency's name.
_OPENS_GRADE = re.compile(r"\((?:(?:" + "|".join(grade.split()[0] for grade in PREDIKAT) + r")\b.*)?", re.IGNORECASE)
_TABLE = "the table 'Nama Indeks / Nilai'"
_REMEDY = "compare the page with the document; if it is an image there, ask the sender for the PDF with text."


@dataclass(frozen=True)
class AgencyScores:
    """What the page says, as printed; the predikat without its brackets."""

    page_no: int
    agency: str
    predikat: str
    values: dict[str, str]


def may_hold_scores(text: str) -> bool:
    """Whether a page's text may hold an agency's own scores; a cheap look before words are placed."""
    return _HEADING.search(text) is not None and re.search(r"\bnama\s+indeks\b", text, re.IGNORECASE) is not None


def read_scores(file: Path, page_no: int, words: Sequence[Word], year: int, instrument: str) -> AgencyScores:
    """Read the page of scores.

    Args:
        file: for messages.
        page_no: for messages.
        words: all words of the page.
        year: the evaluation year, where the table shows several.
        instrument: whose names of domains and aspects the table has.

    Raises:
        SourceError: when name, index, predikat or one of the values is missing or contradicts another.
    """
    first = _heading_line(words)
    table = _table_heading(words)
    if not first or table is None:
        raise SourceError(
            file, f"page {page_no}: 'INDEKS SPBE – ...' and {_TABLE} below it do not stand apart as lines.", _REMEDY
        )
    agency, index, predikat = _read_heading(file, page_no, words, first, table[0].middle)
    values = _read_values(file, page_no, words, table, year=year, instrument=instrument)
    if _value(index) != _value(values["INDEX"]):
        raise SourceError(
            file,
            f"page {page_no}: the heading prints the index {index}, the table below it {values['INDEX']}.",
            "ask the ministry which one holds; a document that contradicts itself is not taken in.",
        )
    return AgencyScores(page_no, agency, predikat, values)


def _heading_line(words: Sequence[Word]) -> list[Word]:
    """The line of the heading, from the word ``INDEKS`` on."""
    for line in lines_of(list(words)):
        for at in range(len(line)):
            if _HEADING.match(" ".join(word.text for word in line[at:])):
                return line[at:]
    return []


def _table_heading(words: Sequence[Word]) -> tuple[Word, Word, Word] | None:
    """The words ``Nama``, ``Indeks`` and ``Nilai`` that head the table."""
    for line in lines_of(list(words)):
        for first, second in pairwise(line):
            if (first.text.casefold(), second.text.casefold()) == ("nama", "indeks"):
                beside = [
                    word
                    for word in words
                    if word.text.casefold() == "nilai"
                    and word.x0 > second.x1
                    and abs(word.middle - second.middle) <= 1.5 * second.size
                ]
                if beside:
                    return first, second, min(beside, key=lambda word: word.x0)
    return None


def _read_heading(
    file: Path, page_no: int, words: Sequence[Word], first: list[Word], table_at: float
) -> tuple[str, str, str]:
    """Agency, index and predikat, in one line, in several, or with index and predikat in a box at the right."""
    top, size = first[0].middle, first[0].size
    # "Nilai Indeks SPBE, Domain, dan Aspek" is the title of what comes below.
    titles = [word.middle for word in words if word.text.casefold() == "nilai" and word.middle > top + size / 2]
    region = [word for word in words if top - 2.5 * size <= word.middle < min([table_at, *titles]) - size / 2]
    figures = [word for word in region if _FIGURE.fullmatch(word.text)]
    if len(figures) != 1:
        raise SourceError(
            file,
            f"page {page_no}: one index is expected by 'INDEKS SPBE – ...'; "
            f"found {', '.join(word.text for word in figures) or 'none'}.",
            _REMEDY,
        )
    (figure,) = figures
    openings = [word for word in region if _OPENS_GRADE.fullmatch(word.text)]
    named, boxed = [word for word in region if word is not figure], region
    if figure.x0 > max(word.x1 for word in _until(first, [figure, *openings])):
        edge = min(word.x0 for word in [figure, *openings])
        named = [word for word in region if word.x0 < edge]
        boxed = [word for word in region if word.x0 >= edge]
    grade = _GRADE.search(_joined(boxed))
    if grade is None:
        raise SourceError(
            file,
            f"page {page_no}: no predikat in brackets ({', '.join(PREDIKAT)}) stands by the index {figure.text}.",
            _REMEDY,
        )
    rest = _GRADE.sub(" ", _joined(_heading_lines(named, first[0])))
    agency = " ".join(_HEADING.split(rest, maxsplit=1)[-1].split())
    if not agency:
        raise SourceError(file, f"page {page_no}: no agency is named after 'INDEKS SPBE –'.", _REMEDY)
    predikat = next(known for known in PREDIKAT if known.casefold() == " ".join(grade[1].split()).casefold())
    return agency, figure.text, predikat


def _until(line: list[Word], ends: list[Word]) -> list[Word]:
    at = min((line.index(word) for word in ends if word in line), default=len(line))
    return line[: max(at, 1)]


def _joined(words: Sequence[Word]) -> str:
    return " ".join(word.text for line in lines_of(list(words)) for word in line)


def _heading_lines(words: Sequence[Word], first: Word) -> list[Word]:
    """The heading's first line and those that follow it in the same letters without a gap."""
    kept: list[Word] = []
    last = first.middle
    for line in lines_of([word for word in words if abs(word.size - first.size) <= first.size / 8]):
        at = line[0].middle
        if at < first.middle - first.size / 2:
            continue
        if at - last > 2 * first.size:
            break
        kept.extend(line)
        last = at
    return kept


def _read_values(
    file: Path, page_no: int, words: Sequence[Word], table: tuple[Word, Word, Word], *, year: int, instrument: str
) -> dict[str, str]:
    nama, indeks, nilai = table
    measures = measures_of(instrument)
    below = [word for word in words if word.top > max(word.bottom for word in table) - 1]
    figures = [word for word in below if _FIGURE.fullmatch(word.text) and word.x0 > indeks.x1]
    beside = [word for word in words if word.x0 > indeks.x1 and abs(word.middle - nilai.middle) <= 2 * nilai.size]
    columns = columns_of(figures, least=len(measures) // 2)
    if not columns:
        raise SourceError(file, f"page {page_no}: {_TABLE} has no values.", _REMEDY)
    column = column_of_year(file, f"page {page_no}: {_TABLE}", columns, years_in(beside), year)
    # The heading stands in the middle above the names, so they begin as far left of it as the values right of it;
    # what is still further left is a chart.
    edge = min(nilai.x0, columns[0].x0)
    left = min(nama.x0, nama.x0 + indeks.x1 - edge) - 5
    bands = bands_of([word for word in below if word.x0 >= left and word.x1 < edge], instrument)
    found: dict[str, str] = {}
    for band in bands:
        printed = [word.text for word in below if column.holds(word, slack=10) and band.holds(word)]
        if len(printed) == 1 and _FIGURE.fullmatch(printed[0]):
            found[band.measure] = printed[0]
    missing = [measure for measure in measures if measure not in found]
    if missing:
        nameless = sorted(set(missing) - {band.measure for band in bands}, key=measures.index)
        problem = f"has no row for {', '.join(nameless)}" if nameless else f"has no value for {', '.join(missing)}"
        raise SourceError(file, f"page {page_no}: {_TABLE} {problem}.", _REMEDY)
    return {measure: found[measure] for measure in measures}


def _value(printed: str) -> Decimal:
    return Decimal(printed.replace(",", "."))
