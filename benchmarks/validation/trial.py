"""A damaged document on its way in: examined as `spbe add` does, and built; what stops it, warns, or says nothing.

Every trial begins with the bundled documents and an empty archive of its own.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from graphlib import TopologicalSorter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal
from unittest.mock import patch

from assets.making import MAKERS, Given, raw_records
from expectations.rules import Rule
from expectations.suites import SUITES
from sources.archive.holdings import Holding, holdings
from sources.archive.store import Archive
from sources.declaration.declared import BUNDLED, Source, read_sources
from sources.declaration.errors import SourceError
from sources.declaration.sealing import seal
from sources.intake.archiving import Origin, archive_documents
from sources.intake.examination import examine
from sources.intake.register import Background, read_background
from sources.reading.content import Content
from sources.reading.guarded import Extract
from warehouse import models, writer
from warehouse.connection import Connection, open_working, records_of
from warehouse.tables import TABLES

Step = Literal["refused on arrival", "refused by the build", "warned", "published"]

#: Columns of a finding that tell a person what it is about, in the order in which they are shown.
_SHOWN = (
    "printed_table", "problem", "shift_begins_with", "printed_name", "agency", "country_name", "other_name", "iso3",
    "contradictions", "measure", "winning_value", "printed_value", "possible_values", "previous_value", "predikat",
    "names", "columns", "locator",
)  # fmt: skip
_LONGEST = 170
#: What reads a file in a process of its own; rows that are damaged after reading stand in its place.
_READING = "sources.intake.examination.read_guarded"

Finding = tuple[str, str]


@dataclass(frozen=True)
class Outcome:
    """What came of a document.

    Args:
        step: how far it came.
        by: the rules that speak, or nothing where the examination has refused it.
        message: what the first of them says.
    """

    step: Step
    by: tuple[str, ...] = ()
    message: str = ""


@dataclass(frozen=True)
class Damage:
    """One damage.

    Args:
        name: what was done to the document.
        tried_on: brings the damaged document in.
        why_silent: why nothing could know, or why it changes no figure; empty for what must be named.
    """

    name: str
    tried_on: Callable[[Trial], Outcome]
    why_silent: str = ""


class Trial:
    """Where documents are tried."""

    @cached_property
    def _sources(self) -> tuple[Source, ...]:
        return read_sources(BUNDLED)

    @cached_property
    def _background(self) -> Background:
        return read_background(self._sources, {})

    @cached_property
    def before(self) -> Mapping[str, frozenset[Finding]]:
        """What the rules find without any document that is tried."""
        with TemporaryDirectory() as folder:
            return _broken(self._sources, Archive(Path(folder)))

    def source(self, name: str) -> Source:
        """A source by its name."""
        (found,) = [source for source in self._sources if source.source == name]
        return found

    def hand_in(self, content: Content, extract: Extract | None = None) -> Outcome:
        """A file that is handed in.

        Args:
            content: the file.
            extract: what a reader has read of it, in place of reading it here.
        """
        with TemporaryDirectory() as folder:
            archive = Archive(Path(folder))
            try:
                with patch(_READING, return_value=extract) if extract else nullcontext():
                    examined = examine(content, self._sources, archive, self._background)
                problems = [problem for finding in examined.findings for problem in finding.problems]
                if examined.refused:
                    return Outcome("refused on arrival", message=_short(problems[0]))
                if examined.is_known:
                    return Outcome("published", message="known already: nothing to do")
                archive_documents(examined, archive, Origin("tried", datetime(2026, 11, 22, tzinfo=UTC)))
            except SourceError as problem:
                return Outcome("refused on arrival", message=_short(problem.problem))
            return self._built(self._sources, archive)

    def transcribed(self, snapshot: str, change: Callable[[bytes], bytes], *, sealed: bool = True) -> Outcome:
        """A transcription that is put in the place of the bundled one, and sealed."""
        with TemporaryDirectory() as folder:
            root = Path(folder) / "sources"
            shutil.copytree(BUNDLED, root, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
            (file,) = root.glob(f"*/snapshots/{snapshot}")
            file.write_bytes(change(file.read_bytes()))
            try:
                if sealed:
                    seal(file)
                return self._built(read_sources(root), Archive(Path(folder) / "archive"))
            except SourceError as problem:
                return Outcome("refused by the build", message=_short(problem.problem))

    def _built(self, sources: tuple[Source, ...], archive: Archive) -> Outcome:
        new: dict[str, frozenset[Finding]] = {}
        for name, found in _broken(sources, archive).items():
            if more := found - self.before.get(name, frozenset()):
                new[name] = more
        stopping = [name for name in new if _RULES[name].blocks]
        speaking = stopping or list(new)
        if not speaking:
            return Outcome("published")
        # Of several, the one whose message is of the fewest rows says most.
        first = min(speaking, key=lambda name: (len(new[name]), name))
        _, said = min(new[first])
        by = tuple(sorted(name.split(": ")[1] for name in speaking))
        return Outcome("refused by the build" if stopping else "warned", by, said)


_RULES: dict[str, Rule] = {f"{name}: {rule.name}": rule for name, suite in SUITES.items() for rule in suite.rules}


def _broken(sources: Sequence[Source], archive: Archive) -> dict[str, frozenset[Finding]]:
    """What the rules of all stated tables find in a build of these documents, by table and rule."""
    held = [holding for source in sources for holding in holdings(source, archive)]
    with TemporaryDirectory() as folder, open_working(Path(folder) / "trial.duckdb") as connection:
        connection.execute("SET threads = 1")  # for tables as small as these more cost more than they bring
        steps = _steps(connection, Given(sources, archive, lambda: held), held)
        order = {name: {read for read in reads if read in steps} for name, (reads, _) in steps.items()}
        for name in TopologicalSorter(order).static_order():
            steps[name][1]()
        return {
            name: frozenset(_told(row) for row in rows)
            for name, rule in _RULES.items()
            if rule.query and set(_read_by(name, rule)) <= steps.keys()
            if (rows := [r for r in records_of(connection, rule.query) if r.get("known_because") is None])
        }


def _read_by(name: str, rule: Rule) -> tuple[str, ...]:
    own = TABLES[name.split(": ", maxsplit=1)[0]]
    return (own.full_name, *models.references(rule.query, but=own))


def _steps(
    connection: Connection, given: Given, held: Sequence[Holding]
) -> dict[str, tuple[Sequence[str], Callable[[], object]]]:
    """Of every table that documents state, what it reads and what makes it."""
    steps: dict[str, tuple[Sequence[str], Callable[[], object]]] = {}
    for name, table in TABLES.items():
        if table.layer == "raw":
            mine = [holding for holding in held if holding.raw_table == table.name]
            steps[name] = (
                (),
                lambda table=table, mine=mine: writer.replace(
                    connection, table, raw_records(table, mine, given.archive, given.sources)
                ),
            )
        elif table.layer != "mart" and models.has_model(table):
            steps[name] = models.reads(table), lambda table=table: models.make(connection, table)
    for maker in MAKERS:
        first, *others = (table.full_name for table in maker.makes)
        steps[first] = maker.reads, lambda maker=maker: _store(connection, maker, given)
        steps |= {other: ((first,), lambda: None) for other in others}
    return steps


def _store(connection: Connection, maker: Any, given: Given) -> None:  # noqa: ANN401 - a maker of assets.making
    for table, rows in zip(maker.makes, maker.make(connection, given), strict=True):
        writer.replace(connection, table, rows)


def _told(row: Mapping[str, Any]) -> Finding:
    """A finding as a whole, and in a few words."""
    words = [str(row[name]) for name in _SHOWN if row.get(name) not in (None, "")]
    shown = ", ".join(dict.fromkeys(words)) or ", ".join(f"{name} {value}" for name, value in row.items())
    return json.dumps(row, default=str, ensure_ascii=False), _short(shown)


def _short(text: str) -> str:
    one_line = " ".join(text.replace("|", "/").split())
    return one_line if len(one_line) <= _LONGEST else one_line[: _LONGEST - 3] + "..."
