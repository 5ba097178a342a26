"""A planners' question, answered with the documents and pages that its figures come from, for programs that quote it.

Belongs here: what can be asked, from the declarations of the macros, and the answer with its sources. Does not belong
here: how a program is spoken to (pipelines/assistants.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from reports.answers import ask, plain_records
from reports.package import how_to_cite
from reports.planner import PlannerColumn, read_macros, read_views
from reports.planner.macros import Argument, Macro
from warehouse.connection import Connection, quoted
from warehouse.releases import ReleaseFacts
from warehouse.spec import Language
from warehouse.words.catalogue import read_catalogue, render

#: So much of an answer is shown; more would only hide what was asked for.
_ROWS = 100
_LONGEST = 200
_SECONDS = 30
_LIST = "assistants"
_ORIGIN = read_views()["asal_angka"]
_PLACE = ("subject_name", "reference_year", "document_id", "page", "table_no", "row_no")
_DOCUMENT = ("document_id", "document_title", "publisher_*", "evidence_grade:code", "url")
#: What is printed of a region's year, or put in the place of what is printed; all else is computed from such.
_PRINTED = "measure IS NOT NULL AND coalesce(derived_from, 'correction') = 'correction'"
_YEARS = {"evaluation_year", "reference_year"}


class NotAnswered(ValueError):
    """The question cannot be asked so; the message says how."""


def questions(language: Language) -> dict[str, Macro]:
    """What can be asked: the planners' macros, by their names in this language."""
    return {macro.names.in_language(language): macro for macro in read_macros().values()}


def described(macro: Macro, language: Language) -> str:
    """What a question answers, what must not be done with it, and an example."""
    told = (macro.title, macro.view.text, macro.example)
    return "\n".join(text.in_language(language) for text in told)


def schema(macro: Macro, language: Language) -> dict[str, Any]:
    """The arguments of a question, as JSON Schema."""
    return {
        "type": "object",
        "properties": {
            one.names.in_language(language): {
                "type": {"year": "integer", "number": "number"}.get(one.kind, "string"),
                "description": _meaning(macro, one, language),
            }
            for one in macro.arguments
        },
        "required": [one.names.in_language(language) for one in macro.arguments if one.default is None],
        "additionalProperties": False,
    }


def _meaning(macro: Macro, argument: Argument, language: Language) -> str:
    said = [render(_LIST, argument.kind, {}, language)]
    if argument.kind == "code":
        codes = macro.view.column(argument.by[0]).column.codes or ""
        said = [f"{said[0]}: {', '.join(read_catalogue().codes(codes))}"]
    if argument.default:
        said.append(render(_LIST, argument.default, {}, language))
    return "; ".join(said)


def answer(
    connection: Connection, facts: ReleaseFacts, name: str, given: Mapping[str, object], language: Language
) -> dict[str, Any]:
    """Ask a question.

    Args:
        connection: the release.
        facts: what its files say of it.
        name: of the question.
        given: its arguments, by name; what is None is left out.
        language: of names, columns and sentences.

    Returns:
        ``rows``, ``sources`` (where the results of the regions and years in these rows are printed), ``documents``
        (what these are), ``release`` with its id and how to cite it, and ``note`` where rows are left out.

    Raises:
        NotAnswered: when there is no such question, or it has other arguments.
        SqlError: what the macro says.
        TimeoutError: when it takes too long.
    """
    known = questions(language)
    if name not in known:
        raise NotAnswered(render(_LIST, "unknown_question", {"name": name, "known": ", ".join(known)}, language))
    macro = known[name]
    query, values = _call(macro, given, language)
    found = plain_records(ask(connection, query, values, seconds=_SECONDS))
    shown = found[:_ROWS]
    left = len(found) - len(shown)
    return {
        "rows": shown,
        **_sources(connection, macro, shown, language),
        "release": {"id": facts.release_id, "cite": how_to_cite(facts).in_language(language)},
        **({"note": render(_LIST, "left_out", {"left": left}, language)} if left else {}),
    }


def _call(macro: Macro, given: Mapping[str, object], language: Language) -> tuple[str, list[object]]:
    """The statement, whose arguments are parameters; their names are those that the macro declares."""
    arguments = {one.names.in_language(language): one for one in macro.arguments}
    said = {name: value for name, value in given.items() if value is not None}
    for name, value in said.items():
        if name not in arguments:
            shown = {"name": name[:_LONGEST], "known": ", ".join(arguments)}
            raise NotAnswered(render(_LIST, "unknown_argument", shown, language))
        if isinstance(value, bool) or not isinstance(value, str | int | float) or len(str(value)) > _LONGEST:
            raise NotAnswered(render(_LIST, "unreadable_argument", {"name": name, "longest": _LONGEST}, language))
    for name, one in arguments.items():
        if one.default is None and name not in said:
            raise NotAnswered(render(_LIST, "missing_argument", {"name": name}, language))
    first = [name for name, one in arguments.items() if one.default is None]
    others = [name for name in said if name not in first]
    asked = ", ".join([*("?" for _ in first), *(f"{quoted(name)} := ?" for name in others)])
    return f"FROM {macro.full_name(language)}({asked})", [said[name] for name in [*first, *others]]


def _sources(
    connection: Connection, macro: Macro, rows: Iterable[Mapping[str, object]], language: Language
) -> dict[str, list[dict[str, object]]]:
    """Where the results of the regions and years in these rows are printed, each place once, and in which documents."""
    columns = macro.view.columns
    years = [column.names.in_language(language) for column in columns if column.token in _YEARS]
    codes = [column.names.in_language(language) for column in columns if _names_a_region(column)]
    asked = sorted({(row[year], row[code]) for row in rows for year in years for code in codes if row[code]})

    def told(tokens: tuple[str, ...]) -> list[dict[str, object]]:
        if not asked:
            return []
        shown = [_ORIGIN.column(token) for token in tokens]
        names = ", ".join(f"{one.column_name(language)} AS {quoted(one.names.in_language(language))}" for one in shown)
        query = (
            f"SELECT DISTINCT {names} FROM {_ORIGIN.table.full_name} WHERE {_PRINTED} "
            f"AND (reference_year, subject_code) IN ({', '.join('(?, ?)' for _ in asked)}) ORDER BY ALL"
        )
        return plain_records(ask(connection, query, [part for one in asked for part in one], seconds=_SECONDS))

    return {"sources": told(_PLACE), "documents": told(_DOCUMENT)}


def _names_a_region(column: PlannerColumn) -> bool:
    return column.token.endswith("_code") and column.column.codes is None
