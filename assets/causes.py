"""Why a release differs from the one before: what went into both, and which revision comes of which difference.

Belongs here: what a release was made from, as it is kept; the kinds of causes; the attribution of revisions. Does not
belong here: how tables are compared (warehouse/revisions.py), and what is kept where (warehouse/ledger.py).
"""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Literal

import pyarrow as pa

from assets.prints import CODE_FOLDERS, ROOT, print_of_files
from sources.archive.holdings import Holding, archived_versions, bundled
from sources.archive.store import Archive
from sources.declaration.declared import Source

Kind = Literal["new_document", "correction", "withdrawal", "register", "instrument", "method", "decision"]

#: Where a row may come of several causes, the first of these is the kind that it is given.
_ORDER: tuple[Kind, ...] = ("correction", "withdrawal", "new_document", "register", "instrument", "method", "decision")
#: The raw tables whose documents are no statements of figures.
_KIND_OF_TABLE: Mapping[str, Kind] = {
    **dict.fromkeys(("regions", "region_changes", "region_aliases"), "register"),
    **dict.fromkeys(("evaluations", "instruments", "instrument_nodes", "predikat_bands"), "instrument"),
}
_CORRECTIONS = "corrections.yml"

Cell = tuple[str, str, str]


@dataclass(frozen=True)
class Cause:
    """One difference between what two releases were made from.

    Args:
        kind: what kind of difference.
        cause: the document, the file of corrections, or the program, as readers are told.
        document_id: the document, where it is one.
        detail: more of it: versions, or what was given as the reason.
    """

    kind: Kind
    cause: str
    document_id: str | None = None
    detail: str = ""


def inputs_of(documents: Iterable[Mapping[str, Any]], sources: Sequence[Source]) -> dict[str, Any]:
    """What a release is made from, as it is kept.

    Args:
        documents: rows of core.documents.
        sources: all sources.
    """
    return {
        "documents": _documents(documents),
        "corrections": {
            source.source: hashlib.sha256(file.read_bytes()).hexdigest()
            for source in sources
            if (file := source.folder / _CORRECTIONS).exists()
        },
        "program": print_of_files(
            [*(ROOT / name for name in CODE_FOLDERS), sources[0].folder.parent],
            # Documents are compared one by one, and a source that declares another year is no other method.
            but=("snapshots", _CORRECTIONS, "source.yml"),
        ),
    }


