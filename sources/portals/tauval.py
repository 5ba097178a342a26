"""The ministry's Tauval interface: one JSON array per year, with a key in the header `code`, as public code calls it.

The ministry issues address and key, and the operator sets them; neither is kept or shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from sources.network.errors import FetchError, legible
from sources.network.masking import SECRET_LENGTH, Mask, issued_parts
from sources.portals.answers import pack, rows_in
from sources.portals.download import JSON_MEDIA, Download, read_answer
from sources.portals.plan import TauvalPlan

if TYPE_CHECKING:
    from sources.network.client import NetworkClient


def fetch_results(
    plan: TauvalPlan,
    client: NetworkClient,
    years: Sequence[int],
    values: Mapping[str, str],
    held: Mapping[str, Mapping[str, str]],
) -> Iterator[Download]:
    """One file per year, so that a year that changes is a new version of that year only.

    Raises:
        FetchError: when a year cannot be had; the ones before it have been given.
    """
    address, key, host = values[plan.address_setting].strip(), values[plan.key_setting].strip(), plan.host(values)
    # An address that is issued is not public: besides the host, nothing of it is shown.
    secrets = [key, *issued_parts(address)]
    mask = Mask(secrets)
    for year in years:
        name = f"tauval_{year}.json"
        fetched = client.get(
            address,
            params={"awal": str(year), "akhir": str(year)},
            headers={"code": key},
            secrets=secrets,
            held=held.get(name),
            accept=JSON_MEDIA,
        )
        shown = f"{plan.address_setting}?awal={year}&akhir={year}"
        if fetched.not_modified:
            yield Download(name, shown, b"", fetched.headers, fetched.retrieved_at, not_modified=True)
            continue
        answer = read_answer(fetched, host)
        rows = rows_in(answer)
        if rows is None:
            message = answer.get("message", "") if isinstance(answer, dict) else ""
            problem = mask(f"it answers with no list of bodies. {legible(str(message), 200)}".rstrip())
            raise FetchError(problem, f"check {plan.address_setting} and {plan.key_setting} with the ministry.", host)
        others = sorted({legible(str(row.get("tahun"))) for row in rows} - {str(year)})
        if others:
            problem = f"it was asked for {year} and also answers {', '.join(others)}."
            remedy = "ask the ministry whether awal and akhir still limit the answer, or add a saved answer by hand."
            raise FetchError(mask(problem), remedy, host)
        text = fetched.body.decode()
        if len(key) >= SECRET_LENGTH and Mask([key]).finds(text):
            remedy = "tell the operators of the interface."
            raise FetchError("its answer repeats the key, and was not kept.", remedy, host)
        body = pack(plan.kind, [(shown, text)])
        yield Download(name, shown, body, fetched.headers, fetched.retrieved_at, rows=len(rows))
