"""Damages of the UN's edition of 2024, as the file that is handed in."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator

from benchmarks.validation.trial import Damage, Outcome, Trial
from sources.declaration.declared import BUNDLED
from sources.reading.content import Content

Row = dict[str, str]
Rows = list[Row]

_FOLDER = BUNDLED / "un_egovkb" / "snapshots"
#: The bundled columns by the names that the UN's site gives them.
_HEADINGS = {
    "Survey Year": "survey_year", "Country Name": "country", "E-Government Rank": "egdi_rank",
    "E-Government Index": "egdi", "E-Participation Index": "epi", "Online Service Index": "osi",
    "Human Capital Index": "hci", "Telecommunication Infrastructure Index": "tii",
}  # fmt: skip
_FIGURES = ("egdi_rank", "egdi", "epi", "osi", "hci", "tii")
_COMPONENTS = ("epi", "osi", "hci", "tii")
_INDONESIA = "Indonesia"


def _edition(year: int) -> Rows:
    with (_FOLDER / f"un_egdi_{year}.csv").open(encoding="utf-8", newline="") as stream:
        return [{**row, "survey_year": str(year)} for row in csv.DictReader(stream)]


_ROWS = _edition(2024)
_BEFORE = {row["iso3"]: row for row in _edition(2022)}


def _file(rows: Rows) -> bytes:
    """The edition as the UN's site hands it out."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_HEADINGS)
    writer.writerows([row[column] for column in _HEADINGS.values()] for row in rows)
    return out.getvalue().encode()


def _handed_in(
    change: Callable[[Rows], Rows] = list, told: Callable[[bytes], bytes] = bytes
) -> Callable[[Trial], Outcome]:
    def of(trial: Trial) -> Outcome:
        return trial.hand_in(Content("EGOV_DATA_2024.csv", told(_file(change(_ROWS))), "csv"))

    return of


def _of(name: str, /, **cells: str) -> Callable[[Rows], Rows]:
    return lambda rows: [{**row, **cells} if row["country"].strip() == name else row for row in rows]


def _cells(change: Callable[[Row], Row]) -> Callable[[Rows], Rows]:
    return lambda rows: [{**row, **change(row)} for row in rows]


def _exchanged(one: str, other: str, columns: tuple[str, ...] = _FIGURES) -> Callable[[Rows], Rows]:
    def change(rows: Rows) -> Rows:
        by_name = {row["country"].strip(): row for row in rows}
        of = {one: by_name[other], other: by_name[one]}
        return [
            {**row, **{name: of[row["country"].strip()][name] for name in columns}}
            if row["country"].strip() in of
            else row
            for row in rows
        ]

    return change


def _shifted(rows: Rows) -> Rows:
    return [{**row, **{name: rows[number - 1][name] for name in _FIGURES}} for number, row in enumerate(rows)]


def _of_last_edition(rows: Rows, share: int = 1) -> Rows:
    return [
        {**row, **{name: _BEFORE[row["iso3"]][name] for name in _FIGURES}} if number % share == 0 else row
        for number, row in enumerate(rows)
    ]


def _plus(text: str, by: float) -> str:
    return f"{float(text) + by:.5f}"


def _compensating(rows: Rows) -> Rows:
    return [
        {**row, "osi": _plus(row["osi"], 0.02), "tii": _plus(row["tii"], -0.02)}
        if row["country"].strip() == _INDONESIA
        else row
        for row in rows
    ]


def _backwards(data: bytes) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(row[::-1] for row in csv.reader(io.StringIO(data.decode())))
    return out.getvalue().encode()


_Damages = list[tuple[str, Callable[[Trial], Outcome], str]]

