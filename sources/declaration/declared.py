"""Sources as they declare themselves: source.yml, and one sidecar beside each snapshot."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, model_validator

from sources.declaration.errors import SourceError

#: The sources that come with the project.
BUNDLED = Path(__file__).parents[1]

YAML_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


EvidenceGrade = Literal["A", "B", "C", "D"]
#: From the ministry's own tables and decrees (A) down to what others state (D).
EVIDENCE_GRADES: tuple[EvidenceGrade, ...] = get_args(EvidenceGrade)
#: Grades of the ministry's own documents.
OFFICIAL_GRADES = EVIDENCE_GRADES[:2]


class StrictModel(BaseModel):
    """What a person declares: a key that is not known is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Bilingual(StrictModel):
    """One text in both languages."""

    id: str
    en: str


def _in_both_languages(stated: object) -> object:
    """A name that both languages share is written once. Older cards of the archive have `Indonesian | English`."""
    if not isinstance(stated, str):
        return stated
    indonesian, _, english = stated.partition(" | ")
    return {"id": indonesian, "en": english or indonesian}


Publisher = Annotated[Bilingual, BeforeValidator(_in_both_languages)]


def text_columns(name: str, text: Bilingual | None) -> dict[str, str | None]:
    """A text as the two columns ``name_id`` and ``name_en``; both None where there is none."""
    return {f"{name}_id": text.id if text else None, f"{name}_en": text.en if text else None}


class BilingualList(StrictModel):
    """Several texts in both languages."""

    id: list[str]
    en: list[str]


class Refresh(StrictModel):
    """When the calendar looks for a new year.

    Args:
        cron: the ticks, weekly in the season when results appear.
        timezone: the zone that the cron is meant in.
        reason: why then; the schedule's description.
        even_years: the publisher has no edition in odd years, so ticks of odd years skip.
    """

    cron: str
    timezone: str
    reason: str
    even_years: bool = False


DocumentType = Literal[
    "annual_report",
    "decree",
    "agency_report",
    "survey_edition",
    "portal_table",
    "statements",
    "register",
    "regulation",
    "reference",
]


CopyKind = Literal[
    "publisher_file",
    "publisher_interface",
    "handed_in",
    "republished_file",
    "conversion",
    "third_party_data",
    "transcription",
    "own_list",
]


class Comparison(StrictModel):
    """Another copy that a document's rows were compared with.

    Args:
        copy_at: a repository with its commit: ``UNU-EGOV/datasets@3b9c43567e``.
        rows: how many rows were compared.
        rows_equal: in how many of them every figure is the same.
    """

    copy_at: str
    rows: int
    rows_equal: int

    @model_validator(mode="after")
    def _no_more_than_compared(self) -> Comparison:
        if not 0 <= self.rows_equal <= self.rows:
            raise ValueError(f"{self.rows_equal} of {self.rows} rows cannot be equal")
        return self


class HeldCopy(StrictModel):
    """What copy of a document is held. The evidence grade names the document; this says how it came here.

    Args:
        kind: from the publisher's own bytes down to what a person has typed.
        sha256: of the copy that the rows were read from, where it is not the document's own file that is kept.
        compared_with: other copies, and in how many rows they agree.
    """

    kind: CopyKind
    sha256: str | None = None
    compared_with: list[Comparison] = []


class Arrival(StrictModel):
    """What the sidecar of a document that arrives says, as far as all documents of the source share it.

    Args:
        document_id: its pattern, with ``{edition}`` (not for a source without years) and, where an edition has
            several documents, ``{label}``: what tells them apart, as a slug.
        transcription: how the rows are made from the document.
    """

    document_id: str
    transcription: str


class Sidecar(StrictModel):
    """What is known of one snapshot file; see docs/adding_a_year.md for each key's meaning."""

    document_id: str
    file: str
    sha256: str
    bytes: int
    rows: int
    title: str
    publisher: Publisher
    document_type: DocumentType
    document_number: str | None
    document_date: date | None
    decree_number: str | None
    decree_date: date | None
    edition: int | None
    url: str | None
    retrieved_from: str
    retrieved_on: date
    licence: str
    evidence_grade: EvidenceGrade
    transcription: str
    held_copy: HeldCopy
    states: dict[str, int | str]
    notes: list[str]
    same_as: str = ""


class Snapshot(StrictModel):
    """One bundled file and its sidecar."""

    path: Path
    sidecar: Sidecar

    def read_bytes(self) -> bytes:
        """The file's bytes, exactly those that the sidecar vouches for.

        Raises:
            SourceError: when the file is missing, empty, or not the one described.
        """
        if not self.path.exists():
            raise SourceError(self.path, "the file is missing.", "restore it, or remove its sidecar.")
        content = self.path.read_bytes()
        if not content.strip():
            raise SourceError(self.path, "the file is empty.", "restore it from version control or from the publisher.")
        if hashlib.sha256(content).hexdigest() != self.sidecar.sha256:
            cut_off = " (cut off?)" if len(content) < self.sidecar.bytes else ""
            sizes = f"{len(content)} bytes, {self.sidecar.bytes} described{cut_off}"
            seal = f"if the change is meant, look at the difference and run `spbe seal {self.path.name}`."
            problem = f"the content is not what its sidecar describes: {sizes}."
            raise SourceError(self.path, problem, f"restore the file; {seal}")
        return content


