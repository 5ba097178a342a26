"""The ministry's Tauval interface: one JSON array per span of years, with a key in the header `code`.

Belongs here: this one interface, as public code calls it. Does not belong here: its address and key, which the
ministry issues and the operator sets; neither is kept or shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import parse_qsl, urlsplit

from sources.network.client import NetworkClient
from sources.network.errors import FetchError, legible
from sources.network.masking import Mask
from sources.portals.answers import rows_in
from sources.portals.download import Conditions, Download
from sources.portals.pages import pack
from sources.portals.paging import JSON_MEDIA, read_answer
from sources.portals.plan import TauvalPlan

_SECRET_LENGTH = 6


def download(
    plan: TauvalPlan,
    client: NetworkClient,
    host: str,
    *,
    years: Sequence[int],
    values: Mapping[str, str],
    previous: Mapping[str, Conditions],
) -> Iterator[Download]:
    """One file per year, so that a year that changes is a new version of that year only.

    Raises:
        FetchError: when a year cannot be had; the ones before it have been given.
    """
    address, key = values[plan.address_setting].strip(), values[plan.key_setting].strip()
    # An address that is issued is not public: besides the host, nothing of it is shown. What is short is no secret.
    parts = urlsplit(address)
    issued = [parts.path, *(value for _, value in parse_qsl(parts.query))]
    secrets = [key, *(text for text in issued if len(text) >= _SECRET_LENGTH)]
    mask = Mask(secrets)
    for year in years:
        name = f"tauval_{year}.json"
        held = previous.get(name, Conditions())
        fetched = client.get(
            address, params={"awal": str(year), "akhir": str(year)}, headers={"code": key}, secrets=secrets,
            etag=held.etag, last_modified=held.last_modified, accept=JSON_MEDIA,
        )  # fmt: skip
        shown = f"{plan.address_setting}?awal={year}&akhir={year}"
        if fetched.not_modified:
            yield Download(
                name=name, url=shown, body=b"", headers=fetched.headers, retrieved_at=fetched.retrieved_at,
                not_modified=True, dataset="", rows=None,
            )  # fmt: skip
            continue
        text, answer = read_answer(fetched, host)
        rows = rows_in(answer)
        if rows is None:
            said = answer.get("message", "") if isinstance(answer, dict) else ""
            raise FetchError(
                host, mask(f"it answers with no list of bodies. {legible(str(said), 200)}".rstrip()),
                f"check {plan.address_setting} and {plan.key_setting} with the ministry.",
            )  # fmt: skip
        others = sorted({legible(str(row.get("tahun"))) for row in rows} - {str(year)})
        if others:
            raise FetchError(
                host, mask(f"it was asked for {year} and also answers {', '.join(others)}."),
                "ask the ministry whether awal and akhir still limit the answer; a saved answer can be added by hand.",
            )  # fmt: skip
        if len(key) >= _SECRET_LENGTH and Mask([key]).finds(text):
            raise FetchError(
                host, "its answer repeats the key, and was not kept.", "tell the operators of the interface."
            )
        yield Download(
            name=name, url=shown, body=pack(plan.kind, "", [(shown, text)]), headers=fetched.headers,
            retrieved_at=fetched.retrieved_at, not_modified=False, dataset="", rows=len(rows),
        )  # fmt: skip
