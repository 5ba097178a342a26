"""The World Bank's Data360: `/data360/data`, 1,000 rows a page.

As its public OpenAPI description states it: `count`, `value`, `skip`, `timePeriodFrom`, `timePeriodTo`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
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


def fetch_indicators(plan: Data360Plan, client: NetworkClient, years: Sequence[int]) -> Iterator[Download]:
    """One file per year, with all indicators of the plan.

    Raises:
        FetchError: when a year cannot be had; the ones before it have been given.
    """
    for year in years:
        series = [_fetch_series(plan, client, indicator, year) for indicator in plan.indicators]
        pages = [page for pages, _ in series for page in pages]
        yield Download(
            name=f"{plan.database.lower()}_{year}.json",
            url=pages[0].url,
            body=pack(plan.kind, [(page.url, page.body.decode()) for page in pages]),
            headers=pages[0].headers,
            retrieved_at=pages[-1].retrieved_at,
            rows=sum(count for _, count in series),
        )


def _fetch_series(plan: Data360Plan, client: NetworkClient, indicator: str, year: int) -> tuple[list[Fetched], int]:
    """One indicator in one year, asked page by page until every row is there: the answers, and how many rows.

    Raises:
        FetchError: when a page comes twice, the total changes, is not reached or is beyond all bounds.
    """
    host, url = plan.host({}), f"{plan.base.rstrip('/')}/data360/data"
    asked = {"DATABASE_ID": plan.database, "INDICATOR": indicator}
    params = {**asked, "timePeriodFrom": str(year), "timePeriodTo": str(year)}
    if plan.ref_area:
        params["REF_AREA"] = ",".join(plan.ref_area)

    def refusal(problem: str, remedy: str = _AGAIN) -> FetchError:
        return FetchError(f"{indicator} {year}: {problem}", remedy, host)

    pages: list[Fetched] = []
    seen: set[str] = set()
    total: int | None = None
    count = size = 0
    while total is None or count < total:
        page = client.get(url, params={**params, "skip": str(count)}, accept=JSON_MEDIA)
        rows, stated = _rows_and_total(read_answer(page, host))
        if rows is None or stated is None:
            raise refusal("it answers without `count` and a list `value`.", _COMPARE)
        for name, value in {**asked, "TIME_PERIOD": str(year)}.items():
            others = [row.get(name) for row in rows if row.get(name) != value]
            if others:
                raise refusal(f"it was asked for {name} {value} and also answers {others[0]}.", _COMPARE)
        if total not in {None, stated}:
            raise refusal(f"the total changed from {total} to {stated} between two pages.")
        if stated > plan.max_rows:
            raise refusal(f"it states {stated:,} rows; {plan.max_rows:,} are the most.", _RAISE)
        pages.append(page)
        content = json.dumps(rows, sort_keys=True)
        if rows and content in seen:
            raise refusal(f"page {len(pages)} repeats the rows of an earlier page.")
        seen.add(content)
        total, count, size = stated, count + len(rows), size + len(page.body)
        if size > plan.limits.max_bytes:
            raise refusal(f"{len(pages)} pages have {size:,} bytes and no end.", _RAISE)
        if count > total or (not rows and count < total):
            raise refusal(f"it states {total:,} rows and gives {count:,}.")
    return pages, count


def _rows_and_total(answer: Json) -> tuple[list[dict[str, Json]] | None, int | None]:
    return (rows_in(answer.get("value")), count_in(answer.get("count"))) if isinstance(answer, dict) else (None, None)
