"""Which addresses may be asked: declared hosts only, and nothing inside a private network unless it is named."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import threading
import time
from collections.abc import Mapping
from typing import Any

import httpx

from sources.network.errors import HttpFailure

_PORTS = {"http": 80, "https": 443}


def read_url(text: str, base: httpx.URL | None = None) -> httpx.URL:
    """The parsed address, without its fragment.

    Args:
        text: the address; relative to the base, if there is one.
        base: the page that names it.

    Raises:
        HttpFailure: when it is none, or carries a user name or password.
    """
    remedy = "correct it in source.yml or in the setting."
    try:
        url = base.join(text) if base else httpx.URL(text)
    except (httpx.InvalidURL, ValueError, TypeError, ArithmeticError):
        raise HttpFailure("the address cannot be read.", remedy) from None
    if url.scheme not in _PORTS or not url.host:
        raise HttpFailure(f"the address begins with {url.scheme or 'nothing'}:, not with https:// or http://.", remedy)
    if url.userinfo:
        raise HttpFailure(
            "the address carries a user name or password.",
            "take it out of the address; a key is given by its own setting.",
        )
    return url.copy_with(fragment=None)


def host_and_port(url: httpx.URL) -> str:
    """Host and port as they are declared: ``data.example:443``, ``[::1]:8080``."""
    host = f"[{url.host}]" if ":" in url.host else url.host
    return f"{host}:{url.port or _PORTS[url.scheme]}"


def check_declared(url: httpx.URL, allowed: frozenset[str]) -> None:
    """Refuse an address whose host is not declared, or that is a private address not declared with its port.

    Args:
        url: what is to be asked.
        allowed: declared hosts: ``host`` for the usual port of its scheme, ``host:port`` for that one.

    Raises:
        HttpFailure: naming the host and the declared ones.
    """
    asked = host_and_port(url)
    has_usual_port = url.port in {None, _PORTS[url.scheme]}
    if asked not in allowed and not (has_usual_port and asked.rpartition(":")[0] in allowed):
        declared = ", ".join(sorted(allowed)) or "none is declared"
        raise HttpFailure(
            f"{asked} is not a declared host of the source ({declared}).",
            "if the address is right, add its host to `hosts` in the source's source.yml.",
        )
    _check_machine(url.host, asked, allowed)


def _check_machine(machine: str, asked: str, allowed: frozenset[str]) -> None:
    """Refuse a private machine behind a host that is not declared with its port; a name passes, until connected."""
    if asked not in allowed and not is_public(machine):
        raise HttpFailure(
            f"{asked} leads to {machine}, an address inside a private network.",
            f"if that is meant, declare `{asked}` with its port in `hosts` of the source's source.yml.",
        )


def is_public(machine: str) -> bool:
    """Whether an IP address is reachable from everywhere; true for a name, of which this is not known."""
    try:
        address = ipaddress.ip_address(machine.partition("%")[0])
    except ValueError:
        return True
    if isinstance(address, ipaddress.IPv6Address):
        # An IPv4 address written as an IPv6 address is what it wraps.
        address = address.ipv4_mapped or address.sixtofour or address
    return address.is_global and not address.is_multicast


def redirect_target(url: httpx.URL, location: str, allowed: frozenset[str]) -> httpx.URL:
    """The address that a redirect leads to.

    Args:
        url: what was asked.
        location: the header as received.
        allowed: declared hosts.

    Raises:
        HttpFailure: when it leads nowhere, away from the declared hosts, into a private network, or out of TLS.
    """
    try:
        target = read_url(location, base=url)
        check_declared(target, allowed)
    except HttpFailure as failure:
        raise HttpFailure(f"it redirects, and {failure.problem}", failure.remedy) from None
    if url.scheme == "https" and target.scheme == "http":
        raise HttpFailure(
            f"it redirects from https to plain http ({host_and_port(target)}).",
            "declare an address that stays with https.",
        )
    return target


class ConnectionGuard:
    """Watches the connection of one request: it leads to a machine that may be asked, and ends at its deadline.

    Timeouts between two pieces do not end a server that sends one byte a second, least of all in its headers, where
    the client sees nothing yet. So a timer shuts the socket down. ``trace`` is handed to httpx as the extension of
    that name.

    Args:
        url: what is asked.
        allowed: declared hosts.
        deadline: when the connection ends at the latest, in seconds of time.monotonic.
    """

    def __init__(self, url: httpx.URL, allowed: frozenset[str], deadline: float) -> None:
        self._url, self._allowed = url, allowed
        self._timer = threading.Timer(max(0.0, deadline - time.monotonic()), self._end)
        self._timer.daemon = True
        self._socket: socket.socket | None = None
        self._is_direct = False
        #: Whether the deadline came before the answer was complete.
        self.expired = False

    def __enter__(self) -> ConnectionGuard:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        self._timer.join()
        if self._socket is not None:
            self._socket.close()

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Look at a connection as soon as it stands, before anything is sent.

        Raises:
            HttpFailure: when it leads into a private network that is not declared.
            OSError: when it is broken off already.
        """
        if event.endswith("connect_tcp.started"):
            # Through a proxy the peer is the proxy, which the operator has chosen; it resolves the name itself.
            self._is_direct = info.get("host") == self._url.raw_host.decode("ascii")
        elif event.endswith("connect_tcp.complete"):
            stream = info["return_value"]
            connected: socket.socket = stream.get_extra_info("socket")
            try:
                if self._is_direct:
                    _check_machine(str(connected.getpeername()[0]), host_and_port(self._url), self._allowed)
                # A duplicate, since TLS takes the original over; a shutdown reaches the connection by either.
                self._socket = connected.dup()
            except (HttpFailure, OSError):
                stream.close()
                raise
            if self.expired:
                self._end()

    def _end(self) -> None:
        self.expired = True
        if self._socket is not None:
            # The other side may have gone already.
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
