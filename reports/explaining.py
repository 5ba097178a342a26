"""The whole story of one figure: what is published, where it stands in print, what else was stated, how it is made.

Each part is a question to the planners' views and is called after its view, so that whoever wants more asks there.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console

from reports.answers import Answer, AnswerFormat, as_markdown, ask, plain_records, print_answer
from reports.csv_cells import guarded
from reports.planner import read_macros, read_views
from warehouse.connection import Connection, SqlError, quoted
from warehouse.spec import Language
from warehouse.words.catalogue import render

#: What is shown of the region's year, besides the figure itself.
_YEAR = (
    "region_name evaluation_year spbe_index predikat certainty obs_status is_final rank_in_kind tied_in_kind "
    "ranked_in_kind rank_lo rank_hi rank_note:sentence figure_note_* deviation_note:sentence"
)
_ORIGIN = (
    "figure:column printed_value document_title page table_no row_no evidence_grade:code basis derived_from copy_kind "
    "publisher_* url licence file_name line_no document_id file_sha256 known_since"
)
_CORRECTIONS = (
    "measure found_printed value action correction_reason_* correction_outcome document_id page table_no row_no "
    "decided_by decided_on"
)
_OTHERS = (
    "printed_value winning_value evidence_grade:code silent_because:sentence document_title page table_no row_no "
    "document_id"
)
_PARTS = "name_* score share_percent contribution recomputed_score stated_score recomputed_gap recomputed_note:sentence"
_BESIDE = "beside_place beside_rank beside_name beside_index beside_gap"
_INDEX = "INDEX"
#: A grade is that of the index: the parts and the neighbours of that tell why.
_RESTS_ON = {"PREDIKAT": _INDEX}


@dataclass(frozen=True)
class Part:
    """One part of the story.

    Args:
        name: of the view or macro that was asked, in the reader's language.
        title: the code of its heading, in the list ``terminal``.
        answer: its rows.
        nothing: the code of the sentence that stands where it has none.
    """

    name: str
    title: str
    answer: Answer
    nothing: str


class OlderRelease(RuntimeError):
    """The release lacks what is asked, since it was made by an older program."""


#: The views that a story is told from.
_TOLD_FROM = ("profil", "asal_angka", "koreksi", "sumber_lain", "hitung_ulang", "sekitar")


def _refuse_an_older_release(connection: Connection, language: Language) -> None:
    views = [read_views()[name] for name in _TOLD_FROM]
    needed = {
        (view.names.in_language(language), column.names.in_language(language))
        for view in views
        for column in view.columns
    }
    there = connection.execute("SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal").fetchall()
    if missing := sorted(needed - set(there)):
        raise OlderRelease(render("terminal", "older_release", {"column": ".".join(missing[0])}, language))


def explain_figure(connection: Connection, region: str, year: int, figure: str, language: Language) -> list[Part]:
    """Ask for every part of the story of a figure.

    Args:
        connection: a release.
        region: its name as people write it, or a code.
        year: the evaluation year.
        figure: as planners call it, or the technical name of its column.
        language: of names and words.

    Raises:
        SqlError: the region or the figure is not known, or the region has no such year; it says what there is.
        OlderRelease: the release has not all that is told.
    """
    _refuse_an_older_release(connection, language)
    story = _Story(connection, language)
    code, shown = story.year(region, year, figure)
    origin, measure = story.origin(region, year, figure)
    at = (code, year)
    told_by = _RESTS_ON.get(measure, measure)
    parts = [
        Part(story.macro("profil"), "explain_figure", shown, "no_rows"),
        Part(story.macro("asal"), "explain_origin", origin, "no_origin"),
        story.view("koreksi", _CORRECTIONS, ("explain_corrections", "no_corrections"), at),
        story.view("sumber_lain", _OTHERS, ("explain_others", "no_others"), at, measure),
        story.view("hitung_ulang", _PARTS, ("explain_recomputed", "no_recomputed"), at, told_by),
    ]
    if told_by == _INDEX:
        parts.append(story.view("sekitar", _BESIDE, ("explain_rank", "no_rank"), at))
    # Of a figure that nobody states there is nothing more to say, but what else was said of it.
    return parts if origin.rows else [part for part in parts if part.answer.rows or part.nothing == "no_origin"]


@dataclass(frozen=True)
class _Story:
    connection: Connection
    language: Language

    def macro(self, name: str) -> str:
        return read_macros()[name].names.in_language(self.language)

    def year(self, region: str, year: int, figure: str) -> tuple[str, Answer]:
        """The region's code of that year, and what is published of the year."""
        view = read_views()["profil"]
        named = {column.token: column.names.in_language(self.language) for column in view.columns}
        tokens = _YEAR.split()
        own = [one for one, name in named.items() if figure.lower() in {one, name}]
        tokens[2:2] = [one for one in own if one not in tokens]
        rows = self._asked("profil", [region], year)
        at = dict(zip(rows.columns, range(len(rows.columns)), strict=True))
        (row,) = rows.rows
        if row[at[named["spbe_index"]]] is None:
            tokens.append("status:sentence")
        picked = tuple(named[one] for one in tokens)
        return row[at[named["region_code"]]], Answer(picked, [tuple(row[at[name]] for name in picked)])

    def origin(self, region: str, year: int, figure: str) -> tuple[Answer, str]:
        """Where it is from, and which measure it is, or is made of."""
        view = read_views()["asal_angka"]
        try:
            found = self._asked("asal", [region, year, figure])
        except SqlError:
            # Known to have no such figure; whether it is a figure at all is another question.
            names = [view.column(token).names.in_language(self.language) for token in ("figure:column", "figure")]
            told = f"SELECT count(*) FROM {view.full_name(self.language)} WHERE lower(?) IN ({', '.join(names)})"
            if ask(self.connection, told, [figure.strip()]).rows == [(0,)]:
                raise
            return self._picked(Answer((), []), "asal_angka", _ORIGIN), _INDEX
        measure = found.columns.index(view.column("measure").names.in_language(self.language))
        return self._picked(found, "asal_angka", _ORIGIN), str(found.rows[0][measure] or _INDEX)

    def view(self, name: str, tokens: str, words: tuple[str, str], at: tuple[str, int], measure: str = "") -> Part:
        """The rows of a view that are of the region's code and year, and of the measure where one is given."""
        view = read_views()[name]
        called = {column.token: quoted(column.names.in_language(self.language)) for column in view.columns}
        code = called.get("region_code") or called["subject_code"]
        wanted: dict[str, object] = dict(zip((code, called["evaluation_year"]), at, strict=True))
        if measure:
            wanted[called["measure"]] = measure
        query = (
            f"SELECT {', '.join(called[token] for token in tokens.split())} FROM {view.full_name(self.language)} "
            f"WHERE {' AND '.join(f'{column} = ?' for column in wanted)} "
            f"ORDER BY {', '.join(called[column.token] for column in view.key)}"
        )
        answer = ask(self.connection, query, list(wanted.values()))
        return Part(view.names.in_language(self.language), words[0], answer, words[1])

    def _asked(self, name: str, values: Sequence[object], year: int | None = None) -> Answer:
        macro = read_macros()[name]
        arguments = ["?" for _ in values]
        if year is not None:
            (argument,) = macro.of("year")
            arguments.append(f"{quoted(argument.names.in_language(self.language))} := ?")
        query = f"FROM {quoted(macro.full_name(self.language))}({', '.join(arguments)})"
        return ask(self.connection, query, [*values, *([] if year is None else [year])])

    def _picked(self, answer: Answer, view: str, tokens: str) -> Answer:
        names = tuple(read_views()[view].column(token).names.in_language(self.language) for token in tokens.split())
        at = [answer.columns.index(name) for name in names] if answer.rows else []
        return Answer(names, [tuple(row[one] for one in at) for row in answer.rows])


