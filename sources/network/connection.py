"""A connection under guard: it leads to a machine that may be asked, and it ends when its time is over.

Timeouts between two pieces do not end a server that drips one byte a second, least of all in its headers, where
the client sees nothing yet. So a timer shuts the socket down.

Belongs here: what must hold of the socket. Does not belong here: HTTP.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any

from sources.network.addresses import check_machine, place
from sources.network.errors import Trouble

if TYPE_CHECKING:
    import httpx


class Guard:
    """Watches the connection of one request; ``trace`` is handed to httpx as the extension of that name.

    Args:
        url: what is asked.
        allowed: declared hosts.
        deadline: when the connection ends at the latest, in seconds of time.monotonic.
    """

    def __init__(self, url: httpx.URL, allowed: frozenset[str], deadline: float) -> None:
        self._url, self._allowed = url, allowed
        self._timer = threading.Timer(max(0.0, deadline - time.monotonic()), self._end)
        self._timer.daemon = True
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._direct = False
        #: Whether the time was over before the answer was.
        self.expired = False

    def __enter__(self) -> Guard:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._timer.cancel()
        with self._lock:
            if self._socket is not None:
                self._socket.close()
                self._socket = None

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Look at a connection as soon as it stands, before anything is sent.

        Raises:
            Trouble: when it leads into a private network that is not declared.
        """
        if event.endswith("connect_tcp.started"):
            # Through a proxy the peer is the proxy, which the operator has chosen; it resolves the name itself.
            self._direct = info.get("host") == self._url.raw_host.decode("ascii")
        elif event.endswith("connect_tcp.complete"):
            stream = info["return_value"]
            plain: socket.socket = stream.get_extra_info("socket")
            try:
                if self._direct:
                    check_machine(str(plain.getpeername()[0]), place(self._url), self._allowed)
                with self._lock:
                    # A duplicate, since TLS takes the original over; a shutdown reaches the connection by either.
                    self._socket = plain.dup()
            except Trouble:
                stream.close()
                raise
            except OSError as error:
                stream.close()
                raise Trouble(
                    f"it broke the connection off ({error.strerror}).", "try again later.", passing=True
                ) from None
            if self.expired:
                self._end()

    def _end(self) -> None:
        self.expired = True
        with self._lock:
            if self._socket is not None:
                # The other side may have gone already.
                with contextlib.suppress(OSError):
                    self._socket.shutdown(socket.SHUT_RDWR)
