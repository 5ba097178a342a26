"""A release summed up at the terminal: what it holds, and where five cities stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table as TerminalTable
from rich.text import Text

from warehouse.connection import Connection, literal, records_of
from warehouse.releases import DATABASE, read_manifest
from warehouse.spec import Language
from warehouse.words.catalogue import format_value, read_catalogue, render

#: The cities of the story that this product began with.
CITIES = ("33.71", "36.71", "32.11", "15.02", "73.71")

_CITIES_SQL = f"""
SELECT
    n.*, b.spbe_index AS index_before,
    c.movement, c.own_part, c.others_part, c.entering_part, c.leaving_part
FROM mart.region_ranking AS n
LEFT JOIN mart.region_ranking AS b ON n.current_code = b.current_code AND n.evaluation_year = b.evaluation_year + 1
LEFT JOIN mart.rank_change AS c ON n.current_code = c.current_code AND n.evaluation_year = c.evaluation_year
WHERE
    n.evaluation_year = (SELECT max(evaluation_year) FROM core.evaluation_years WHERE nationally_complete)
    AND list_contains([{", ".join(map(literal, CITIES))}], n.current_code)
ORDER BY list_position([{", ".join(map(literal, CITIES))}], n.current_code)
"""

_YEARS_SQL = """
SELECT
    r.evaluation_year, any_value(r.instrument) AS instrument,
    CASE WHEN any_value(y.nationally_complete) THEN 'national' ELSE 'single' END AS results,
    count(*) AS total, count(r.spbe_index) AS indexed,
    count(r.spbe_index) FILTER (r.kind = 'provinsi') AS provinsi,
    count(r.spbe_index) FILTER (r.kind = 'kabupaten') AS kabupaten,
    count(r.spbe_index) FILTER (r.kind = 'kota') AS kota
FROM mart.region_ranking AS r
INNER JOIN core.evaluation_years AS y ON r.evaluation_year = y.evaluation_year
GROUP BY r.evaluation_year HAVING count(r.spbe_index) > 0 ORDER BY r.evaluation_year
"""

_HELD_BACK_SQL = """
SELECT document_title, original_name, version_in_its_place, string_agg(DISTINCT rule, ', ' ORDER BY rule) AS rules
FROM audit.held_back
GROUP BY document_id, document_version, document_title, original_name, version_in_its_place
ORDER BY document_id
"""


def print_release(
    connection: Connection, release: Path, console: Console, language: Language, *, named: Path | None = None
) -> None:
    """Print a release: id, years, checks, the cities, and the path to open.

    Args:
        connection: the release.
        release: its folder.
        console: where it is printed; the tables fit 80 columns.
        language: of every word.
        named: what leads to its folder, where that is what a reader opens next.
    """
    manifest = read_manifest(release) or {}
    report = _Report(connection, console, language)
    console.print()
    report.print_line("release", manifest, style="bold")
    report.print_line("checks", {"known": 0, **manifest["checks"]})
    report.print_warnings(manifest.get("warnings"))
    if "audit.held_back" in manifest.get("tables", {}):
        report.print_held_back()
    report.print_years()
    report.print_cities()
    console.print()
    console.print(report.say("open_next", {"file": (named or release) / DATABASE}), highlight=False, soft_wrap=True)


@dataclass(frozen=True)
class _Report:
    """A release, where it is printed, and in which language."""

    connection: Connection
    console: Console
    language: Language

    def print_line(self, code: str, figures: Mapping[str, Any], style: str | None = None) -> None:
        self._print(self.say(code, figures), style)

    def print_warnings(self, found: Mapping[str, Any] | None) -> None:
        """How the warnings of the release differ from those of the release before it, where there is any."""
        counts = {} if found is None else {**found, "new": len(found["new"]), "gone": len(found["gone"])}
        if counts.get("since") and any(counts[change] for change in ("new", "gone", "standing")):
            self.print_line("warnings", counts)

    def print_held_back(self) -> None:
        """The documents that came in and are not in the release."""
        for row in records_of(self.connection, _HELD_BACK_SQL):
            is_version = row["version_in_its_place"] is not None
            self.print_line("held_back_version" if is_version else "held_back", row, style="bold")

    def print_years(self) -> None:
        kinds = read_catalogue().codes("kind")
        headings = [*map(self.say, ("year", "instrument", "results", "rows", "indexed")), *kinds]
        table = _table(self.say("years"), headings)
        for row in records_of(self.connection, _YEARS_SQL):
            counts = (self._shown(row[name], "count") for name in ("total", "indexed", *kinds))
            table.add_row(str(row["evaluation_year"]), row["instrument"], self.say(row["results"]), *counts)
        self.console.print(table)

    def print_cities(self) -> None:
        rows = records_of(self.connection, _CITIES_SQL)
        if not rows:
            return
        years = (str(rows[0]["previous_year"]), str(rows[0]["evaluation_year"]))
        others = map(self.say, ("grade", "rank_in_its_kind", "places", "rank_in_its_province"))
        table = _table(self.say("regions", rows[0]), [self.say("region"), *years, *others])
        for row in rows:
            table.add_row(
                row["region_name"],
                self._shown(row["index_before"], "index"),
                self._shown(row["spbe_index"], "index"),
                row["predikat"] or "-",
                self._rank(row, "kind"),
                self._shown(row["rank_change"], "signed"),
                self._rank(row, "province"),
            )
        self.console.print(table)
        for row in rows:
            if row["movement"] is not None:
                sentence = render("movement", row["movement"], row, self.language)
                self._print(f"{row['region_name']}: {sentence}")
        for note in ("about_intervals", "about_small_differences"):
            self.print_line(note, rows[0], style="dim")

    def _print(self, sentence: str, style: str | None = None) -> None:
        # A terminal would break words; a file or a pipe keeps one sentence on one line.
        self.console.print(sentence, style=style, highlight=False, soft_wrap=not self.console.is_terminal)

    def say(self, code: str, figures: Mapping[str, Any] | None = None) -> str:
        return render("terminal", code, figures or {}, self.language)

    def _shown(self, value: object, form: str) -> str:
        return "-" if value is None else format_value(value, form, self.language)

    def _rank(self, row: Mapping[str, Any], group: str) -> str:
        if row[f"rank_in_{group}"] is None:
            return "-"
        figures = {**row, "rank": row[f"rank_in_{group}"], "ranked": row[f"ranked_in_{group}"]}
        has_interval = group == "kind" and row["rank_lo"] is not None
        return self.say("rank_with_interval" if has_interval else "rank", figures)


def _table(title: str, headings: list[str]) -> TerminalTable:
    table = TerminalTable(
        title=Text(title, style="bold"), title_justify="left", box=None, pad_edge=False, padding=(0, 2, 0, 0)
    )
    for at, heading in enumerate(headings):
        # Wrapped on a narrow terminal, never cut: a cut table hides figures.
        table.add_column(heading, justify="right" if at else "left", overflow="fold")
    return table
