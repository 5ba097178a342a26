"""Asking page by page until everything is there, and noticing when a portal goes in circles.

Belongs here: when the last page is reached, and what may not happen on the way. Does not belong here: one
portal's parameters.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sources.network.client import Fetched
from sources.network.errors import FetchError
from sources.portals.answers import Json, NotJson, read_json
from sources.portals.download import Download
from sources.portals.pages import pack

#: Data360 and some older portals label JSON as plain text.
JSON_MEDIA = frozenset({"application/json", "text/json", "text/plain"})
_RAISE = "check the dataset; if it is that large, raise `max_rows` or `max_bytes` in the source's source.yml."


@dataclass(frozen=True)
class Page:
    """One page of a table.

    Args:
        fetched: the answer.
        text: its body as text.
        rows: the rows in it.
        total: of all pages, as the portal states it; None when it does not.
    """

    fetched: Fetched
    text: str = field(repr=False)
    rows: list[dict[str, Json]] = field(repr=False)
    total: int | None


def read_answer(fetched: Fetched, host: str) -> tuple[str, Json]:
    """The text and the value of a JSON answer.

    Raises:
        FetchError: when it is no JSON in UTF-8.
    """
    try:
        text = fetched.body.decode("utf-8")
        return text, read_json(text)
    except UnicodeDecodeError as error:
        problem = f"its answer is not UTF-8 (byte {error.start:,})."
    except NotJson as error:
        problem = f"its answer is no JSON that can be read: {error}."
    raise FetchError(host, problem, "open the address in a browser and tell the operators of the site.")


def collect(
    ask: Callable[[int], Page],
    *,
    host: str,
    dataset: str,
    page_size: int,
    max_rows: int,
    max_bytes: int,
    row_id: str | None = None,
) -> list[Page]:
    """All pages of a table.

    Args:
        ask: gives the page that begins at an offset.
        host: for messages.
        dataset: for messages.
        page_size: rows that are asked for; a portal may give fewer.
        max_rows: of all pages.
        max_bytes: of all pages.
        row_id: the field that numbers the portal's rows, if it has one.

    Raises:
        FetchError: when a page or row comes twice, the total changes or is not reached, or there is no end.
    """

    def refuse(
        problem: str, remedy: str = "run it again; if it stays, tell the operators of the portal."
    ) -> FetchError:
        return FetchError(host, f"{dataset}: {problem}", remedy)

    pages: list[Page] = []
    seen: set[str] = set()
    seen_ids: set[str] = set()
    count = size = 0
    while True:
        page = ask(count)
        number = len(pages) + 1
        if pages and page.total != pages[0].total:
            raise refuse(f"the total changed from {pages[0].total} to {page.total} between two pages.")
        if (page.total or 0) > max_rows:
            raise refuse(f"the portal claims {page.total:,} rows; {max_rows:,} are the most.", _RAISE)
        digest = hashlib.sha256(json.dumps(page.rows, sort_keys=True).encode()).hexdigest()
        ids = [str(row[row_id]) for row in page.rows if row_id is not None and row.get(row_id) is not None]
        if page.rows and (digest in seen or len(set(ids)) < len(ids) or seen_ids.intersection(ids)):
            raise refuse(f"page {number} repeats rows of an earlier page.")
        seen.add(digest)
        seen_ids.update(ids)
        pages.append(page)
        count, size = count + len(page.rows), size + len(page.text)
        if count > max_rows or size > max_bytes:
            raise refuse(f"{number:,} pages with {count:,} rows and no end.", _RAISE)
        if page.total is None:
            if len(page.rows) < page_size:
                return pages
        elif count == page.total:
            return pages
        elif count > page.total or not page.rows:
            raise refuse(f"the portal states {page.total:,} rows and gives {count:,}.")


def as_download(name: str, kind: str, dataset: str, pages: Sequence[Page]) -> Download:
    """All pages as one file.

    Args:
        name: of the file, without its ending.
        kind: of the plan.
        dataset: as in the plan.
        pages: at least one.
    """
    first, last = pages[0].fetched, pages[-1].fetched
    return Download(
        name=f"{name}.json",
        url=first.url,
        body=pack(kind, dataset, [(page.fetched.url, page.text) for page in pages]),
        headers=first.headers,
        retrieved_at=last.retrieved_at,
        not_modified=False,
        dataset=dataset,
        rows=sum(len(page.rows) for page in pages),
    )
