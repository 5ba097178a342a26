"""A release summed up at the terminal: what it holds, and where five cities stand.

Belongs here: reading a published release and laying it out in text. Does not belong here: computing figures.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table as TerminalTable
from rich.text import Text

from warehouse.connection import Connection, open_release
from warehouse.publish import DATABASE, read_manifest

#: The cities of the story that this product began with.
CITIES = ("33.71", "36.71", "32.11", "15.02", "73.71")

_CITIES_SQL = """
SELECT
    n.region_name, n.province_name,
    b.spbe_index, b.predikat, n.spbe_index, n.predikat,
    n.rank_in_kind, n.ranked_in_kind, n.rank_lo, n.rank_hi, n.rank_in_province, n.ranked_in_province,
    n.index_change, n.rank_change, n.change_note
FROM mart.region_ranking AS n
LEFT JOIN mart.region_ranking AS b ON n.current_code = b.current_code AND n.evaluation_year = b.evaluation_year + 1
WHERE n.evaluation_year = ? AND n.current_code IN (SELECT unnest(?::VARCHAR[]))
ORDER BY list_position(?::VARCHAR[], n.current_code)
"""

_YEARS_SQL = """
SELECT
    r.evaluation_year, any_value(r.instrument), any_value(y.nationally_complete), count(*), count(r.spbe_index),
    count(r.spbe_index) FILTER (r.kind = 'provinsi'), count(r.spbe_index) FILTER (r.kind = 'kabupaten'),
    count(r.spbe_index) FILTER (r.kind = 'kota')
FROM mart.region_ranking AS r
INNER JOIN core.evaluation_years AS y ON r.evaluation_year = y.evaluation_year
GROUP BY r.evaluation_year ORDER BY r.evaluation_year
"""


def print_release(current: Path, console: Console) -> None:
    """Print the current release: id, years, checks, the cities, and the path to open.

    Raises:
        NothingPublished: when there is no release.
    """
    with open_release(current / DATABASE) as connection:
        manifest = read_manifest(current) or {}
        checks = manifest["checks"]
        console.print()
        console.print(f"Release {manifest['release_id']}", style="bold", highlight=False)
        console.print(
            f"Checks: {checks['passed']} passed, {checks['warned']} warned, {checks['failed']} failed "
            "(audit.check_results says which and why)",
            highlight=False,
        )
        _print_years(connection, console)
        _print_cities(connection, console)
    console.print(f"\nOpen next: {current / DATABASE}", highlight=False, soft_wrap=True)


def _print_years(connection: Connection, console: Console) -> None:
    table = _table(
        "Evaluation years",
        ["year", "instrument", "results", "rows", "indexed", "provinsi", "kabupaten", "kota"],
    )
    for year, instrument, complete, *counts in connection.execute(_YEARS_SQL).fetchall():
        table.add_row(
            str(year),
            instrument,
            "national" if complete else "single",
            *(f"{count:,}" for count in counts),
        )
    console.print(table)


def _print_cities(connection: Connection, console: Console) -> None:
    row = connection.execute(
        "SELECT max(evaluation_year) FROM core.evaluation_years WHERE nationally_complete"
    ).fetchone()
    assert row is not None
    year = int(row[0])
    headings = [
        "region", "province", f"{year - 1}", f"{year}", "change", "rank in its kind", "places", "in its province",
    ]  # fmt: skip
    table = _table(f"SPBE index and rank, {year}", headings)
    codes = list(CITIES)
    for city in connection.execute(_CITIES_SQL, [year, codes, codes]).fetchall():
        table.add_row(*_city_cells(city))
    console.print(table)
    for note in (
        "In brackets: the ranks that 90% of simulations give it (mart.robustness_assumptions).",
        "A difference under 0.03 can be a single indicator at one level.",
    ):
        console.print(note, style="dim", highlight=False)


def _city_cells(city: tuple[Any, ...]) -> list[str]:
    (
        name,
        province,
        before,
        grade_before,
        now,
        grade,
        rank,
        ranked,
        lowest,
        highest,
        in_province,
        of_province,
        change,
        places,
        _,
    ) = city
    return [
        name,
        province,
        "-" if before is None else f"{before} {grade_before}",
        "-" if now is None else f"{now} {grade}",
        "-" if change is None else f"{change:+}",
        "-" if rank is None else f"{rank} of {ranked}" + ("" if lowest is None else f" ({lowest}-{highest})"),
        "-" if places is None else f"{places:+}",
        "-" if in_province is None else f"{in_province} of {of_province}",
    ]


def _table(title: str, headings: list[str]) -> TerminalTable:
    table = TerminalTable(
        title=Text(title, style="bold"), title_justify="left", box=None, pad_edge=False, padding=(0, 2, 0, 0)
    )
    for at, heading in enumerate(headings):
        # Wrapped on a narrow terminal, never cut: a cut table hides figures.
        table.add_column(heading, justify="left" if at < 2 else "right", overflow="fold")  # noqa: PLR2004 - names first
    return table
