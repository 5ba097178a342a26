"""Carrying out a plan: from what source.yml declares to files, each complete.

Belongs here: which kind is fetched how, and what stands in the way before anyone is asked. Does not belong here:
keeping the files (archive/), deciding when to fetch (pipelines/).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from sources.network.client import NetworkClient
from sources.network.errors import FetchError
from sources.network.limits import Limits
from sources.portals import data360, file, tauval
from sources.portals.download import Conditions, Download
from sources.portals.plan import Data360Plan, FilePlan, Plan, TauvalPlan

ClientFactory = Callable[[frozenset[str], Limits], NetworkClient]


def obstacle(plan: Plan, *, values: Mapping[str, str], years: Sequence[int]) -> str | None:
    """Why nothing can be fetched, before anyone is asked; None when it can be tried.

    Args:
        plan: what is to be fetched.
        values: settings by name.
        years: the editions that are asked for.
    """
    if isinstance(plan, TauvalPlan):
        unset = [name for name in (plan.address_setting, plan.key_setting) if not values.get(name, "").strip()]
        if unset:
            return f"{' and '.join(unset)} {'is' if len(unset) == 1 else 'are'} not set"
    if isinstance(plan, FilePlan) and not any(plan.url_of(year) for year in years):
        return f"no address is declared for {', '.join(map(str, years)) or 'any year'}"
    if isinstance(plan, TauvalPlan | Data360Plan) and not years:
        return "no year is asked for"
    return None


def allowed_hosts(plan: Plan, values: Mapping[str, str]) -> frozenset[str]:
    """The hosts that a plan may ask; the operator declares one by setting its address."""
    if not isinstance(plan, TauvalPlan):
        return frozenset(plan.hosts)
    return frozenset({*plan.hosts, _place(values.get(plan.address_setting, "").strip())})


def _place(url: str) -> str:
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2].lower()
    has_port = ":" in host.rpartition("]")[2]
    return host if has_port else f"{host}:{443 if parts.scheme == 'https' else 80}"


def fetch(
    plan: Plan,
    *,
    values: Mapping[str, str],
    years: Sequence[int],
    previous: Mapping[str, Conditions] | None = None,
    client_factory: ClientFactory = NetworkClient,
) -> Iterator[Download]:
    """Fetch what a plan declares; each file is given as soon as it is complete.

    Args:
        plan: what is to be fetched.
        values: settings by name: addresses and keys.
        years: the editions that are asked for.
        previous: what is held, by the file's name, so that an unchanged file need not be sent again.
        client_factory: makes the client from hosts and limits.

    Raises:
        FetchError: naming host, attempts, what happened and what to do. Files given before it are whole.
    """
    if why := obstacle(plan, values=values, years=years):
        raise FetchError(plan.kind, f"nothing is fetched: {why}.", "set it, or add the document by hand.")
    held = previous or {}
    host = _name_of(plan, values)
    with client_factory(allowed_hosts(plan, values), plan.bounds()) as client:
        match plan:
            case TauvalPlan():
                yield from tauval.download(plan, client, host, years=years, values=values, previous=held)
            case Data360Plan():
                yield from data360.download(plan, client, host, years)
            case FilePlan():
                yield from file.download(plan, client, years, held)


def _name_of(plan: Plan, values: Mapping[str, str]) -> str:
    """The host as messages name it."""
    match plan:
        case TauvalPlan():
            return _place(values[plan.address_setting].strip()).removesuffix(":443").removesuffix(":80")
        case FilePlan():
            return plan.hosts[0]
        case _:
            return urlsplit(plan.base).netloc
