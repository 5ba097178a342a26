"""The World Bank's Data360: `/data360/data`, 1,000 rows a page.

Belongs here: this one interface, as its public OpenAPI description states it (`count`, `value`, `skip`,
`timePeriodFrom`, `timePeriodTo`). Does not belong here: what the figures are used for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sources.network.client import NetworkClient
from sources.network.errors import FetchError
from sources.portals.answers import count_in, rows_in
from sources.portals.download import Download
from sources.portals.paging import JSON_MEDIA, Page, as_download, collect, read_answer
from sources.portals.plan import Data360Plan


def download(plan: Data360Plan, client: NetworkClient, host: str, years: Sequence[int]) -> Iterator[Download]:
    """One file per year, with all indicators of the plan.

    Raises:
        FetchError: when a year cannot be had; the ones before it have been given.
    """
    for year in years:
        pages = [page for indicator in plan.indicators for page in _pages(plan, client, host, indicator, year)]
        yield as_download(f"{plan.database.lower()}_{year}", plan.kind, plan.database, pages)


def _pages(plan: Data360Plan, client: NetworkClient, host: str, indicator: str, year: int) -> list[Page]:
    params = {"DATABASE_ID": plan.database, "INDICATOR": indicator}
    if plan.ref_area:
        params["REF_AREA"] = ",".join(plan.ref_area)
    params |= {"timePeriodFrom": str(year), "timePeriodTo": str(year)}
    wanted = {"DATABASE_ID": plan.database, "INDICATOR": indicator, "TIME_PERIOD": str(year)}

    def ask(skip: int) -> Page:
        fetched = client.get(
            f"{plan.base.rstrip('/')}/data360/data", params={**params, "skip": str(skip)}, accept=JSON_MEDIA
        )
        text, answer = read_answer(fetched, host)
        rows = rows_in(answer.get("value")) if isinstance(answer, dict) else None
        total = count_in(answer.get("count")) if isinstance(answer, dict) else None
        if rows is None or total is None:
            raise FetchError(
                host, f"{indicator}: it answers without `count` and a list `value`.",
                "compare the answer with the interface's description; it may have changed.",
            )  # fmt: skip
        for row in rows:
            for field, value in wanted.items():
                if row.get(field) != value:
                    raise FetchError(
                        host, f"{indicator}: it was asked for {field} {value} and also answers {row.get(field)}.",
                        "compare the answer with the interface's description; it may have changed.",
                    )  # fmt: skip
        return Page(fetched, text, rows, total)

    return collect(
        ask, host=host, dataset=f"{indicator} {year}", page_size=1000, max_rows=plan.max_rows,
        max_bytes=plan.bounds().max_bytes,
    )  # fmt: skip
