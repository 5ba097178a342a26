"""When a source's next edition is due: its declared season, as the UI shows it."""

# No postponed annotations here: Dagster reads the annotations of assets and checks as objects.

from collections.abc import Set
from datetime import date, timedelta

import dagster as dg

from assets.described import key
from sources.declaration.declared import Refresh, Source
from warehouse.spec import Table

_MONTHS = 12
OVERDUE = "no_year_is_overdue"


def freshness_of(source: Source) -> dg.FreshnessPolicy | None:
    """Fresh is what was loaded since the last season began; None for a source that nobody awaits."""
    if source.refresh is None:
        return None
    first, last = _season(source.refresh)
    length = timedelta(days=31 * ((last - first) % _MONTHS + 1))
    if source.refresh.even_years:
        return dg.FreshnessPolicy.time_window(fail_window=timedelta(days=2 * 365) + length)
    return dg.FreshnessPolicy.cron(
        deadline_cron=f"0 7 1 {last % _MONTHS + 1} *", lower_bound_delta=length, timezone=source.refresh.timezone
    )


def overdue_check(source: Source, table: Table) -> dg.AssetCheckSpec | None:
    """The check that says which year has not come though its season is over."""
    if source.refresh is None:
        return None
    return dg.AssetCheckSpec(
        OVERDUE,
        asset=key(table),
        description=f"{source.refresh.reason} If it fails: ask the publisher, or look whether the document has another "
        "name; `spbe add FILE` takes it in.",
    )


def judge_overdue(source: Source, held: Set[int], today: date) -> dg.AssetCheckResult:
    """Whether every edition after the newest that is held may still come. It warns, and never blocks."""
    late = overdue_years(source, held, today)
    return dg.AssetCheckResult(
        check_name=OVERDUE,
        passed=not late,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={
            "violations": len(late),
            "overdue": ", ".join(map(str, late)) or "none",
            "newest_held": max(held, default="none"),
        },
    )


def overdue_years(source: Source, held: Set[int], today: date) -> list[int]:
    """Declared editions after the newest that is held, whose season is over."""
    if source.refresh is None or not held:
        return []
    first, last = _season(source.refresh)
    return [
        year
        for year in source.years or []
        if year > max(held) and (today.year, today.month) > (year + (last < first), last)
    ]


def _season(refresh: Refresh) -> tuple[int, int]:
    """The first and the last month in which the calendar looks; the season may go over the turn of the year."""
    months: set[int] = set()
    for part in refresh.cron.split()[3].split(","):
        bounds = [int(month) for month in part.split("-")]
        months |= set(range(bounds[0], bounds[-1] + 1))
    first = next(month for month in months if (month - 2) % _MONTHS + 1 not in months)
    last = next(month for month in months if month % _MONTHS + 1 not in months)
    return first, last
