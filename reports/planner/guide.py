"""The views that speak of the release: PANDUAN, which comes first in every list, and what has changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, get_args

from reports.planner.macros import message_sql, read_macros
from reports.planner.reading import FOLDER, read_text, read_views, read_yaml
from warehouse.connection import literal, quoted
from warehouse.spec import Language, Text
from warehouse.words.catalogue import format_value

_LANGUAGES: tuple[Language, ...] = get_args(Language)
_WHERE = "reports/planner/guide.yml"
#: What a text may show, as SQL of the published tables.
_COMPLETE = "FROM core.evaluation_years AS yy WHERE yy.nationally_complete"
_FACTS = {
    name: f"(SELECT {counted})"
    for name, counted in {
        "newest_year": f"CAST(max(yy.evaluation_year) AS VARCHAR) {_COMPLETE}",
        "complete_years": f"array_to_string(list_sort(list(yy.evaluation_year)), ', ') {_COMPLETE}",
        "corrections": (
            "CAST(count(*) AS VARCHAR) FROM audit.corrections_applied AS cc WHERE cc.correction_outcome = 'applied'"
        ),
        "held_back": "CAST(count(DISTINCT hh.document_id) AS VARCHAR) FROM audit.held_back AS hh",
        "conflicts": "CAST(count(*) AS VARCHAR) FROM audit.conflicts AS cc",
        "refused": "CAST(count(DISTINCT (qq.document_id, qq.line_no)) AS VARCHAR) FROM audit.quarantine AS qq",
    }.items()
}
#: What the release that came into force last has changed.
_RELEASE_TOLD = (
    "(SELECT rr.release_told_{0} FROM audit.releases AS rr WHERE rr.release_told_{0} IS NOT NULL "
    "ORDER BY rr.publication_no DESC LIMIT 1)"
)


def guide_statements(release_id: str, data_date: date) -> Iterator[str]:
    """The SQL that makes them.

    Args:
        release_id: of the release.
        data_date: the day on which its newest document was retrieved.
    """
    said = read_yaml(FOLDER / "guide.yml")
    for guide in said["guides"]:
        names, title = read_text(_WHERE, guide["names"]), read_text(_WHERE, guide["title"])
        for language in _LANGUAGES:
            facts = {
                **_FACTS,
                "release_told": _RELEASE_TOLD.format(language),
                "release_id": literal(release_id),
                "data_date": literal(format_value(data_date, "date", language)),
            }
            rows = [_row(entry, facts, language) for entry in guide["rows"]]
            if names.id == "PANDUAN":
                rows += _contents(said["guides"][1:], language)
            view = quoted(f"{'main' if language == 'id' else 'en'}.{names.in_language(language)}")
            yield f"CREATE VIEW {view} AS {_select(rows, said['columns'], language)}"
            yield f"COMMENT ON VIEW {view} IS {literal(title.in_language(language))}"
            for column in said["columns"].values():
                name, text = read_text(_WHERE, column["names"]), read_text(_WHERE, column["text"])
                about = literal(text.in_language(language))
                yield f"COMMENT ON COLUMN {view}.{quoted(name.in_language(language))} IS {about}"


def _row(entry: Mapping[str, Any], facts: Mapping[str, str], language: Language) -> tuple[str, ...]:
    return tuple(
        message_sql(read_text(_WHERE, entry[part]), facts, language) if part in entry else "NULL"
        for part in ("topic", "text", "example")
    )


def _contents(guides: Sequence[Mapping[str, Any]], language: Language) -> Iterator[tuple[str, ...]]:
    """A row for every view, those that speak of the release included, and for every macro."""
    lists, questions = Text("Daftar", "List"), Text("Pertanyaan", "Question")
    for guide in guides:
        title, names = read_text(_WHERE, guide["title"]), read_text(_WHERE, guide["names"])
        name = f"{'' if language == 'id' else 'en.'}{names.in_language(language)}"
        yield literal(lists.in_language(language)), literal(f"{title.in_language(language)}."), literal(f"FROM {name}")
    for view in read_views().values():
        said = f"{view.title.in_language(language)}. {view.text.in_language(language)}"
        yield literal(lists.in_language(language)), literal(said), literal(f"FROM {view.shown_name(language)}")
    for macro in read_macros().values():
        said = f"{macro.title.in_language(language)}."
        yield literal(questions.in_language(language)), literal(said), literal(macro.example.in_language(language))


def _select(rows: list[tuple[str, ...]], columns: Mapping[str, Any], language: Language) -> str:
    names = [quoted(read_text(_WHERE, column["names"]).in_language(language)) for column in columns.values()]
    selects = (
        f"SELECT {at} AS place, " + ", ".join(f"{value} AS {name}" for value, name in zip(row, names, strict=True))
        for at, row in enumerate(rows, start=1)
    )
    shown = ", ".join(f"gg.{name}" for name in names)
    return f"SELECT {shown} FROM ({' UNION ALL '.join(selects)}) AS gg ORDER BY gg.place"