class Source(StrictModel):
    """One publisher's folder.

    ``years`` are the editions that are loaded or awaited, each a partition; None for a reference source, which
    has no editions and is loaded whole. A year without a document yet is awaited: declaring it is what makes
    the calendar look for it. ``where`` says which rows of its documents count, by a column that is not read otherwise:
    the value that they have there.
    """

    folder: Path
    source: str
    raw_tables: list[str]
    title: Bilingual
    publisher: Publisher
    home_page: str | None
    licence: str
    evidence_grade: EvidenceGrade
    years: list[int] | None
    refresh: Refresh | None
    warnings: BilingualList
    arrival: Arrival | None = None
    fetch: dict[str, Any] | None = None
    where: dict[str, str] | None = None

    @cached_property
    def snapshots(self) -> tuple[Snapshot, ...]:
        """All snapshots of the folder, in file order.

        Raises:
            SourceError: for a snapshot without a sidecar, a sidecar of another file, a year that is not
                declared, or the same bytes under two years.
        """
        folder = self.folder / "snapshots"
        found = [Snapshot(path=path, sidecar=_read_sidecar(path)) for path in sorted(folder.glob("*.csv"))]
        for stray in sorted(folder.glob("*.yml")):
            if not stray.with_suffix(".csv").exists():
                raise SourceError(
                    stray, "this sidecar describes a file that is missing.", "restore the file or remove it."
                )
        if self.years is not None:
            self._check_editions(found)
        return tuple(found)

    def _check_editions(self, found: list[Snapshot]) -> None:
        declared = set(self.years or [])
        first_with: dict[str, Snapshot] = {}
        for snapshot in found:
            edition, twin = snapshot.sidecar.edition, first_with.setdefault(snapshot.sidecar.sha256, snapshot)
            if edition not in declared:
                problem = f"its sidecar says edition {edition}, which source.yml does not declare."
                remedy = f"correct the sidecar's `edition`, or add the line `- {edition}` to `years` in source.yml."
            elif str(edition) not in snapshot.path.stem:
                problem = f"its name and its sidecar's edition {edition} do not agree: a wrong year?"
                remedy = "rename the file or correct the sidecar."
            elif twin.sidecar.edition != edition:
                problem = f"it has the same bytes as {twin.path.name}, under another year: a wrong year?"
                remedy = "put the right year's file in its place."
            else:
                continue
            raise SourceError(snapshot.path, problem, remedy)

    def declares(self, edition: int | None) -> bool:
        """Whether documents of an edition are loaded; None is a document without a year."""
        return self.years is None or edition in self.years

    def snapshots_of(self, raw_table: str, years: list[int] | None = None) -> tuple[Snapshot, ...]:
        """The snapshots that fill a raw table, of the given years (None: all).

        A source with several raw tables names its files after them: the longest table name that begins the
        file's stem is meant.
        """
        return tuple(
            snapshot
            for snapshot in self.snapshots
            if self.table_of(snapshot) == raw_table and (years is None or snapshot.sidecar.edition in years)
        )

    def table_of(self, snapshot: Snapshot) -> str:
        """The raw table that a snapshot fills."""
        if len(self.raw_tables) == 1:
            return self.raw_tables[0]
        fitting = [name for name in self.raw_tables if snapshot.path.stem.startswith(name)]
        if not fitting:
            problem = f"its name begins with none of the source's tables {self.raw_tables}."
            raise SourceError(snapshot.path, problem, "rename the file after the table that it fills.")
        return max(fitting, key=len)


def read_yaml(path: Path) -> dict[str, Any]:
    """The keys of a declaration.

    Raises:
        SourceError: when it is missing, not YAML, or holds no keys.
    """
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=YAML_LOADER)
    except FileNotFoundError:
        remedy = "write it; a sidecar is begun by copying last year's, then `spbe seal`."
        raise SourceError(path, "the file is missing.", remedy) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise SourceError(path, f"it is not YAML: {error}", "correct it; quote texts that contain a colon.") from error
    if not isinstance(content, dict):
        raise SourceError(path, "it holds no keys.", "write it like its neighbours.")
    return content


def validation_problem(error: ValidationError) -> str:
    """What a declaration has wrong, in one sentence."""
    problems = [(".".join(map(str, part["loc"])), part["msg"].lower()) for part in error.errors()]
    return "; ".join(": ".join(filter(None, problem)) for problem in problems) + "."


def _read_sidecar(path: Path) -> Sidecar:
    sidecar_path = path.with_suffix(".yml")
    try:
        sidecar = Sidecar.model_validate(read_yaml(sidecar_path))
    except ValidationError as error:
        raise SourceError(sidecar_path, validation_problem(error), "write the sidecar like its neighbours.") from error
    if sidecar.file != path.name:
        raise SourceError(sidecar_path, f"it describes {sidecar.file}, not {path.name}.", "correct its key `file`.")
    return sidecar


def read_source(folder: Path) -> Source:
    """The source that a folder declares.

    Raises:
        SourceError: when source.yml is missing or not of the declared shape, or parse.py offers no reader.
    """
    yml, parse = folder / "source.yml", folder / "parse.py"
    # As text: a reader is imported only when a file is read.
    if parse.exists() and not re.search(r"(?m)^READER\b", parse.read_text(encoding="utf-8")):
        raise SourceError(parse, "it has no `READER`.", "write one like that of the other sources, or remove the file.")
    try:
        return Source.model_validate({"folder": folder, **read_yaml(yml)})
    except ValidationError as error:
        raise SourceError(yml, validation_problem(error), "write it like the other sources' source.yml.") from error


def read_sources(root: Path = BUNDLED) -> tuple[Source, ...]:
    """All sources below a folder, by name."""
    return tuple(read_source(yml.parent) for yml in sorted(root.glob("*/source.yml")))
