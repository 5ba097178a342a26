"""Carrying out a plan: from what source.yml declares to files, each complete."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from sources.network.limits import Limits
from sources.portals.data360 import fetch_indicators
from sources.portals.download import Download
from sources.portals.plan import Data360Plan, FilePlan, Plan, TauvalPlan
from sources.portals.tauval import fetch_results
from sources.reading.content import harmless_name

if TYPE_CHECKING:
    from sources.network.client import NetworkClient

#: Servers label documents in many ways; a web page is never one.
_DOCUMENTS = frozenset(
    f"application/{kind}"
    for kind in (
        "csv", "download", "force-download", "json", "octet-stream", "pdf", "vnd.ms-excel",
        "vnd.openxmlformats-officedocument.spreadsheetml.sheet", "x-download", "x-pdf", "zip",
    )
) | {"binary/octet-stream", "text/csv", "text/json", "text/plain"}  # fmt: skip


def fetch_documents(
    plan: Plan,
    years: Sequence[int],
    *,
    values: Mapping[str, str],
    held: Mapping[str, Mapping[str, str]] | None = None,
    client_factory: Callable[[frozenset[str], Limits], NetworkClient] | None = None,
) -> Iterator[Download]:
    """Fetch what a plan declares; each file is given as soon as it is complete.

    Args:
        plan: what is to be fetched.
        years: the editions that are asked for.
        values: settings by name: addresses and keys.
        held: the kept headers of each file that is held, by its name, so that an unchanged one is not sent again.
        client_factory: in place of NetworkClient, from the hosts that may be asked and the bounds.

    Raises:
        FetchError: naming host, attempts, what happened and what to do. Files given before it are whole.
    """
    from sources.network.client import NetworkClient  # noqa: PLC0415 - loads httpx; the definitions never fetch

    with (client_factory or NetworkClient)(plan.allowed_hosts(values), plan.limits) as client:
        match plan:
            case TauvalPlan():
                yield from fetch_results(plan, client, years, values, held or {})
            case Data360Plan():
                yield from fetch_indicators(plan, client, years)
            case FilePlan():
                yield from _fetch_files(plan, client, years, held or {})


def _fetch_files(
    plan: FilePlan, client: NetworkClient, years: Sequence[int], held: Mapping[str, Mapping[str, str]]
) -> Iterator[Download]:
    """The file of each year that has an address: a PDF, a workbook, a CSV."""
    for year in years:
        url = plan.url_of(year)
        if url is None:
            continue
        last = harmless_name(unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2]))
        name = last if str(year) in last else f"{year}_{last}"
        came = client.get(url, held=held.get(name), accept=_DOCUMENTS)
        yield Download(name, came.url, came.body, came.headers, came.retrieved_at, came.not_modified)
