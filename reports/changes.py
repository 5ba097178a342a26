"""CHANGES.md: what a release is, what it changed, and why; in Indonesian, then in English.

Belongs here: the order of its parts, and Markdown. Does not belong here: what is told (releases.py), the words
(warehouse/words/interface/releases.yml).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

from reports.markdown import markdown_table, markdown_text
from reports.releases import Record, Row, Story, read_record, read_story
from warehouse.connection import Connection
from warehouse.releases import ReleaseFacts
from warehouse.spec import Language
from warehouse.words.catalogue import format_value, read_catalogue, render

CHANGES = "CHANGES.md"
#: The status of a figure that stands as an official document states it.
_PLAIN = "A"


def write_changes(database: Connection, folder: Path, facts: ReleaseFacts) -> None:
    """Write the file into the folder of a release.

    Args:
        database: the release.
        folder: its folder, with its Parquet files.
        facts: what its files say of it.
    """
    story = read_story(database)
    record = read_record(database, folder, story.newest)
    languages: tuple[Language, ...] = get_args(Language)
    parts = ("\n\n".join(_Writer(language, facts).parts(story, record)) for language in languages)
    (folder / CHANGES).write_text("\n\n---\n\n".join(parts) + "\n", encoding="utf-8")


class _Writer:
    """Writes the parts in one language."""

    def __init__(self, language: Language, facts: ReleaseFacts) -> None:
        self._language = language
        self._facts = facts

    def parts(self, story: Story, record: Record) -> Iterator[str]:
        """Every part, as a block of Markdown."""
        newest = story.newest
        yield f"# {self._say('title', {'release_id': self._facts.release_id})}"
        at = {**newest, "published_time": newest["published_at"][11:16].replace(":", self._say("clock"))}
        yield self._say("published", {**at, "newest_year": self._facts.newest_year, "data_date": self._facts.data_date})
        yield markdown_text(newest[f"release_told_{self._language}"])
        if record.before is not None:
            yield self._say("returned", record.before)
        if newest["release_note"]:
            yield self._say("note", {"note": markdown_text(newest["release_note"])})
        if newest["package_version"]:
            commit = f" (`{newest['code_commit']}`)" if newest["code_commit"] else ""
            yield self._say("made_by", {**newest, "commit": commit})
        if record.causes:
            yield f"## {self._say('causes')}"
            yield "\n".join(map(self._cause, record.causes))
        if newest["revised_cells"] is not None:
            yield from self._moved(story)
            yield from self._counted(record.counts)
        if record.jumps:
            yield f"## {self._say('jumps')}"
            yield "\n".join(f"- `{jump}`" for jump in record.jumps)
            yield from (self._say("because", {"because": markdown_text(one)}) for one in record.because)

    def _cause(self, cause: Row) -> str:
        kind = self._label("revision_kind", cause["kind"])
        named = f"`{cause['cause']}`" if cause["kind"] != "decision" else markdown_text(cause["cause"])
        detail = f", {markdown_text(cause['detail'])}" if cause["detail"] else ""
        if cause["title"] is None:
            return f"- {kind}: {named}{detail}"
        return f"- {kind}: {markdown_text(cause['title'])} ({named}{detail})"

    def _moved(self, story: Story) -> Iterator[str]:
        yield f"## {self._say('moved')}"
        if not story.moved:
            yield self._say("none_moved")
            return
        heads = [self._say(name) for name in ("year", "region", "index", "rank", "places")]
        yield markdown_table(heads, map(self._moved_row, story.moved)).rstrip("\n")
        if left := story.revised_rows - len(story.moved):
            yield self._say("moved_more", {"left": left})
        yield self._say("moved_note")

    def _moved_row(self, row: Row) -> list[str]:
        return [
            str(row["evaluation_year"]),
            named(row, self._language),
            self._before_and_now(row, "index", "index"),
            self._before_and_now(row, "rank", "count"),
            "" if row["places_moved"] is None else self._show(row["places_moved"], "signed"),
        ]

    def _before_and_now(self, row: Row, figure: str, form: str) -> str:
        shown = ["–" if value is None else self._show(value, form) for value in before_and_now(row, figure)]
        return " → ".join(shown)

    def _counted(self, counts: Sequence[Row]) -> Iterator[str]:
        yield f"## {self._say('counts')}"
        if not counts:
            yield self._say("none_differs")
            return
        heads = [self._say(name) for name in ("table", "change", "kind", "rows")]
        yield markdown_table(
            heads,
            [
                [
                    row["revised_table"], self._label("revision_change", row["revision_change"]),
                    self._label("revision_kind", row["revision_kind"]), self._show(row["revised_rows"], "count"),
                ]
                for row in counts
            ],
        ).rstrip("\n")  # fmt: skip
        yield self._say("counts_note")

    def _say(self, code: str, row: Mapping[str, Any] | None = None) -> str:
        return render("changes", code, row or {}, self._language)

    def _label(self, code_list: str, code: str) -> str:
        return read_catalogue().label(code_list, code, self._language)

    def _show(self, value: object, form: str) -> str:
        return format_value(value, form, self._language)


def named(row: Row, language: Language) -> str:
    """A region that was revised; with the status of its figure, where that is no plain official one."""
    if row["obs_status"] == _PLAIN:
        return str(row["region_name"])
    return f"{row['region_name']} ({read_catalogue().label('obs_status', row['obs_status'], language)})"


def before_and_now(row: Row, figure: str) -> list[Any]:
    """A figure before and now; once where it is the same."""
    return list(dict.fromkeys((row[f"{figure}_before"], row[f"{figure}_now"])))
