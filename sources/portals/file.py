"""A plain file by its address, one per year: a PDF, a workbook, a CSV.

Belongs here: asking for it, conditionally. Does not belong here: what kind of document it is; the archive looks
at the content.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import unquote, urlsplit

from sources.network.client import NetworkClient
from sources.portals.download import Conditions, Download
from sources.portals.plan import FilePlan
from sources.reading.content import harmless_name

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


def download(
    plan: FilePlan, client: NetworkClient, years: Sequence[int], previous: Mapping[str, Conditions]
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
        held = previous.get(name, Conditions())
        fetched = client.get(url, etag=held.etag, last_modified=held.last_modified, accept=_DOCUMENTS)
        yield Download(
            name=name, url=fetched.url, body=fetched.body, headers=fetched.headers,
            retrieved_at=fetched.retrieved_at, not_modified=fetched.not_modified, dataset="", rows=None,
        )  # fmt: skip
