"""A plain file by its address, one per year: a PDF, a workbook, a CSV."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from sources.portals.download import Download
from sources.portals.plan import FilePlan
from sources.reading.content import harmless_name

if TYPE_CHECKING:
    from sources.network.client import NetworkClient

#: Servers label documents in many ways; a web page is never one.
_DOCUMENTS = frozenset(
    {
        "application/csv",
        "application/download",
        "application/force-download",
        "application/json",
        "application/octet-stream",
        "application/pdf",
        "application/vnd.ms-excel",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/x-download",
        "application/x-pdf",
        "application/zip",
        "binary/octet-stream",
        "text/csv",
        "text/json",
        "text/plain",
    }
)


def fetch_files(
    plan: FilePlan, client: NetworkClient, years: Sequence[int], held: Mapping[str, Mapping[str, str]]
) -> Iterator[Download]:
    """The file of each year that has an address.

    Raises:
        FetchError: when one cannot be had; the ones before it have been given.
    """
    for year in years:
        url = plan.url_of(year)
        if url is None:
            continue
        last = harmless_name(unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2]))
        name = last if str(year) in last else f"{year}_{last}"
        came = client.get(url, held=held.get(name), accept=_DOCUMENTS)
        yield Download(name, came.url, came.body, came.headers, came.retrieved_at, came.not_modified)
