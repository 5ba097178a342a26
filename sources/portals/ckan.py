"""CKAN portals: finding a table and reading it page by page through the datastore.

Belongs here: the Action API (package_search, package_show, datastore_search) and its error object. Does not
belong here: which portal and table (source.yml).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import partial

from sources.network.client import Fetched, NetworkClient
from sources.network.errors import FetchError, legible
from sources.portals.answers import Json, count_in, rows_in
from sources.portals.download import Download
from sources.portals.paging import JSON_MEDIA, Page, as_download, collect, read_answer
from sources.portals.plan import CkanDataset, CkanPlan

#: CKAN answers a refusal with one of these and an error object that says why.
_WITH_REASON = frozenset({400, 403, 404, 409})
_FOUND_AT_MOST = 20


def download(plan: CkanPlan, client: NetworkClient, host: str) -> Iterator[Download]:
    """Each dataset of the plan, complete.

    Raises:
        FetchError: when one cannot be had; the ones before it have been given.
    """
    portal = _Portal(plan, client, host)
    for dataset in plan.datasets:
        resource_id = dataset.resource_id or portal.find(dataset)
        pages = collect(
            partial(portal.page, resource_id, dataset.where), host=host, dataset=dataset.dataset,
            page_size=plan.page_size, max_rows=plan.max_rows, max_bytes=plan.bounds().max_bytes, row_id="_id",
        )  # fmt: skip
        yield as_download(dataset.dataset, plan.kind, dataset.dataset, pages)


class _Portal:
    def __init__(self, plan: CkanPlan, client: NetworkClient, host: str) -> None:
        self._plan, self._client, self._host = plan, client, host

    def page(self, resource_id: str, where: Mapping[str, str | tuple[str, ...]], offset: int) -> Page:
        """The page of a table that begins at an offset."""
        params = {"resource_id": resource_id, "limit": str(self._plan.page_size), "offset": str(offset)}
        # Without an order the database may give a row on two pages and another on none.
        params["sort"] = "_id"
        if where:
            params["filters"] = json.dumps(where, ensure_ascii=False, sort_keys=True)
        fetched, text, result = self._act("datastore_search", params)
        rows, total = rows_in(result.get("records")), count_in(result.get("total"))
        if rows is None or total is None or result.get("total_was_estimated") is True:
            raise self._refuse(
                f"datastore_search gives no rows with an exact total (fields: {_listed(result)}).",
                "check the resource in a browser; another interface needs another kind of plan.",
            )
        return Page(fetched, text, rows, total)

    def find(self, dataset: CkanDataset) -> str:
        """The id of the one table that the plan's words lead to; never a guess among several."""
        if dataset.package is not None:
            _, _, package = self._act("package_show", {"id": dataset.package})
            packages = [package]
        else:
            params = {"q": dataset.search or "", "rows": str(_FOUND_AT_MOST), "start": "0"}
            _, _, result = self._act("package_search", params)
            packages = rows_in(result.get("results")) or []
            if len(packages) != 1 or count_in(result.get("count")) != 1:
                names = ", ".join(legible(str(one.get("name"))) for one in packages) or "none"
                raise self._refuse(
                    f"{dataset.dataset}: the words {dataset.search!r} find {names}; exactly one was expected.",
                    "write `package` or `resource_id` into the plan, or better words.",
                )
        tables = [
            one
            for one in rows_in(packages[0].get("resources")) or []
            if one.get("datastore_active") is True and dataset.resource in {None, one.get("name")}
        ]
        if len(tables) != 1 or not isinstance(tables[0].get("id"), str):
            names = ", ".join(legible(str(one.get("name"))) for one in tables) or "none"
            raise self._refuse(
                f"{dataset.dataset}: tables of the package that can be read: {names}; exactly one was expected.",
                "write `resource` (the table's name) or `resource_id` into the plan; a file without a table is "
                "fetched by a plan of kind `file`.",
            )
        return str(tables[0]["id"])

    def _act(self, action: str, params: dict[str, str]) -> tuple[Fetched, str, dict[str, Json]]:
        fetched = self._client.get(
            f"{self._plan.base.rstrip('/')}/api/3/action/{action}", params=params, accept=JSON_MEDIA, also=_WITH_REASON
        )
        text, answer = read_answer(fetched, self._host)
        match answer:
            case {"success": True, "result": dict(result)}:
                return fetched, text, result
            case {"success": False, "error": error}:
                raise self._refuse(
                    f"CKAN refuses {action}: {_reason(error)}.",
                    "check the ids in source.yml against the portal; it may have moved the table.",
                    fetched.status,
                )
        raise self._refuse(
            f"it answers {action} (HTTP {fetched.status}) with no CKAN answer (fields: {_listed(answer)}).",
            "check `base`: it is the address before /api/3/action.",
            fetched.status,
        )

    def _refuse(self, problem: str, remedy: str, status: int | None = None) -> FetchError:
        return FetchError(self._host, problem, remedy, status=status)


def _reason(error: Json) -> str:
    if not isinstance(error, dict):
        return legible(str(error), 200)
    kind = error.get("__type")
    said = "; ".join(
        str(value) if key == "message" else f"{key}: {value}" for key, value in error.items() if key != "__type"
    )
    return legible(": ".join(str(part) for part in (kind, said) if part), 300)


def _listed(answer: Json) -> str:
    return legible(", ".join(answer), 200) if isinstance(answer, dict) else type(answer).__name__