_SAME = "both countries have moved alike, and each might have the figures of the other"
_DAMAGES: _Damages = [
    ("two countries exchanged", _handed_in(_exchanged(_INDONESIA, "Mali")), ""),
    ("two countries exchanged that are alike", _handed_in(_exchanged("Uzbekistan", "Albania")), _SAME),
    ("two names exchanged, the figures in their places", _handed_in(_exchanged("Peru", "Chad", ("country",))), ""),
    ("OSI and TII exchanged throughout", _handed_in(_cells(lambda r: {"osi": r["tii"], "tii": r["osi"]})), ""),
    ("OSI and EPI exchanged throughout", _handed_in(_cells(lambda r: {"osi": r["epi"], "epi": r["osi"]})), ""),
    ("OSI and TII of one country exchanged",
     _handed_in(lambda rows: [{**r, "osi": r["tii"], "tii": r["osi"]} if r["country"].strip() == _INDONESIA else r
                              for r in rows]),
     "the EGDI weighs both alike, and the move of each is within the usual; EGDI and rank are right"),
    ("every country with the figures of 2022", _handed_in(_of_last_edition), ""),
    ("every third country with the figures of 2022", _handed_in(lambda rows: _of_last_edition(rows, 3)), ""),
    ("the file of 2022 under the year 2024",
     _handed_in(lambda _: [{**row, "survey_year": "2024"} for row in _BEFORE.values()]), ""),
    ("the figures one row down", _handed_in(_shifted), ""),
    ("an EPI misread (0.71230 to 0.77230)", _handed_in(_of(_INDONESIA, epi="0.77230")), ""),
    ("an EPI wrong by one question (a 73rd)", _handed_in(_of(_INDONESIA, epi="0.75340")),
     "it is a value that the edition's questions can make, within the usual move, and enters no other figure; the "
     "examination shows it against the figure held"),
    ("OSI and TII wrong so that they compensate", _handed_in(_compensating),
     "the EGDI follows from them as from the right ones, and both moves are within the usual; EGDI and rank are right"),
    ("an EGDI with two digits exchanged", _handed_in(_of(_INDONESIA, egdi="0.97910")), ""),
    ("a rank wrong by one", _handed_in(_of(_INDONESIA, egdi_rank="65")), ""),
    ("an HCI above 1", _handed_in(_of(_INDONESIA, hci="1.42200")), ""),
    ("a country filled with zeros", _handed_in(_of(_INDONESIA, **dict.fromkeys(_FIGURES, "0.00000"))), ""),
    ("a country renamed to one that there is not", _handed_in(_of(_INDONESIA, country="Indonesea")), ""),
    ("a country under the name of another", _handed_in(_of(_INDONESIA, country="Malaysia")), ""),
    ("a country lost", _handed_in(lambda rows: [r for r in rows if r["country"].strip() != _INDONESIA]), ""),
    ("a country twice", _handed_in(lambda rows: [*rows, rows[10]]), ""),
    ("trailing zeros cut (0.8 for 0.80000)",
     _handed_in(_cells(lambda r: {name: r[name].rstrip("0").rstrip(".") for name in _COMPONENTS})),
     "numbers are compared, not their print: nothing is changed"),
    ("every figure rounded to three decimals",
     _handed_in(_cells(lambda r: {name: f"{float(r[name]):.3f}" for name in ("egdi", *_COMPONENTS)})), ""),
    ("every figure in percent",
     _handed_in(_cells(lambda r: {name: f"{100 * float(r[name]):.3f}" for name in ("egdi", *_COMPONENTS)})), ""),
    ("figures that a spreadsheet took for dates",
     _handed_in(_of(_INDONESIA, egdi="01/07/1991", osi="18-Sep")), ""),
    ("saved with semicolons and decimal commas",
     _handed_in(told=lambda data: data.replace(b",", b";").replace(b"0.", b"0,")),
     "the figures are read as the same: nothing is changed"),
    ("saved in another encoding",
     _handed_in(told=lambda data: data.decode().encode("cp1252", errors="replace")), ""),
    ("read in the wrong encoding (CÃ´te d'Ivoire)",
     _handed_in(told=lambda data: data.decode().encode().decode("cp1252", errors="replace").encode()), ""),
    ("a byte order mark and other line ends",
     _handed_in(told=lambda data: b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n")),
     "it is the same text"),
    ("columns in another order",
     _handed_in(told=_backwards), "columns are told by their headings: nothing is changed"),
    ("a heading lost", _handed_in(told=lambda data: data.replace(b"Human Capital Index", b"")), ""),
    ("cut off in the middle", _handed_in(told=lambda data: data[:7000]), ""),
    ("a page of the site in its place", _handed_in(told=lambda _: b"<!DOCTYPE html><html><body>Sign in</body></html>"),
     ""),
]  # fmt: skip


def damages() -> Iterator[Damage]:
    """Every damage of the edition."""
    for name, of, why in _DAMAGES:
        yield Damage(name, of, why)


def pristine(trial: Trial) -> Outcome:
    """The edition as it is, handed in the same way."""
    return _handed_in()(trial)
