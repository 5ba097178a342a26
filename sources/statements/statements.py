"""SPBE scores as statements: who says what of whom, in which year, on which page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal

from sources.declaration.declared import OFFICIAL_GRADES
from sources.statements.corrections import Correction
from sources.statements.printed_numbers import read_figure

SubjectType = Literal["region", "central_agency", "agency_group"]

#: The group that the national index is printed for.
NATIONAL = "Nasional"

#: An official misprint is shown, and stops the run; beyond this it is no misprinted score but something else.
_LARGEST = 99
#: The top of the scale of every instrument; what others than the ministry state above it is set apart.
TOP_OF_SCALE = 5

#: The five grades, best first.
PREDIKAT = ("Memuaskan", "Sangat Baik", "Baik", "Cukup", "Kurang")


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
class Applied:
    """What has become of a declared correction.

    Args:
        source: whose corrections.yml declares it.
        correction: what is declared.
        outcome: a correction whose cell prints something else than expected is not applied.
        found_printed: what the cell prints; None when there is no such cell.
    """

    source: str
    correction: Correction
    outcome: Literal["applied", "expectation_failed", "not_found"] = "not_found"
    found_printed: str | None = None


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
        deviations: Mapping[tuple[int, str, str], str],
        corrections: Mapping[str, Sequence[Correction]] | None = None,
    ) -> None:
        self._documents = documents
        self._deviations = deviations
        self._instruments = instruments
        self._seen: dict[tuple[str, int, Subject, str, str], str] = {}
        self._rows: dict[tuple[str, int, Subject], str] = {}
        self.accepted: list[dict[str, Any]] = []
        self.refused: list[dict[str, Any]] = []
        self._corrections = {
            correction.cell: Applied(source, correction)
            for source, listed in (corrections or {}).items()
            for correction in listed
        }

    @property
    def corrections(self) -> list[Applied]:
        """Every declared correction, with what has become of it."""
        return list(self._corrections.values())

    def is_first_row(self, row: Mapping[str, Any], *, year: int, subject: Subject, printed_name: str) -> bool:
        """Whether a document that gives each subject one row has not given it one before; else refuses the row."""
        cell = (row["document_id"], year, subject)
        if cell not in self._rows:
            self._rows[cell] = str(row["locator"])
            return True
        self.refuse(
            row,
            year=year,
            printed_name=printed_name,
            measure="ROW",
            printed=None,
            problem=f"the document has {printed_name} twice, before at {self._rows[cell]}",
            remedy="remove the row that the document does not have, or correct the name of one of them",
        )
        return False

    def add(
        self,
        row: Mapping[str, Any],
        *,
        year: int,
        subject: Subject,
        printed_name: str,
        measure: str,
        printed: str,
        voice: str = "",
    ) -> None:
        """Accept one printed figure, or refuse it with the reason.

        A lost cell is accepted as a statement without a value: that the document has a figure there is known.
        A collection of statements by several voices may hold a cell once per voice.
        """
        document = self._documents[row["document_id"]]
        if year not in self._instruments:
            self.refuse(
                row,
                year=year,
                printed_name=printed_name,
                measure=measure,
                printed=printed,
                problem=f"no instrument is known for the evaluation year {year}",
                remedy=f"add the line of {year} to sources/instruments/snapshots/evaluations.csv and seal it",
            )
            return
        cell = (document.document_id, year, subject, measure, voice)
        if cell in self._seen:
            self.refuse(
                row,
                year=year,
                printed_name=printed_name,
                measure=measure,
                printed=printed,
                problem=f"the document states {measure} of {printed_name} twice, before at {self._seen[cell]}",
                remedy="remove the row that the document does not have, or correct the name of one of them",
            )
            return
        self._seen[cell] = str(row["locator"])
        value: Decimal | None = None
        status, reason = "published", None
        applied = self._apply((document.document_id, str(row["locator"]), measure), printed_name, printed)
        if applied is not None and applied.action != "flag":
            # Also of a cell that cannot be read: that may be why it is corrected.
            value, status, reason = applied.value, applied.status, f"{applied.reason.id} | {applied.reason.en}"
        elif measure == "PREDIKAT":
            if printed not in PREDIKAT:
                self.refuse(
                    row,
                    year=year,
                    printed_name=printed_name,
                    measure=measure,
                    printed=printed,
                    problem=f"{printed!r} is none of the grades {', '.join(PREDIKAT)}",
                    remedy="compare the cell with the document and correct the transcription",
                )
                return
        else:
            reading = read_figure(printed)
            wrong = reading.wrong
            largest = _LARGEST if document.evidence_grade in OFFICIAL_GRADES else TOP_OF_SCALE
            if reading.value is not None and reading.value > largest:
                wrong = f"{printed!r} is on no scale: was the decimal comma lost?"
            if wrong is not None:
                self.refuse(
                    row,
                    year=year,
                    printed_name=printed_name,
                    measure=measure,
                    printed=printed,
                    problem=f"{measure} of {printed_name}: {wrong}",
                    remedy="compare the cell with the document and correct the transcription",
                )
                return
            value = reading.value
            if reading.lost is not None:
                status, reason = "lost_in_transcription", reading.lost
        self.accepted.append(
            {
                "observation_id": f"{document.document_id}#{row['line_no']}.{measure}",
                "evaluation_year": year,
                "instrument": self._instruments[year],
                "subject_type": subject.type,
                "subject_code": subject.code,
                "printed_name": printed_name,
                "measure": measure,
                "printed_value": printed,
                "value": value,
                "value_lo": applied.value_lo if applied else None,
                "value_hi": applied.value_hi if applied else None,
                "status": status,
                "status_reason": reason,
                "flag_reason": (
                    f"{applied.reason.id} | {applied.reason.en}" if applied and applied.action == "flag" else None
                ),
                "deviation_reason": self._deviations.get((year, printed_name, measure)),
                "evidence_grade": document.evidence_grade,
                "document_id": document.document_id,
                "line_no": row["line_no"],
                "locator": row["locator"],
                "page": row.get("pdf_page") or None,
                "table_no": row.get("table_no") or None,
                "table_title": row.get("table_title") or None,
                "row_no": row.get("row_no") or None,
            }
        )

    def _apply(self, cell: tuple[str, str, str], printed_name: str, printed: str) -> Correction | None:
        """The correction of a cell, if one is declared and still fits what is printed."""
        declared = self._corrections.get(cell)
        if declared is None or declared.correction.agency != printed_name:
            return None
        fits = declared.correction.expect == printed
        self._corrections[cell] = replace(
            declared, outcome="applied" if fits else "expectation_failed", found_printed=printed
        )
        return declared.correction if fits else None

    def refuse(
        self, row: Mapping[str, Any], *, year: int, printed_name: str, measure: str, printed: str | None,
        problem: str, remedy: str,
    ) -> None:  # fmt: skip
        """Put a figure, or with measure ``ROW`` a whole row, into quarantine."""
        document = self._documents[row["document_id"]]
        self.refused.append(
            {
                "observation_id": f"{document.document_id}#{row['line_no']}.{measure}",
                "evaluation_year": year,
                "document_id": document.document_id,
                "file_name": document.file_name,
                "line_no": row["line_no"],
                "locator": row["locator"],
                "printed_name": printed_name,
                "measure": measure,
                "printed_value": printed,
                "problem": problem,
                "remedy": remedy,
            }
        )