def inputs_before(documents: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What can be told of a release of which no inputs are kept: its documents."""
    return {"documents": _documents(documents), "corrections": None, "program": None}


def _documents(rows: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    return {
        row["document_id"]: {
            "source": row["source"], "version": row["document_version"], "sha256": row["file_sha256"]
        }
        for row in rows
    }  # fmt: skip


def program_names() -> dict[str, str | None]:
    """Version and git commit of the program; the commit ends in + where files were changed since."""

    def git(*words: str) -> str | None:
        # The account of a service may not own the code, and git then wants to be told that it may be looked at.
        command = ["git", "-c", f"safe.directory={ROOT}", "-C", str(ROOT), *words]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True)
        except (OSError, subprocess.SubprocessError):
            return None
        return done.stdout.strip()

    commit = git("rev-parse", "--short=12", "HEAD") if (ROOT / ".git").exists() else None
    changed = commit and git("status", "--porcelain", "--untracked-files=no")
    return {
        "package_version": version("spbe-benchmark"),
        "code_commit": f"{commit}+" if commit and changed else commit,
    }


def causes_between(
    before: Mapping[str, Any], now: Mapping[str, Any], sources: Sequence[Source], program: str
) -> list[Cause]:
    """The differences between what two releases were made from; see inputs_of.

    Args:
        before: of the older release.
        now: of the newer one.
        sources: all sources.
        program: how the program is named to readers.
    """
    tables = {source.source: source.raw_tables for source in sources}
    old, new = before["documents"], now["documents"]
    found = []
    for document in sorted(old.keys() | new.keys()):
        was, is_now = old.get(document), new.get(document)
        if was is not None and is_now is not None and was["sha256"] == is_now["sha256"]:
            continue
        source = (is_now or was)["source"]
        special = next((_KIND_OF_TABLE[name] for name in tables.get(source, ()) if name in _KIND_OF_TABLE), None)
        kind: Kind
        if was is None:
            kind, detail = "new_document", f"v{is_now['version']}"
        elif is_now is None:
            kind, detail = "withdrawal", f"v{was['version']}"
        else:
            kind = "withdrawal" if is_now["version"] < was["version"] else "correction"
            detail = f"v{was['version']} -> v{is_now['version']}"
        found.append(Cause(special or kind, document, document, detail))
    for source in _differing(before["corrections"], now["corrections"]):
        found.append(Cause("correction", f"sources/{source}/{_CORRECTIONS}"))
    if before["program"] != now["program"]:
        found.append(Cause("method", program))
    return found


def _differing(before: Mapping[str, str] | None, now: Mapping[str, str]) -> list[str]:
    if before is None:
        return []
    return sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))


class LostInputs(RuntimeError):
    """A document that a release was made from is not there any more, byte for byte."""


def recorded_holdings(inputs: Mapping[str, Any], sources: Sequence[Source], archive: Archive) -> list[Holding]:
    """The documents that a release was made from, in the versions of that day.

    Raises:
        LostInputs: when one is not there any more.
    """
    found = []
    for source in sources:
        mine = {name: one for name, one in inputs["documents"].items() if one["source"] == source.source}
        held = {
            (one.sidecar.document_id, one.version, one.sidecar.sha256): one
            for one in (*bundled(source), *archived_versions(source, archive))
        }
        for document, one in mine.items():
            holding = held.get((document, one["version"], one["sha256"]))
            if holding is not None:
                found.append(holding)
    if lost := sorted(inputs["documents"].keys() - {holding.sidecar.document_id for holding in found}):
        raise LostInputs(
            f"Not there any more as it was: {', '.join(lost)}. What came in is restored from a backup of data/archive; "
            "what comes with the project, by checking out the commit that `spbe releases` names."
        )
    return found


@dataclass(frozen=True)
class ByMethod:
    """What a change of the program alone has changed: the older release's inputs, built by the program of today.

    Args:
        tables: names of the tables that were built.
        by_program: cells that differ between the older release and that build.
        by_data: cells that differ between that build and the newer release.
    """

    tables: frozenset[str]
    by_program: frozenset[Cell]
    by_data: frozenset[Cell]


def cells_of(revisions: pa.Table) -> frozenset[Cell]:
    """The cells that revisions are of."""
    columns = (revisions[name].to_pylist() for name in ("revised_table", "row_key", "revised_column"))
    return frozenset(zip(*columns, strict=True))


def attribute(revisions: pa.Table, causes: Sequence[Cause], by_method: ByMethod | None) -> pa.Table:
    """Give every revision its kind and cause.

    A row of a document comes of that document. Another row comes of those documents that have changed a statement of
    its year and subject; where there are none, of those of its year; else of all. What the program alone has changed is
    told by a build of the older inputs.

    Args:
        revisions: as compare() gives them.
        causes: what differs; when it is empty, something else than the inputs has changed what is published.
        by_method: what the program alone has changed, where the older inputs could be built.
    """
    method = [cause for cause in causes if cause.kind == "method"]
    data = [cause for cause in causes if cause.kind != "method"]
    by_document = {cause.document_id: cause for cause in data if cause.document_id is not None}
    stated: dict[tuple[int | None, str | None], set[str]] = {}
    rows = revisions.to_pylist()
    for row in rows:
        if row["revised_table"] == "core.observations" and row["document_id"] in by_document:
            for place in ((row["reference_year"], row["subject_code"]), (row["reference_year"], None)):
                stated.setdefault(place, set()).add(row["document_id"])

    def of_data(row: Mapping[str, Any]) -> Sequence[Cause]:
        if row["document_id"] in by_document:
            return [by_document[row["document_id"]]]
        year, subject = row["reference_year"], row["subject_code"]
        named = stated.get((year, subject)) or stated.get((year, None)) or ()
        return [by_document[document] for document in sorted(named)] or data

    def of(row: Mapping[str, Any]) -> Sequence[Cause]:
        if not method or not data:
            return of_data(row) if data else method
        cell = (row["revised_table"], row["row_key"], row["revised_column"])
        if by_method is None or row["revised_table"] not in by_method.tables:
            return [*of_data(row), *method]
        if cell not in by_method.by_program:
            return of_data(row)
        return [*of_data(row), *method] if cell in by_method.by_data else method

    told = [_told(of(row)) for row in rows]
    for name, values in zip(
        ("revision_kind", "revision_cause"), zip(*told, strict=True) if told else ((), ()), strict=True
    ):
        revisions = revisions.append_column(name, pa.array(values, pa.string()))
    return revisions


def _told(causes: Sequence[Cause]) -> tuple[str, str]:
    kind = min((cause.kind for cause in causes), key=_ORDER.index)
    return kind, "; ".join(dict.fromkeys(cause.cause for cause in causes))