def print_story(parts: Sequence[Part], form: AnswerFormat, language: Language, console: Console) -> None:
    """Print the story: for people part after part with its heading; as JSON one list for each part; as CSV one line for
    each cell, with the part, the row's number and the column that it is of.
    """
    if form == "json":
        told = {part.name: plain_records(part.answer) for part in parts}
        console.out(json.dumps(told, ensure_ascii=False, indent=2), highlight=False)
        return
    if form == "csv":
        console.out(_as_cells(parts, language), end="", highlight=False)
        return
    for number, part in enumerate(parts):
        heading = render("terminal", part.title, {}, language)
        if form == "md":
            rows = (
                as_markdown(part.answer) if part.answer.rows else f"{render('terminal', part.nothing, {}, language)}\n"
            )
            console.out(f"{'' if number == 0 else chr(10)}## {heading}\n\n{rows}", end="", highlight=False)
            continue
        if number:
            console.print()
        console.print(heading, style="bold")
        if part.answer.rows:
            print_answer(part.answer, form, language, console)
        else:
            console.print(render("terminal", part.nothing, {}, language))


def _as_cells(parts: Sequence[Part], language: Language) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([render("terminal", f"cell_{name}", {}, language) for name in ("part", "row", "column", "value")])
    for part in parts:
        for number, row in enumerate(part.answer.rows, start=1):
            for column, value in zip(part.answer.columns, row, strict=True):
                writer.writerow([part.name, number, column, guarded(value)])
    return out.getvalue()
