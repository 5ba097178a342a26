"""Which addresses may be asked: declared hosts only, and nothing inside a private network unless it is named.

Belongs here: the rules for a first address, for a redirect, and for the machine that a name leads to.
Does not belong here: connecting (connection.py).
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from sources.network.errors import Trouble

if TYPE_CHECKING:
    import httpx

_PORTS = {"http": 80, "https": 443}
_DECLARE = "if the address is right, add its host to `hosts` in the source's source.yml"


def read_url(text: str) -> httpx.URL:
    """The parsed address.

    Raises:
        Trouble: when it is none, or carries a user name or password.
    """
    import httpx  # noqa: PLC0415 - the definitions load this module and never fetch

    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, ValueError, TypeError):
        raise Trouble("the address cannot be read.", "correct it in source.yml or in the setting.") from None
    if url.scheme not in _PORTS or not url.host:
        raise Trouble(
            f"the address begins with {url.scheme or 'nothing'}:, not with https:// or http://.",
            "correct it in source.yml or in the setting.",
        )
    if url.userinfo:
        raise Trouble(
            "the address carries a user name or password.",
            "take it out of the address; a key is given by its own setting.",
        )
    return url.copy_with(fragment=None)


def place(url: httpx.URL) -> str:
    """Host and port as they are declared: ``data.example:443``, ``[::1]:8080``."""
    host = f"[{url.host}]" if ":" in url.host else url.host
    return f"{host}:{url.port or _PORTS[url.scheme]}"


def check(url: httpx.URL, allowed: frozenset[str]) -> None:
    """Refuse an address whose host is not declared, or that is a private address not declared with its port.

    Args:
        url: what is to be asked.
        allowed: declared hosts: ``host`` for the usual port of its scheme, ``host:port`` for that one.

    Raises:
        Trouble: naming the host and the declared ones.
    """
    if place(url) in allowed:
        return
    usual = url.port is None or url.port == _PORTS[url.scheme]
    if not (usual and place(url).rpartition(":")[0] in allowed):
        raise Trouble(
            f"{place(url)} is not a declared host of the source ({', '.join(sorted(allowed)) or 'none is declared'}).",
            f"{_DECLARE}.",
        )
    check_machine(url.host, place(url), allowed)


def check_machine(machine: str, where: str, allowed: frozenset[str]) -> None:
    """Refuse a private, loopback or link-local machine, unless its very place is declared.

    Args:
        machine: an IP address; a name passes, since the machine behind it is checked when it is connected to.
        where: the place that was asked, as ``place`` gives it.
        allowed: declared hosts.

    Raises:
        Trouble: naming both.
    """
    if where in allowed or is_public(machine):
        return
    raise Trouble(
        f"{where} leads to {machine}, an address inside a private network.",
        f"if that is meant, declare `{where}` with its port in `hosts` of the source's source.yml.",
    )


def is_public(machine: str) -> bool:
    """Whether an IP address is reachable from everywhere; true for a name, of which this is not known."""
    try:
        address = ipaddress.ip_address(machine.partition("%")[0])
    except ValueError:
        return True
    if isinstance(address, ipaddress.IPv6Address):
        # An IPv4 address in IPv6 clothes is what it wraps.
        address = address.ipv4_mapped or address.sixtofour or address
    return address.is_global and not address.is_multicast


def redirected(url: httpx.URL, location: str, allowed: frozenset[str]) -> httpx.URL:
    """The address that a redirect leads to.

    Args:
        url: what was asked.
        location: the header as received.
        allowed: declared hosts.

    Raises:
        Trouble: when it leads nowhere, away from the declared hosts, into a private network, or out of TLS.
    """
    try:
        target = read_url(str(url.join(location)))
    except (Trouble, ValueError, TypeError, ArithmeticError):
        raise Trouble(
            "it redirects to an address that cannot be followed.",
            "open the address in a browser and declare the new one.",
        ) from None
    if url.scheme == "https" and target.scheme == "http":
        raise Trouble(
            f"it redirects from https to plain http ({place(target)}).", "declare an address that stays with https."
        )
    try:
        check(target, allowed)
    except Trouble as trouble:
        raise Trouble(f"it redirects, and {trouble.problem}", trouble.remedy) from None
    return target
