"""Open Data Jabar: tables of `api-backend/bigdata`, with `limit`, `skip` and `where`.

Belongs here: this one interface. Does not belong here: which tables (source.yml). Seen in public scripts, never
called from here: some answers say `meta`, others `metadata`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial

from sources.network.client import NetworkClient
from sources.network.errors import FetchError, legible
from sources.portals.answers import Json, count_in, rows_in
from sources.portals.download import Download
from sources.portals.paging import JSON_MEDIA, Page, as_download, collect, read_answer
from sources.portals.plan import JabarDataset, JabarPlan


def download(plan: JabarPlan, client: NetworkClient, host: str) -> Iterator[Download]:
    """Each dataset of the plan, complete.

    Raises:
        FetchError: when one cannot be had; the ones before it have been given.
    """
    for dataset in plan.datasets:
        pages = collect(
            partial(_page, plan, dataset, client, host), host=host, dataset=dataset.dataset,
            page_size=plan.page_size, max_rows=plan.max_rows, max_bytes=plan.bounds().max_bytes, row_id="id",
        )  # fmt: skip
        yield as_download(dataset.dataset, plan.kind, dataset.dataset, pages)


def _page(plan: JabarPlan, dataset: JabarDataset, client: NetworkClient, host: str, skip: int) -> Page:
    params = {"limit": str(plan.page_size), "skip": str(skip)}
    if dataset.where:
        where = {field: [value] if isinstance(value, str) else list(value) for field, value in dataset.where.items()}
        params["where"] = json.dumps(where, ensure_ascii=False, sort_keys=True)
    url = f"{plan.base.rstrip('/')}/{dataset.owner}/{dataset.slug}"
    fetched = client.get(url, params=params, accept=JSON_MEDIA)
    text, answer = read_answer(fetched, host)
    rows = rows_in(answer.get("data")) if isinstance(answer, dict) else None
    if not isinstance(answer, dict) or rows is None:
        said = answer.get("message", "") if isinstance(answer, dict) else ""
        raise FetchError(
            host, f"{dataset.dataset}: it answers without a list `data`. {legible(str(said), 200)}".rstrip(),
            "check owner and slug against the portal's page of the dataset.",
        )  # fmt: skip
    return Page(fetched, text, rows, stated_total(answer))


def stated_total(answer: dict[str, Json]) -> int | None:
    """The number of rows of the whole table, where the answer states it."""
    about = answer.get("meta", answer.get("metadata"))
    return count_in(about.get("total_record")) if isinstance(about, dict) else None
