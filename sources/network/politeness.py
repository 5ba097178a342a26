"""One request at a time and host, with a pause between: a portal is a guest-house, not a warehouse.

Belongs here: whose turn it is. Does not belong here: waits between attempts (client.py).
"""

from __future__ import annotations

import threading
import time

from sources.network.errors import Trouble


class Turns:
    """When a host may be asked next. Shared by all clients of a process, since the host is one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last: dict[str, float] = {}

    def wait(self, host: str, interval: float, deadline: float) -> None:
        """Sleep until it is this request's turn.

        Args:
            host: host and port.
            interval: seconds between two requests to it.
            deadline: in seconds of time.monotonic; the turn must come before.

        Raises:
            Trouble: when the turn comes too late.
        """
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._last.get(host, now - interval) + interval)
            if turn > deadline:
                raise Trouble(
                    "its turn comes too late: others are asking the same host.", "run it again later.", passing=True
                )
            self._last[host] = turn
        time.sleep(turn - now)


#: The turns of this process.
TURNS = Turns()
