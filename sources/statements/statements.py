"""SPBE scores as statements: who says what of whom, in which year, on which page."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal

from sources.declaration.declared import OFFICIAL_GRADES, Bilingual, text_columns
from sources.names.region_names import RegionVersion, Unresolved
from sources.reading.spelling import letters, without_footnotes
from sources.statements.corrections import Correction
from sources.statements.instruments import instrument_of
from sources.statements.printed_numbers import read_figure

SubjectType = Literal["region", "central_agency", "agency_group"]

#: The group that the national index is printed for.
NATIONAL = "Nasional"

#: An official misprint is shown, and stops the run; beyond this it is no misprinted score but something else.
_LARGEST = 99
#: The top of the scale of every instrument; what others than the ministry state above it is set apart.
TOP_OF_SCALE = 5

#: What stands in place of a score that an instrument of decimal scores has not yet.
NOT_YET_SCORED = ("belum dinilai", "belum ada nilai", "-", "n/a")

#: The five grades, best first.
PREDIKAT = ("Memuaskan", "Sangat Baik", "Baik", "Cukup", "Kurang")
_GRADES = {letters(grade): grade for grade in PREDIKAT}

#: The measures of a table with one body a row, and the columns that print them.
COLUMN_OF = {"INDEX": "index", "PREDIKAT": "predikat"} | {
    f"{letter}{number}": f"{letter.lower()}{number}"
    for letter, numbers in (("D", range(1, 5)), ("A", range(1, 9)))
    for number in numbers
}

_COMPARE = "compare the cell with the document and correct the transcription"
_WHICH = "find out which of the two counts, and keep that row alone"
_ONE_OF_TWO = "remove the row that the document does not have, or correct the name of one of them"


def grade_of(printed: str) -> str | None:
    """The grade that a cell prints, in whatever letters; None when it prints none.

    Examples:
        >>> grade_of("SANGAT  BAIK"), grade_of("cukup*"), grade_of("Baik Sekali")
        ('Sangat Baik', 'Cukup', None)
    """
    return _GRADES.get(letters(without_footnotes(printed)))


_NOT_YET = Bilingual(id="indikator ini belum dinilai", en="this indicator is not scored yet")


def is_not_yet_scored(printed: str) -> bool:
    """Whether a text says that an indicator has no score yet."""
    return " ".join(printed.casefold().split()) in NOT_YET_SCORED


@dataclass(frozen=True)
class Document:
    """What a statement needs to know of the document that makes it."""

    document_id: str
    file_name: str
    evidence_grade: str


@dataclass(frozen=True)
class Subject:
    """Whom a statement speaks of."""

    type: SubjectType
    code: str


@dataclass(frozen=True)
class AppliedCorrection:
    """What has become of a declared correction.

    Args:
        source: whose corrections.yml declares it.
        correction: what is declared.
        outcome: a correction whose cell prints something else than expected is not applied; one whose document is not
            loaded lies idle until it is.
        found_printed: what the cell prints; None when there is no such cell.
    """

    source: str
    correction: Correction
    outcome: Literal["applied", "expectation_failed", "not_found", "no_document"] = "not_found"
    found_printed: str | None = None


@dataclass(frozen=True)
class _Value:
    """What a printed figure is worth, and why that is not what is printed."""

    value: Decimal | None = None
    status: str = "published"
    reason: Bilingual | None = None


@dataclass(frozen=True)
class _Printed:
    """A row that has stated something, and its figures by measure."""

    row: PrintedRow
    figures: Mapping[str, str]


class Statements:
    """Collects statements and refused rows, with their places.

    Args:
        documents: every document by its id.
        instruments: the instrument of each evaluation year.
        deviations: why a figure that breaks a rule stands, by (year, printed name, measure).
        corrections: what a person has decided about single cells, by source.
    """

    def __init__(
        self,
        documents: Mapping[str, Document],
        instruments: Mapping[int, str],
        deviations: Mapping[tuple[int, str, str], Bilingual],
        corrections: Mapping[str, Sequence[Correction]] | None = None,
    ) -> None:
        self.documents, self.instruments, self.deviations = documents, instruments, deviations
        self.accepted: list[dict[str, Any]] = []
        self.refused: list[dict[str, Any]] = []
        #: Why a body has two different figures, one sentence each. None of the two is accepted.
        self.contradictions: list[str] = []
        self._first: dict[tuple[object, ...], _Printed] = {}
        self._corrections = {
            correction.cell: AppliedCorrection(
                source, correction, "not_found" if correction.document_id in documents else "no_document"
            )
            for source, listed in (corrections or {}).items()
            for correction in listed
        }

    @property
    def corrections(self) -> list[AppliedCorrection]:
        """Every declared correction, with what has become of it."""
        return list(self._corrections.values())

    def first_of(self, key: tuple[object, ...], row: PrintedRow, figures: Mapping[str, str]) -> _Printed | None:
        """The row that states this already, with its figures; None when this is the first, which is noted."""
        first = self._first.setdefault(key, _Printed(row, figures))
        return None if first.row is row else first

    def take_back(self, row: PrintedRow, subject: Subject, measures: Collection[str]) -> bool:
        """Take back what a row has stated of a subject; whether anything was there."""
        kept = [
            record
            for record in self.accepted
            if (record["document_id"], record["line_no"]) != (row.cells["document_id"], row.cells["line_no"])
            or (record["subject_type"], record["subject_code"]) != (subject.type, subject.code)
            or record["measure"] not in measures
        ]
        taken, self.accepted = len(kept) < len(self.accepted), kept
        return taken

    def correction_of(self, cell: tuple[str, str, str], printed_name: str, printed: str) -> Correction | None:
        """The correction of a cell (document, locator, measure), if one is declared and still fits what is printed."""
        declared = self._corrections.get(cell)
        if declared is None or declared.correction.agency != printed_name:
            return None
        fits = declared.correction.expect == printed
        outcome: Literal["applied", "expectation_failed"] = "applied" if fits else "expectation_failed"
        self._corrections[cell] = replace(declared, outcome=outcome, found_printed=printed)
        return declared.correction if fits else None


class PrintedRow:
    """One printed row of a document, and what it states.

    Args:
        statements: where its statements and refusals are collected.
        cells: the row as the raw table has it.
        name: whom it speaks of, as printed.
        year: the evaluation year.
    """

    def __init__(self, statements: Statements, cells: Mapping[str, Any], name: str, year: int) -> None:
        self.cells, self.name, self.year = cells, name, year
        self._statements = statements
        self._document = statements.documents[cells["document_id"]]
        self.locator = str(cells["locator"])

    def refuse(self, problem: str, remedy: str, measure: str = "ROW", printed: str | None = None) -> None:
        """Put a figure, or with measure ``ROW`` the whole row, into quarantine."""
        refused = {"file_name": self._document.file_name, "problem": problem, "remedy": remedy}
        self._statements.refused.append({**self._place(measure, printed), **refused})

    def region(self, found: RegionVersion | Unresolved, remedy: str) -> Subject | None:
        """The region that was found; refuses the row when its name names none."""
        if isinstance(found, Unresolved):
            self.refuse(str(found), remedy)
            return None
        return Subject("region", found.region_code)

    def add_figures(self, subject: Subject, figures: Mapping[str, str], voice: str = "") -> None:
        """Accept every printed figure, by measure, of a document that gives each subject one row.

        A collection of statements by several voices may have a row of each.
        """
        key = (self._document.document_id, self.year, subject)
        first = None if voice else self._statements.first_of(key, self, figures)
        if first is not None:
            self._refuse_again(first, subject, figures)
            return
        for measure, printed in figures.items():
            self.add(subject, measure, printed, voice)

    def add(self, subject: Subject, measure: str, printed: str, voice: str = "") -> None:
        """Accept one printed figure, or refuse it with the reason.

        A lost cell is accepted as a statement without a value: that the document has a figure there is known.
        """
        document, collected = self._document, self._statements
        if self.year not in collected.instruments:
            remedy = f"add the line of {self.year} to sources/instruments/snapshots/evaluations.csv and seal it"
            self.refuse(f"no instrument is known for the evaluation year {self.year}", remedy, measure, printed)
            return
        instrument = instrument_of(self.year)
        if instrument is not None and measure not in instrument.nodes | {"PREDIKAT"}:
            problem = f"{instrument.name}, the instrument of {self.year}, has no {measure}"
            self.refuse(problem, "compare year and column with the document", measure, printed)
            return
        key = (document.document_id, self.year, subject, measure, voice)
        first = collected.first_of(key, self, {measure: printed})
        if first is not None:
            self._refuse_again(first, subject, {measure: printed}, measure)
            return
        correction = collected.correction_of((document.document_id, self.locator, measure), self.name, printed)
        read = self._value(measure, printed, correction)
        if isinstance(read, str):
            self.refuse(read, _COMPARE, measure, printed)
            return
        flag = correction.reason if correction and correction.action == "flag" else None
        collected.accepted.append(
            {
                **self._place(measure, (grade_of(printed) if measure == "PREDIKAT" else None) or printed),
                "instrument": collected.instruments[self.year],
                "subject_type": subject.type,
                "subject_code": subject.code,
                "value": read.value,
                "value_lo": correction.value_lo if correction else None,
                "value_hi": correction.value_hi if correction else None,
                "status": read.status,
                **text_columns("status_reason", read.reason),
                **text_columns("flag_reason", flag),
                **text_columns("deviation_reason", collected.deviations.get((self.year, self.name, measure))),
                "evidence_grade": document.evidence_grade,
                "page": self.cells.get("pdf_page") or None,
                "table_no": self.cells.get("table_no") or None,
                "table_title": self.cells.get("table_title") or None,
                "row_no": self.cells.get("row_no") or None,
            }
        )

    def _refuse_again(
        self, first: _Printed, subject: Subject, figures: Mapping[str, str], measure: str = "ROW"
    ) -> None:
        """Refuse what the document has stated already; where it states it otherwise, what it stated first, too."""
        place = first.row.locator
        different = [
            one for one in figures if one in first.figures and not _agree(one, figures[one], first.figures[one])
        ]
        if not different:
            what = self.name if measure == "ROW" else f"{measure} of {self.name}"
            self.refuse(f"the document has {what} twice, before at {place}", _ONE_OF_TWO, measure, figures.get(measure))
            return
        one = different[0]
        problem = (
            f"two figures of {self.name} {self.year}: {one} is {first.figures[one]} at {place}, "
            f"and {figures[one]} at {self.locator}"
        )
        self._statements.contradictions.append(f"{problem}. Remedy: {_WHICH}.")
        if self._statements.take_back(first.row, subject, first.figures):
            first.row.refuse(problem, _WHICH, measure, first.figures.get(measure))
        self.refuse(problem, _WHICH, measure, figures.get(measure))

    def _value(self, measure: str, printed: str, correction: Correction | None) -> _Value | str:
        """What the cell is worth, or why it cannot be read."""
        if correction is not None and correction.action != "flag":
            # Also of a cell that cannot be read: that may be why it is corrected.
            return _Value(correction.value, correction.status, correction.reason)
        if measure == "PREDIKAT":
            return _Value() if grade_of(printed) else f"{printed!r} is none of the grades {', '.join(PREDIKAT)}"
        scale = instrument_of(self.year)
        if scale is not None and not scale.whole_levels and measure in scale.leaves and is_not_yet_scored(printed):
            return _Value(None, "not_yet_scored", _NOT_YET)
        figure = read_figure(printed)
        if (wrong := figure.wrong or self._off_scale(printed, figure.value)) is not None:
            return f"{measure} of {self.name}: {wrong}"
        if figure.lost is not None:
            return _Value(None, "lost_in_transcription", figure.lost)
        return _Value(figure.value)

    def _off_scale(self, printed: str, value: Decimal | None) -> str | None:
        """Why a figure is no score at all. What is a little below the scale is shown, and judged by a rule."""
        if value is None:
            return None
        scale = instrument_of(self.year)
        if value > (_LARGEST if self._document.evidence_grade in OFFICIAL_GRADES else TOP_OF_SCALE):
            return f"{printed!r} is on no scale: was the decimal comma lost?"
        if value == 0 and scale is not None and scale.level_min > 0:
            return f"{printed!r} is no score: the scale of {scale.name} begins at {scale.level_min}"
        return None

    def _place(self, measure: str, printed: str | None) -> dict[str, Any]:
        """What tells a figure, accepted or refused, from all others, and where it stands."""
        return {
            "observation_id": f"{self._document.document_id}#{self.cells['line_no']}.{measure}",
            "evaluation_year": self.year,
            "document_id": self._document.document_id,
            "line_no": self.cells["line_no"],
            "locator": self.cells["locator"],
            "printed_name": self.name,
            "measure": measure,
            "printed_value": printed,
        }


def _agree(measure: str, one: str, other: str) -> bool:
    """Whether two cells print the same, however they write it."""
    if measure == "PREDIKAT":
        return grade_of(one) == grade_of(other)
    return read_figure(one) == read_figure(other)
