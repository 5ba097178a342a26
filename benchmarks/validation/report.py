"""Damages of the annual report of 2024: to the rows that a reader hands over, and to the figures in them.

Each is what a transcription, a reader or a spreadsheet does to a table. The rows are those that are bundled; what is
changed stands in the damage, what is chosen at random comes from one seed.
"""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from benchmarks.validation.trial import Damage, Outcome, Trial
from sources.declaration.declared import BUNDLED, Source
from sources.reading.content import Content
from sources.reading.guarded import Extract
from sources.reading.parts import Part
from sources.reading.readers import reader_of

Row = dict[str, str]

_SOURCE = "spbe_annual_report"
_FOLDER = BUNDLED / _SOURCE / "snapshots"
_FIGURES = ("d1", "d2", "d3", "d4", "index", "predikat")
_MAGELANG, _KABUPATEN_MAGELANG = "Pemerintah Kota Magelang", "Pemerintah Kab. Magelang"
_SRAGEN, _TEGAL = "Pemerintah Kab. Sragen", "Pemerintah Kab. Tegal"
_JAWA_TENGAH, _JAWA_TIMUR, _BALI = "di Jawa Tengah", "di Jawa Timur", "di Bali"
_KALIMANTAN_UTARA = "di Kalimantan Utara"

_ALIKE = (
    "the histories of both bodies are alike: each has figures that the other might have had; only another copy of the "
    "document, or a statement of one of them from elsewhere, could tell"
)
_SMALL = (
    "a table of fewer than 8 rows is not judged as a whole, and its bodies are alike; their moves are within the usual"
)
_POSSIBLE = "all its figures are possible and follow from each other, and the move is within the usual"


@dataclass(frozen=True)
class Report:
    """The report as rows: those of 2024, the year it says it is of, and those of 2023 by name."""

    rows: tuple[Row, ...]
    edition: int = 2024

    def place(self, agency: str) -> int:
        """Where a body stands."""
        (found,) = [number for number, row in enumerate(self.rows) if row["agency"] == agency]
        return found

    def table(self, title_end: str) -> list[int]:
        """The rows of one table."""
        return [number for number, row in enumerate(self.rows) if row["table_title"].endswith(title_end)]

    def with_cells(self, agency: str, /, **cells: str) -> Report:
        """One row with other cells."""
        return self.with_rows({self.place(agency): {**self.rows[self.place(agency)], **cells}})

    def with_rows(self, changed: dict[int, Row]) -> Report:
        """Some rows changed, in their places."""
        return replace(self, rows=tuple(changed.get(number, row) for number, row in enumerate(self.rows)))

    def with_figures(self, changed: dict[int, Row]) -> Report:
        """Some rows with the figures of others."""
        return self.with_rows(
            {number: {**self.rows[number], **{name: row[name] for name in _FIGURES}} for number, row in changed.items()}
        )

    def each(self, change: Callable[[Row], Row]) -> Report:
        """Every row changed."""
        return replace(self, rows=tuple(change(row) for row in self.rows))


