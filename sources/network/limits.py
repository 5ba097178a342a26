"""How long, how much, how often: the bounds of every request.

Belongs here: the numbers and why they are so. Does not belong here: enforcing them (client.py and its neighbours).
"""

from __future__ import annotations

from dataclasses import dataclass, fields

_MIB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """The bounds of a client's requests.

    Args:
        connect_seconds: for one connection, name look-up excepted (the operating system bounds that).
        read_seconds: of silence between two pieces of an answer.
        total_seconds: for one request with all its retries, waits and redirects, however it drips.
        session_seconds: for all requests of one client, so that an endless list of pages ends too.
        max_bytes: of one answer, on the wire and decoded. As much as a file that is taken in may have.
        max_expansion: decoded bytes per byte on the wire; a table as JSON shrinks to a thirtieth at best, zeros
            to a thousandth.
        attempts: at most, the first included.
        backoff_seconds: the first wait between two attempts; each further one is twice as long.
        max_backoff_seconds: the longest of those waits. A server's own Retry-After may be longer.
        jitter_seconds: at most added at random to each wait.
        min_interval_seconds: between two requests to one host.
        max_redirects: of one request.
    """

    connect_seconds: float = 10.0
    read_seconds: float = 30.0
    total_seconds: float = 300.0
    session_seconds: float = 1800.0
    max_bytes: int = 200 * _MIB
    max_expansion: int = 200
    attempts: int = 5
    backoff_seconds: float = 1.0
    max_backoff_seconds: float = 30.0
    jitter_seconds: float = 1.0
    min_interval_seconds: float = 1.0
    max_redirects: int = 5

    def __post_init__(self) -> None:
        """Refuse a bound that bounds nothing.

        Raises:
            ValueError: for a negative number, or a zero where at least something must be allowed.
        """
        may_be_zero = {"backoff_seconds", "max_backoff_seconds", "jitter_seconds", "min_interval_seconds"}
        for field in fields(self):
            value = getattr(self, field.name)
            if value < 0 or (value == 0 and field.name not in may_be_zero | {"max_redirects"}):
                raise ValueError(f"{field.name} is {value}; it must be above 0.")

    def longest_wait(self, attempt: int) -> float:
        """The longest wait, in seconds, between an attempt (1 is the first) and the next."""
        # The exponent is bounded since a float overflows beyond 2**1023.
        grown = self.backoff_seconds * 2.0 ** min(attempt - 1, 60)
        return min(self.max_backoff_seconds, grown + self.jitter_seconds)
