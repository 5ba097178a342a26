"""What stands on the page of data and methods: release, checks, known errors, methods, words, files, queries."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from reports.changes import CHANGES, before_and_now, named
from reports.csv_files import EXCEL, PLAIN
from reports.package import NO_LICENCE, how_to_cite
from reports.planner.macros import Macro, read_macros
from reports.releases import Story, read_story
from reports.site.reading import Row
from reports.site.words import Words
from warehouse.connection import Connection, records_of
from warehouse.releases import DATABASES, ReleaseFacts
from warehouse.spec import Language
from warehouse.words.catalogue import read_catalogue

#: Words that planners meet most, by code list; all stand in the view of terms.
_GLOSSARY = ("certainty", "evidence_grade", "peer_type", "target_status")
_DONT = {"id": "Jangan", "en": "Do not"}
_LISTS = {"id": "Daftar", "en": "List"}
_MEGABYTE = 1_000_000
_LANGUAGES: tuple[Language, ...] = ("id", "en")
#: Of the questions that the page shows, and of each answer, so much.
_QUESTIONS, _ROWS, _COLUMNS = 10, 4, 6
#: So many releases are named; the view of them has all.
_RELEASES = 10

_QUERIES = {
    "guide_id": "FROM main.PANDUAN",
    "guide_en": "FROM en.GUIDE",
    "checks": "SELECT outcome, count(*) AS checks, sum(violations) AS found FROM audit.check_results GROUP BY outcome",
    "corrections": "SELECT * FROM audit.corrections_applied ORDER BY correction_id",
    "deviations": """
        SELECT DISTINCT evaluation_year AS year, printed_name AS name, deviation_reason_id, deviation_reason_en
        FROM core.observations WHERE deviation_reason_id IS NOT NULL
        UNION ALL
        SELECT survey_year, country_name, deviation_reason_id, deviation_reason_en
        FROM core.un_egdi WHERE deviation_reason_id IS NOT NULL
        ORDER BY year DESC, name
    """,
    "assumptions": "SELECT * FROM mart.robustness_assumptions ORDER BY assumption_no",
}
_REVISIONS = {"id": "FROM main.perubahan_rilis", "en": "FROM en.release_changes"}
#: Matter, text, and a statement to ask further, if any.
Revision = tuple[str, str, str | None]


@dataclass(frozen=True)
class File:
    """A file of the release.

    Args:
        group: code of the heading that it stands under.
        path: in the release.
        size: in bytes.
        sha256: None for the database, whose bytes differ where its content does not.
    """

    group: str
    path: str
    size: int | None
    sha256: str | None


@dataclass(frozen=True)
class Shown:
    """A question to the release with the beginning of its answer.

    Args:
        title: what it answers.
        statement: to copy.
        columns: name and form of each column that is shown.
        rows: the first of them.
        left_out: how many rows and columns of the answer are not shown.
    """

    title: str
    statement: str
    columns: Sequence[tuple[str, str | None]]
    rows: Sequence[Sequence[Any]]
    left_out: tuple[int, int]


@dataclass(frozen=True)
class Release:
    """What the page says of the release itself.

    Args:
        facts: what its files say of it.
        files: to download.
        revisions: what it says of its changes, by language.
        story: what is told of it and of those before it.
        found: the rows of every query, by its name.
        answers: of questions that the release is asked, by language.
    """

    facts: ReleaseFacts
    files: Sequence[File]
    revisions: Mapping[Language, Sequence[Revision]]
    story: Story
    found: Mapping[str, Sequence[Row]]
    answers: Mapping[Language, Sequence[Shown]]


def read_release(database: Connection, folder: Path, facts: ReleaseFacts) -> Release:
    """Read a release and the files in its folder for the page."""
    return Release(
        facts=facts,
        files=files_of(folder),
        revisions={language: read_revisions(database, language) for language in _LANGUAGES},
        story=read_story(database),
        found={name: records_of(database, query) for name, query in _QUERIES.items()},
        answers={
            language: [_asked(database, macro, language) for macro in list(read_macros().values())[:_QUESTIONS]]
            for language in _LANGUAGES
        },
    )


def read_revisions(database: Connection, language: Language) -> list[Revision]:
    """What a release says of its changes."""
    return database.execute(_REVISIONS[language]).fetchall()


def _asked(database: Connection, macro: Macro, language: Language) -> Shown:
    statement = macro.example.in_language(language)
    answer = records_of(database, statement)
    forms = {column.names.in_language(language): column.form for column in macro.view.columns}
    names = [name for name in (answer[0] if answer else ()) if any(row[name] is not None for row in answer)]
    shown = names[:_COLUMNS]
    return Shown(
        title=macro.title.in_language(language),
        statement=statement,
        columns=[(name, forms.get(name)) for name in shown],
        rows=[[row[name] for name in shown] for row in answer[:_ROWS]],
        left_out=(max(0, len(answer) - _ROWS), len(names) - len(shown)),
    )


def files_of(folder: Path) -> list[File]:
    """The files of a release that a planner downloads, in the order in which they are shown."""
    groups = (
        ("database", [folder / name for name in DATABASES]),
        ("workbooks", sorted([*folder.glob("*.xlsx"), *folder.glob("provinsi/*.xlsx")])),
        ("csv_plain", sorted((folder / PLAIN).glob("*.csv"))),
        ("csv_excel", sorted((folder / EXCEL).glob("*.csv"))),
        ("parquet", sorted(folder.glob("parquet/*.parquet"))),
    )
    return [_file(group, path, folder) for group, paths in groups for path in paths]


def _file(group: str, path: Path, folder: Path) -> File:
    name = path.relative_to(folder).as_posix()
    if group == "database":
        return File(group, name, None, None)
    content = path.read_bytes()
    return File(group, name, len(content), hashlib.sha256(content).hexdigest())


def data_blocks(release: Release, words: Words) -> dict[str, Any]:
    """Everything that the template shows of the release."""
    language = words.language
    guide = [tuple(row.values()) for row in release.found[f"guide_{language}"]]
    return {
        "revisions": release.revisions[language],
        "releases": [_release(row, words) for row in release.story.releases[:_RELEASES]],
        "moved": [_moved(row, words) for row in release.story.moved],
        "moved_heads": [
            (words.tell("changes", name), kind)
            for name, kind in (("year", ""), ("region", ""), ("index", "n"), ("rank", "n"), ("places", "n"))
        ],
        "moved_left": release.story.revised_rows - len(release.story.moved),
        "changes_file": CHANGES,
        "checks": list(_checks(release.found["checks"], words)),
        "corrections": [_correction(row, words) for row in release.found["corrections"]],
        "deviations": [
            (row["year"], row["name"], words.of_row(row, "deviation_reason")) for row in release.found["deviations"]
        ],
        "donts": [text for topic, text, _ in guide if topic == _DONT[language]],
        "lists": [(example, text) for topic, text, example in guide if topic == _LISTS[language]],
        "assumptions": [
            (words.label("assumption", row["assumption"]), words.tell("assumption", row["assumption"], row))
            for row in release.found["assumptions"]
        ],
        "glossary": [(name, [_term(name, code, words) for code in read_catalogue().codes(name)]) for name in _GLOSSARY],
        "files": _groups(release.files, words),
        "cite": words.choose(how_to_cite(release.facts)),
        "terms": words.choose(NO_LICENCE),
        "answers": [_answer(one, words) for one in release.answers[language]],
    }


def _release(row: Row, words: Words) -> Mapping[str, Any]:
    return {
        "on": words.show(row["published_on"], "date"),
        "event": words.label("release_event", row["release_event"]),
        "release_id": row["release_id"],
        "told": words.of_row(row, "release_told"),
    }


def _moved(row: Row, words: Words) -> list[str]:
    def both(figure: str, form: str) -> str:
        return " → ".join("–" if one is None else words.show(one, form) for one in before_and_now(row, figure))

    places = row["places_moved"]
    return [
        str(row["evaluation_year"]), named(row, words.language), both("index", "index"), both("rank", "count"),
        "" if places is None else words.show(places, "signed"),
    ]  # fmt: skip


def _checks(outcomes: Sequence[Row], words: Words) -> Iterator[str]:
    by_outcome = {row["outcome"]: row for row in outcomes}
    for outcome in ("passed", "known", "warned", "failed"):
        row = by_outcome.get(outcome, {"checks": 0, "found": 0})
        yield words.say(f"checks_{outcome}", {"checks": row["checks"], "found": int(row["found"] or 0)})


def _term(code_list: str, code: str, words: Words) -> tuple[str, str]:
    """A word and what it means, where that can be said without a row; a grade of evidence is known by its letter."""
    label = words.label(code_list, code)
    if code_list == "evidence_grade":
        return code, label
    text = read_catalogue().words(code_list, code).text
    found = None if text is None else words.choose(text)
    return label, "" if found is None or "{" in found else found


def _correction(row: Row, words: Words) -> Mapping[str, Any]:
    return {
        "name": row["printed_name"],
        "measure": row["measure"],
        "printed": row["found_printed"] or words.say("nothing_printed"),
        "used": None if row["value"] is None else words.show(row["value"]),
        "action": words.label("action", row["action"]),
        "reason": words.of_row(row, "correction_reason"),
        "place": f"{row['document_id']}, {row['locator']}",
    }


def _groups(files: Sequence[File], words: Words) -> list[Mapping[str, Any]]:
    names = dict.fromkeys(file.group for file in files)
    return [
        {
            "name": words.say(f"files_{group}"),
            "files": [
                {
                    "path": file.path,
                    "size": "" if file.size is None else words.say("megabytes", size=_megabytes(file.size)),
                    "sha256": file.sha256,
                }
                for file in files
                if file.group == group
            ],
        }
        for group in names
    ]


def _megabytes(size: int) -> Decimal:
    return max(Decimal("0.01"), (Decimal(size) / _MEGABYTE).quantize(Decimal("0.01")))


def _answer(one: Shown, words: Words) -> Mapping[str, Any]:
    rows, columns = one.left_out
    return {
        "title": one.title,
        "statement": one.statement,
        "heads": [(name, "") for name, _ in one.columns],
        "rows": [
            [_cell(value, form, words) for value, (_, form) in zip(row, one.columns, strict=True)] for row in one.rows
        ],
        "left_out": words.say("left_out", rows=rows, columns=columns) if rows or columns else None,
    }


def _cell(value: object, form: str | None, words: Words) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return str(words.say("is_true" if value else "is_false"))
    return words.show(value, form if isinstance(value, int | Decimal) else None)
