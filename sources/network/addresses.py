"""Which addresses may be asked: declared hosts only, and nothing inside a private network unless it is named."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import httpx

from sources.network.errors import FetchError

_PORTS = {"http": 80, "https": 443}
_UNICAST = ipaddress.IPv6Network("2000::/3")
#: Mapped, compatible, and for translators (RFC 4291, 6052): the last 32 bits are an IPv4 address.
_HOLDS_IPV4 = tuple(map(ipaddress.IPv6Network, ("::ffff:0:0/96", "::/96", "64:ff9b::/96")))


def checked_url(text: str, allowed: frozenset[str]) -> httpx.URL:
    """An address that may be asked, without its fragment.

    Allowed are declared hosts: ``host`` for the usual port of its scheme, ``host:port`` for that one. A private address
    must be declared with its port.

    Raises:
        FetchError: when it is none, carries a user name or password, or its host is not declared.
    """
    remedy = "correct it in source.yml or in the setting."
    try:
        url = httpx.URL(text).copy_with(fragment=None)
    except (httpx.InvalidURL, ValueError, TypeError, ArithmeticError):
        raise FetchError("the address cannot be read.", remedy) from None
    if url.scheme not in _PORTS or not url.host:
        raise FetchError(f"the address begins with {url.scheme or 'nothing'}:, not with https:// or http://.", remedy)
    if url.userinfo:
        remedy = "take it out of the address; a key is given by its own setting."
        raise FetchError("the address carries a user name or password.", remedy)
    asked, has_usual_port = host_and_port(url), url.port in {None, _PORTS[url.scheme]}
    if asked not in allowed and not (has_usual_port and asked.rpartition(":")[0] in allowed):
        declared = ", ".join(sorted(allowed)) or "none is declared"
        remedy = "if the address is right, add its host to `hosts` in the source's source.yml."
        raise FetchError(f"{asked} is not a declared host of the source ({declared}).", remedy)
    _check_machine(url.host, asked, allowed)
    return url


def host_and_port(url: httpx.URL) -> str:
    """Host and port as they are declared: ``data.example:443``, ``[::1]:8080``."""
    host = f"[{url.host}]" if ":" in url.host else url.host
    return f"{host}:{url.port or _PORTS[url.scheme]}"


def _check_machine(machine: str, asked: str, allowed: frozenset[str]) -> None:
    """Refuse a private machine behind a host that is not declared with its port; a name passes, until connected."""
    if asked not in allowed and not is_public(machine):
        remedy = f"if that is meant, declare `{asked}` with its port in `hosts` of the source's source.yml."
        raise FetchError(f"{asked} leads to {machine}, an address inside a private network.", remedy)


def is_public(machine: str) -> bool:
    """Whether an IP address is reachable from everywhere; true for a name, of which this is not known."""
    try:
        address = ipaddress.ip_address(machine.partition("%")[0])
    except ValueError:
        return True
    if isinstance(address, ipaddress.IPv4Address):
        return _is_global(address)
    if inside := _inside(address):
        return all(map(_is_global, inside))
    # The only part of all IPv6 addresses that is given out for the whole network.
    return address in _UNICAST and _is_global(address)


def _is_global(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return address.is_global and not address.is_multicast


def _inside(address: ipaddress.IPv6Address) -> tuple[ipaddress.IPv4Address, ...]:
    """The IPv4 addresses that an IPv6 address is made of, to which a translator or a tunnel hands on."""
    if address.teredo:
        return address.teredo
    if address.sixtofour:
        return (address.sixtofour,)
    if any(address in network for network in _HOLDS_IPV4):
        return (ipaddress.IPv4Address(int(address) & 0xFFFFFFFF),)
    return ()


@contextlib.contextmanager
def watched_connection(
    url: httpx.URL, allowed: frozenset[str], deadline: float
) -> Iterator[Callable[[str, Mapping[str, Any]], None]]:
    """See that the connection of one request leads to a machine that may be asked, and ends at its deadline.

    Timeouts between two pieces do not end a server that sends one byte a second, least of all in its headers, where
    the client sees nothing yet. So a timer shuts the socket down. What is given is httpx's extension ``trace``.

    Raises:
        FetchError: when it leads into a private network, or the answer was not complete at the deadline.
    """
    expired = threading.Event()
    sockets: list[socket.socket] = []
    host_connected = ""

    def end() -> None:
        expired.set()
        for opened in sockets:
            # The other side may have gone already.
            with contextlib.suppress(OSError):
                opened.shutdown(socket.SHUT_RDWR)

    def look_at(event: str, info: Mapping[str, Any]) -> None:
        nonlocal host_connected
        if event.endswith("connect_tcp.started"):
            host_connected = info["host"]
        elif event.endswith("connect_tcp.complete"):
            # The connection stands, and nothing has been sent.
            stream = info["return_value"]
            connected: socket.socket = stream.get_extra_info("socket")
            try:
                # Through a proxy the peer is the proxy, which the operator has chosen; it resolves the name itself.
                if host_connected == url.raw_host.decode("ascii"):
                    _check_machine(str(connected.getpeername()[0]), host_and_port(url), allowed)
                # A duplicate, since TLS takes the original over; a shutdown reaches the connection by either.
                sockets.append(connected.dup())
            except (FetchError, OSError):
                stream.close()
                raise
            if expired.is_set():
                end()

    timer = threading.Timer(max(0.0, deadline - time.monotonic()), end)
    timer.daemon = True
    timer.start()
    try:
        yield look_at
    except Exception:
        if not expired.is_set():
            raise
    finally:
        timer.cancel()
        timer.join()
        for opened in sockets:
            opened.close()
    if expired.is_set():
        # Whatever came last: our own shutdown may even look like a complete answer.
        remedy = "try again later; if the site is that slow, raise `total_seconds` in the source's source.yml."
        raise FetchError("its answer was not complete when the time was over.", remedy, passing=True)