def _snapshot(year: int) -> tuple[Row, ...]:
    with (_FOLDER / f"annual_report_{year}.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(csv.DictReader(stream))


_REPORT = Report(_snapshot(2024))
_BEFORE = {row["agency"]: row for row in _snapshot(2023)}


def _handed_in(change: Callable[[Report], Report]) -> Callable[[Trial], Outcome]:
    def of(trial: Trial) -> Outcome:
        changed = change(_REPORT)
        return trial.hand_in(_content(changed), _extract(changed, trial.source(_SOURCE)))

    return of


def _content(report: Report) -> Content:
    return Content("Laporan Evaluasi SPBE 2024.pdf", repr(report).encode(), "pdf")


def _extract(report: Report, source: Source) -> Extract:
    """What the reader hands over, in place of reading a PDF of these rows."""
    (card,) = [one.sidecar for one in source.snapshots if one.sidecar.edition == 2024]
    reader = reader_of(source)
    assert reader is not None
    part = Part(
        raw_table=_SOURCE,
        edition=report.edition,
        same_as=card.same_as,
        title=card.title.replace("2024", str(report.edition)),
        document_type=card.document_type,
        rows=report.rows,
        decree_number=card.decree_number if report.edition == 2024 else None,
        decree_date=card.decree_date if report.edition == 2024 else None,
        states=card.states,
    )
    return Extract(reader.source, reader.version, reader.kind, (part,))


# --- what is done to rows --------------------------------------------------------------------------------------------


def _exchanged(report: Report, one: str, other: str) -> Report:
    a, b = report.place(one), report.place(other)
    return report.with_figures({a: report.rows[b], b: report.rows[a]})


def _shifted(report: Report, title_end: str, by: int, first: int = 0, count: int | None = None) -> Report:
    """The figures of a run of rows moved to the rows below (1) or above (-1); the last closes the circle."""
    places = report.table(title_end)[first : None if count is None else first + count]
    return report.with_figures(
        {place: report.rows[places[(number - by) % len(places)]] for number, place in enumerate(places)}
    )


def _of_last_year(report: Report, places: Sequence[int]) -> Report:
    known = [place for place in places if report.rows[place]["agency"] in _BEFORE]
    return report.with_figures({place: _BEFORE[report.rows[place]["agency"]] for place in known})


def _in_order(report: Report, title_end: str, order: Callable[[list[Row]], list[Row]]) -> Report:
    places = report.table(title_end)
    return report.with_figures(dict(zip(places, order([report.rows[place] for place in places]), strict=True)))


def _best_first(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: row["index"], reverse=True)


def _shuffled(rows: list[Row]) -> list[Row]:
    return random.Random(2024).sample(rows, len(rows))


def _columns(one: str, other: str, title_end: str = "") -> Callable[[Report], Report]:
    """Two columns exchanged, in one table or in all."""

    def change(row: Row) -> Row:
        return {**row, one: row[other], other: row[one]} if row["table_title"].endswith(title_end) else row

    return lambda report: report.each(change)


def _without(report: Report, places: Sequence[int], *, numbered_anew: bool = False) -> Report:
    gone = set(places)
    kept = [row for number, row in enumerate(report.rows) if number not in gone]
    if numbered_anew:
        count: dict[str, int] = {}
        for number, row in enumerate(kept):
            count[row["table_no"]] = count.get(row["table_no"], 0) + 1
            kept[number] = {**row, "row_no": str(count[row["table_no"]])}
    return replace(report, rows=tuple(kept))


def _doubled(report: Report, places: Sequence[int]) -> Report:
    last = max(places)
    again = tuple(report.rows[place] for place in places)
    return replace(report, rows=(*report.rows[: last + 1], *again, *report.rows[last + 1 :]))


def _titled(report: Report, title_end: str, title: str) -> Report:
    return report.with_rows({place: {**report.rows[place], "table_title": title} for place in report.table(title_end)})


def _titles_exchanged(report: Report, one: str, other: str) -> Report:
    titles = [report.rows[report.table(end)[0]]["table_title"] for end in (one, other)]
    places = report.table(one), report.table(other)
    return report.with_rows(
        {
            place: {**report.rows[place], "table_title": title}
            for rows, title in zip(places, reversed(titles), strict=True)
            for place in rows
        }
    )


def _off(text: str, by: str) -> str:
    """A printed figure that is wrong by so much."""
    value = Decimal(text.replace(",", ".")) + Decimal(by)
    return str(value.quantize(Decimal("0.01"), ROUND_HALF_UP)).replace(".", ",")


def _cell(agency: str, column: str, change: Callable[[str], str]) -> Callable[[Report], Report]:
    def changed(report: Report) -> Report:
        row = report.rows[report.place(agency)]
        return report.with_cells(agency, **{column: change(row[column])})

    return changed


def _compensating(report: Report) -> Report:
    """D2 a tenth too high, and D4 as much too low in the index, each to a figure that whole levels can make."""
    row = report.rows[report.place(_MAGELANG)]
    return report.with_cells(_MAGELANG, d2=_off(row["d2"], "0.10"), d4=_off(row["d4"], "-0.06"))


def _copied(report: Report, to: str, of: str) -> Report:
    return report.with_figures({report.place(to): report.rows[report.place(of)]})


# --- the damages -----------------------------------------------------------------------------------------------------


def damages() -> Iterator[Damage]:
    """Every damage of the report, in the order in which they are shown."""
    for kind, listed in _DAMAGES.items():
        for name, change, why in listed:
            yield Damage(f"{kind}: {name}", _handed_in(change), why)


def pristine(trial: Trial) -> Outcome:
    """The report as it is, handed in the same way."""
    return _handed_in(lambda report: report)(trial)


_Listed = list[tuple[str, Callable[[Report], Report], str]]

_DIGITS: _Listed = [
    ("two digits of an index exchanged (3,69 to 3,96)", _cell(_MAGELANG, "index", lambda _: "3,96"), ""),
    ("an index too high by 0.01", _cell(_MAGELANG, "index", lambda text: _off(text, "0.01")), ""),
    ("an index too low by 0.01 (4,02 to 4,01)", _cell("Pemerintah Kota Makassar", "index", lambda _: "4,01"),
     "the levels that print these domains make 4.0125 or 4.0150: either index may have been printed, and no statement "
     "from elsewhere differs by as little"),
    ("an index too low by 0.01 (3,69 to 3,68)", _cell(_MAGELANG, "index", lambda _: "3,68"), ""),
    ("D1 3,57 in place of 3,50", _cell(_MAGELANG, "d1", lambda _: "3,57"), ""),
    ("D3 2,61 in place of 2,64", _cell(_MAGELANG, "d3", lambda _: "2,61"), ""),
    ("two digits of D4 exchanged (4,39 to 4,93)", _cell(_MAGELANG, "d4", lambda _: "4,93"), ""),
    ("D2 too high by a whole tenth", _cell(_MAGELANG, "d2", lambda text: _off(text, "0.10")), ""),
    (
        "D2 and D4 wrong so that they compensate",
        _compensating,
        "both are figures that whole levels can make, and the index follows from them as it follows from the right "
        "ones; index, grade and rank are right",
    ),
    ("an index of 5,20", _cell(_MAGELANG, "index", lambda _: "5,20"), ""),
    ("a domain of 0,90", _cell(_MAGELANG, "d3", lambda _: "0,90"), ""),
    ("a letter for a digit (4,O2)", _cell("Pemerintah Kota Makassar", "index", lambda _: "4,O2"), ""),
    ("a lost comma (369)", _cell(_MAGELANG, "index", lambda _: "369"), ""),
    ("a lost digit (,69)", _cell(_MAGELANG, "index", lambda _: ",69"), ""),
    ("an index with one decimal (3,7)", _cell(_MAGELANG, "index", lambda _: "3,7"), ""),
    ("an index left out", _cell(_MAGELANG, "index", lambda _: ""), ""),
    ("a domain left out", _cell(_MAGELANG, "d2", lambda _: ""), ""),
    ("a dash for a domain", _cell(_MAGELANG, "d2", lambda _: "-"), ""),
    ("every decimal comma a point", lambda r: r.each(lambda w: {**w, **{n: w[n].replace(",", ".") for n in _FIGURES}}),
     ""),
    ("every figure rounded to one decimal",
     lambda r: r.each(lambda w: {**w, **{n: re.sub(r"(\d,\d)\d", r"\1", w[n]) for n in _FIGURES}}), ""),
    ("D2 of a table without its commas",
     lambda r: r.with_rows({p: {**r.rows[p], "d2": r.rows[p]["d2"].replace(",", "")} for p in r.table(_BALI)}), ""),
]  # fmt: skip

_GRADES: _Listed = [
    ("one grade better", _cell(_MAGELANG, "predikat", lambda _: "Memuaskan"), ""),
    ("the lower grade at an edge (2,60 Cukup) where the levels make 2.602",
     _cell("Pemerintah Kab. Lingga", "predikat", lambda _: "Cukup"), ""),
    ("the lower grade at an edge (4,20 Sangat Baik) where the levels make 4.1975 or 4.2",
     _cell("Pemerintah Kab. Wonogiri", "predikat", lambda _: "Sangat Baik"),
     "both grades are possible: the levels that print these domains make 4.1975 or 4.2000"),
    ("a grade misspelt (Sangat Baek)", _cell(_MAGELANG, "predikat", lambda _: "Sangat Baek"), ""),
    ("a grade in capitals", _cell(_MAGELANG, "predikat", lambda text: text.upper()), "it is read as the same grade"),
    ("a grade left out", _cell(_MAGELANG, "predikat", lambda _: ""), ""),
]  # fmt: skip

_ROWS: _Listed = [
    ("the figures of a province one row down", lambda r: _shifted(r, _JAWA_TENGAH, 1), ""),
    ("the figures of a province one row up", lambda r: _shifted(r, _JAWA_TIMUR, -1), ""),
    ("the figures of a province of 6 rows one row down", lambda r: _shifted(r, _KALIMANTAN_UTARA, 1), _SMALL),
    ("the figures of the ministries one row down", lambda r: _shifted(r, "SPBE Kementerian", 1), ""),
    ("a shift that begins at row 12 of 36", lambda r: _shifted(r, _JAWA_TENGAH, 1, first=11), ""),
    ("a shift of rows 12 to 19", lambda r: _shifted(r, _JAWA_TENGAH, -1, first=11, count=8), ""),
    ("a shift of rows 12 to 14", lambda r: _shifted(r, _JAWA_TENGAH, 1, first=11, count=3), _ALIKE),
    ("the figures of a province sorted, the names not", lambda r: _in_order(r, _JAWA_TIMUR, _best_first), ""),
    ("the figures of a province in any order", lambda r: _in_order(r, _JAWA_TIMUR, _shuffled), ""),
    ("two bodies of a province exchanged (4,34 and 3,16)", lambda r: _exchanged(r, _SRAGEN, _TEGAL), ""),
    ("two bodies exchanged that are alike (3,55 and 3,49)",
     lambda r: _exchanged(r, "Pemerintah Kab. Batang", "Pemerintah Kab. Purworejo"), _ALIKE),
    ("Kabupaten and Kota exchanged that are alike",
     lambda r: _exchanged(r, "Pemerintah Kab. Bogor", "Pemerintah Kota Bogor"), _ALIKE),
    ("Kabupaten and Kota Magelang exchanged", lambda r: _exchanged(r, _KABUPATEN_MAGELANG, _MAGELANG), ""),
    ("two bodies of different provinces exchanged",
     lambda r: _exchanged(r, "Pemerintah Kota Surabaya", "Pemerintah Kota Bengkulu"), ""),
    ("a region and a ministry exchanged",
     lambda r: _exchanged(r, _MAGELANG, "Kementerian Keuangan"), ""),
    ("the row of a neighbour copied over a body", lambda r: _copied(r, _MAGELANG, "Pemerintah Kota Pekalongan"), ""),
    ("a row lost", lambda r: _without(r, [r.place(_MAGELANG)]), ""),
    ("a row lost, the others numbered anew", lambda r: _without(r, [r.place(_MAGELANG)], numbered_anew=True), ""),
    ("a row twice", lambda r: _doubled(r, [r.place(_MAGELANG)]), ""),
    ("a page twice (20 rows)", lambda r: _doubled(r, r.table(_JAWA_TENGAH)[:20]), ""),
    ("a table lost", lambda r: _without(r, r.table(_BALI)), ""),
    ("row numbers that skip one",
     lambda r: r.with_rows({p: {**r.rows[p], "row_no": str(int(r.rows[p]["row_no"]) + 1)} for p in r.table(_BALI)[3:]}),
     ""),
    ("a table number wrong",
     lambda r: r.with_rows({p: {**r.rows[p], "table_no": "99"} for p in r.table(_BALI)}), ""),
    ("page numbers wrong by one", lambda r: r.each(lambda w: {**w, "pdf_page": str(int(w["pdf_page"]) + 1)}), ""),
]  # fmt: skip

_YEARS: _Listed = [
    ("the tables of 2023 under the title of 2024", lambda r: _of_last_year(r, range(len(r.rows))), ""),
    ("the tables of 2024 under the title of 2025", lambda r: replace(r, edition=2025), ""),
    ("a province with the figures of 2023", lambda r: _of_last_year(r, r.table(_JAWA_TENGAH)), ""),
    ("half a province with the figures of 2023", lambda r: _of_last_year(r, r.table(_JAWA_TENGAH)[:18]), ""),
    ("three bodies with the figures of 2023", lambda r: _of_last_year(r, r.table(_BALI)[2:5]), ""),
    ("one body with the figures of 2023", lambda r: _of_last_year(r, [r.place(_MAGELANG)]), ""),
    ("every province itself with the figures of 2023",
     lambda r: _of_last_year(r, [n for n, w in enumerate(r.rows) if "Provinsi" in w["agency"]]), ""),
    ("the index alone of 2023", lambda r: r.with_cells(_MAGELANG, index=_BEFORE[_MAGELANG]["index"]), ""),
    ("one domain alone of 2023", lambda r: r.with_cells(_MAGELANG, d4=_BEFORE[_MAGELANG]["d4"]), ""),
]  # fmt: skip

_NAMES: _Listed = [
    ("the title of another province", lambda r: _titled(r, _BALI, r.rows[r.table(_JAWA_TIMUR)[0]]["table_title"]), ""),
    ("the titles of two provinces exchanged", lambda r: _titles_exchanged(r, _BALI, _JAWA_TIMUR), ""),
    ("a title that names no province", lambda r: _titled(r, _BALI, "Hasil Evaluasi SPBE Pemerintah Daerah di Balii"),
     ""),
    ("a name misspelt", _cell(_MAGELANG, "agency", lambda _: "Pemerintah Kota Magelangg"), ""),
    ("a name without its kind", _cell(_MAGELANG, "agency", lambda _: "Magelang"), ""),
    ("Kab. in place of Kota", _cell(_MAGELANG, "agency", lambda _: _KABUPATEN_MAGELANG), ""),
    ("a name of another province", _cell(_MAGELANG, "agency", lambda _: "Pemerintah Kota Tangerang"), ""),
    ("a ministry's name misspelt",
     _cell("Kementerian Keuangan", "agency", lambda _: "Kementerian Keungan"),
     ""),
    ("blanks that do not break", _cell(_MAGELANG, "agency", lambda text: text.replace(" ", " ")),
     "all blanks are one: it is the same name"),
    ("a soft hyphen in a name", _cell(_MAGELANG, "agency", lambda _: "Pemerintah Kota Mage­lang"),
     "marks that are not seen do not count: it is the same name"),
    ("two names exchanged, the figures in their places",
     lambda r: r.with_cells(_SRAGEN, agency="-").with_cells(_TEGAL, agency=_SRAGEN).with_cells("-", agency=_TEGAL), ""),
]  # fmt: skip

_COLUMNS: _Listed = [
    ("D1 and D2 exchanged throughout", _columns("d1", "d2"), ""),
    ("D3 and D4 exchanged throughout", _columns("d3", "d4"), ""),
    ("D1 and D2 exchanged in a table", _columns("d1", "d2", _BALI), ""),
    ("D4 and index exchanged in a table", _columns("d4", "index", _BALI), ""),
    ("D1 and D2 of one row exchanged",
     lambda r: r.with_cells(_MAGELANG, d1=r.rows[r.place(_MAGELANG)]["d2"], d2=r.rows[r.place(_MAGELANG)]["d1"]), ""),
]  # fmt: skip

_DAMAGES: dict[str, _Listed] = {
    "figures": _DIGITS,
    "grades": _GRADES,
    "rows": _ROWS,
    "years": _YEARS,
    "names": _NAMES,
    "columns": _COLUMNS,
}
