"""Which views become sheets, and the rows that each shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from reports.planner import PlannerColumn, PlannerView, read_views
from reports.planner.reading import read_yaml
from warehouse.connection import Connection, literal, quoted
from warehouse.releases import ReleaseFacts
from warehouse.spec import DeclarationError
from warehouse.words.catalogue import read_catalogue

_FILE = Path(__file__).parent / "sheets.yml"
_NEWEST = "newest"


@dataclass(frozen=True)
class SheetPlan:
    """One data sheet, as declared.

    Args:
        name: of the sheet.
        view: the view whose rows it shows.
        columns: of the view, in its order.
        only: the columns that choose rows, each with the values that it may have.
        filled: the columns that must not be empty.
        says: which of the view's rows are here, or nothing.
        province_by: the column whose code says to which province a row belongs, or None.
    """

    name: str
    view: PlannerView
    columns: tuple[PlannerColumn, ...]
    only: tuple[tuple[PlannerColumn, tuple[Any, ...]], ...]
    filled: tuple[PlannerColumn, ...]
    says: str
    province_by: PlannerColumn | None

    @property
    def is_of_one_year(self) -> bool:
        """Whether it shows the newest nationally complete year only."""
        return any(values == (_NEWEST,) for _, values in self.only)


@dataclass(frozen=True)
class SheetRows:
    """A data sheet with its rows.

    Args:
        plan: what it is.
        rows: in the order of the plan's columns, as cells hold them: truth as ya and tidak, a date as its number.
        provinces: of each row, the code of the province to which its region belongs today; empty where the sheet is not
            split by province.
    """

    plan: SheetPlan
    rows: Sequence[tuple[Any, ...]]
    provinces: Sequence[str]


@cache
def read_plans() -> Mapping[str, SheetPlan]:
    """Every data sheet by its view's name, in the order in which they stand.

    Raises:
        DeclarationError: when an entry names a view or a column that there is not.
    """
    plans = [_plan(said) for said in read_yaml(_FILE)["sheets"]]
    return {plan.view.names.id: plan for plan in plans}


def read_rows(database: Connection, facts: ReleaseFacts) -> dict[str, SheetRows]:
    """The rows of every data sheet, by the name of its view.

    Args:
        database: a release, with its views in the search path.
        facts: tell which year is the newest.
    """
    profile = read_views()["profil"]
    codes = [_name(profile.column(token)) for token in ("region_code", "current_code")]
    current = dict(database.execute(f"SELECT {', '.join(codes)} FROM {quoted(profile.full_name('id'))}").fetchall())
    return {name: _rows(database, plan, facts, current) for name, plan in read_plans().items()}


def _rows(database: Connection, plan: SheetPlan, facts: ReleaseFacts, current: Mapping[str, str]) -> SheetRows:
    shown = [*plan.columns, *([plan.province_by] if plan.province_by else [])]
    conditions = [f"{_name(column)} IS NOT NULL" for column in plan.filled]
    for column, values in plan.only:
        told = (_literal(column, facts.newest_year if value == _NEWEST else value) for value in values)
        conditions.append(f"{_name(column)} IN ({', '.join(told)})")
    rows = database.execute(
        f"SELECT {', '.join(map(_cell, shown))} FROM {quoted(plan.view.full_name('id'))}"
        + (f" WHERE {' AND '.join(conditions)}" if conditions else "")
    ).fetchall()
    if plan.province_by is None:
        return SheetRows(plan, rows, ())
    # A region is followed by the code that it has today, into the province in which it lies today.
    provinces = [(current.get(row[-1], row[-1]) or "").split(".")[0] for row in rows]
    return SheetRows(plan, [row[:-1] for row in rows], provinces)


def _name(column: PlannerColumn) -> str:
    return quoted(column.names.id)


def _cell(column: PlannerColumn) -> str:
    """A column's cells, as SQL."""
    name = _name(column)
    if column.type == "BOOLEAN":
        return f"CASE WHEN {name} THEN 'ya' WHEN NOT {name} THEN 'tidak' END"
    return f"{name} - DATE '1899-12-30'" if column.type == "DATE" else name


def _literal(column: PlannerColumn, value: str | int) -> str:
    """A value as the view shows it, as SQL.

    Raises:
        UnknownWords: when the column's list of codes does not have it.
    """
    if column.shown == "label" and column.column.codes is not None:
        return literal(read_catalogue().label(column.column.codes, str(value), "id"))
    return literal(value) if isinstance(value, str) else str(value)


def _plan(said: Mapping[str, Any]) -> SheetPlan:
    fields = {"view", "name", "only", "filled", "without", "says", "province_by"}
    if unknown := said.keys() - fields:
        raise DeclarationError(f"reports/workbook/sheets.yml: {said}: {sorted(unknown)}: write {sorted(fields)}.")
    view = read_views().get(said["view"])
    if view is None:
        raise DeclarationError(f"reports/workbook/sheets.yml: there is no view {said['view']}.")
    without = [view.column(token) for token in said.get("without", "").split()]
    only = tuple(
        (view.column(token), tuple(values) if isinstance(values, list) else (values,))
        for token, values in said.get("only", {}).items()
    )
    return SheetPlan(
        name=said["name"],
        view=view,
        columns=tuple(column for column in view.columns if column not in without),
        only=only,
        filled=tuple(view.column(token) for token in said.get("filled", "").split()),
        says=said.get("says", ""),
        province_by=view.column(said["province_by"]) if "province_by" in said else None,
    )
