"""The World Bank's Data360: `/data360/data`, 1,000 rows a page.

As its public OpenAPI description states it: `count`, `value`, `skip`, `timePeriodFrom`, `timePeriodTo`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sources.network.errors import FetchError
from sources.portals.answers import Json, count_in, pack, rows_in
from sources.portals.download import JSON_MEDIA, Download, read_answer
from sources.portals.plan import Data360Plan

if TYPE_CHECKING:
    from sources.network.client import Fetched, NetworkClient

_COMPARE = "compare the answer with the interface's description; it may have changed."
_AGAIN = "run it again; if it stays, tell the operators of the interface."
_RAISE = "check the indicator; if it is that large, raise `max_rows` or `max_bytes` in the source's source.yml."


@dataclass(frozen=True)
class _Page:
    """One page: the answer, its rows, and how many rows all pages have by its statement."""

    fetched: Fetched = field(repr=False)
    rows: list[dict[str, Json]] = field(repr=False)
    total: int


def fetch_indicators(plan: Data360Plan, client: NetworkClient, years: Sequence[int]) -> Iterator[Download]:
    """One file per year, with all indicators of the plan.

    Raises:
        FetchError: when a year cannot be had; the ones before it have been given.
    """
    for year in years:
        pages = [page for name in plan.indicators for page in _Series(plan, client, name, year).pages()]
        yield Download(
            name=f"{plan.database.lower()}_{year}.json",
            url=pages[0].fetched.url,
            body=pack(plan.kind, [(page.fetched.url, page.fetched.body.decode()) for page in pages]),
            headers=pages[0].fetched.headers,
            retrieved_at=pages[-1].fetched.retrieved_at,
            rows=sum(len(page.rows) for page in pages),
        )


class _Series:
    """One indicator in one year, asked page by page until every row is there."""

    def __init__(self, plan: Data360Plan, client: NetworkClient, indicator: str, year: int) -> None:
        self._plan, self._client, self._indicator, self._year = plan, client, indicator, year

    def pages(self) -> list[_Page]:
        """All pages.

        Raises:
            FetchError: when a page comes twice, the total changes, is not reached or is beyond all bounds.
        """
        pages: list[_Page] = []
        seen: set[str] = set()
        count = size = 0
        while not pages or count < pages[0].total:
            page = self._page(count)
            pages.append(page)
            if page.total != pages[0].total:
                raise self._refusal(f"the total changed from {pages[0].total} to {page.total} between two pages.")
            if page.total > self._plan.max_rows:
                raise self._refusal(f"it states {page.total:,} rows; {self._plan.max_rows:,} are the most.", _RAISE)
            rows = json.dumps(page.rows, sort_keys=True)
            if page.rows and rows in seen:
                raise self._refusal(f"page {len(pages)} repeats the rows of an earlier page.")
            seen.add(rows)
            count, size = count + len(page.rows), size + len(page.fetched.body)
            if size > self._plan.limits.max_bytes:
                raise self._refusal(f"{len(pages)} pages have {size:,} bytes and no end.", _RAISE)
            if count > page.total or (not page.rows and count < page.total):
                raise self._refusal(f"it states {page.total:,} rows and gives {count:,}.")
        return pages

    def _page(self, skip: int) -> _Page:
        plan, year = self._plan, str(self._year)
        asked = {"DATABASE_ID": plan.database, "INDICATOR": self._indicator}
        areas = {"REF_AREA": ",".join(plan.ref_area)} if plan.ref_area else {}
        span = {"timePeriodFrom": year, "timePeriodTo": year, "skip": str(skip)}
        url = f"{plan.base.rstrip('/')}/data360/data"
        fetched = self._client.get(url, params={**asked, **areas, **span}, accept=JSON_MEDIA)
        answer = read_answer(fetched, plan.host({}))
        rows = rows_in(answer.get("value")) if isinstance(answer, dict) else None
        total = count_in(answer.get("count")) if isinstance(answer, dict) else None
        if rows is None or total is None:
            raise self._refusal("it answers without `count` and a list `value`.", _COMPARE)
        for name, value in {**asked, "TIME_PERIOD": year}.items():
            others = [row.get(name) for row in rows if row.get(name) != value]
            if others:
                raise self._refusal(f"it was asked for {name} {value} and also answers {others[0]}.", _COMPARE)
        return _Page(fetched, rows, total)

    def _refusal(self, problem: str, remedy: str = _AGAIN) -> FetchError:
        return FetchError(f"{self._indicator} {self._year}: {problem}", remedy, self._plan.host({}))
