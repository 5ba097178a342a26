"""What is said when something cannot be fetched: the host, what was tried, what happened, and what to do.

Belongs here: the one exception that leaves this room, and the one inside it. Does not belong here: documents
that came and cannot be read (sources/declaration/errors.py).
"""

from __future__ import annotations


class FetchError(RuntimeError):
    """Something could not be fetched. Says nothing that is secret.

    Args:
        host: whom was asked; where no request was made, what was to be asked.
        problem: what happened, with the offending value.
        remedy: what a person should do.
        tried: how often and how long, e.g. "Tried 3 times in 4.2 s."; empty when nothing was sent.
        status: the HTTP status, when one was the reason.
        passing: whether the same request may succeed later: the site is down or busy.
    """

    def __init__(
        self, host: str, problem: str, remedy: str, *, tried: str = "", status: int | None = None, passing: bool = False
    ) -> None:
        self.host, self.problem, self.remedy, self.tried = host, problem, remedy, tried
        self.status, self.passing = status, passing
        super().__init__(" ".join(part for part in (f"{host}: {problem}", tried, f"Remedy: {remedy}") if part))


class Trouble(Exception):
    """One attempt failed; the client decides whether another follows.

    Args:
        problem: as in FetchError.
        remedy: as in FetchError.
        status: as in FetchError.
        passing: whether another attempt makes sense.
        wait_seconds: how long the server asks to be left alone.
    """

    def __init__(
        self,
        problem: str,
        remedy: str,
        *,
        status: int | None = None,
        passing: bool = False,
        wait_seconds: float | None = None,
    ) -> None:
        self.problem, self.remedy, self.status = problem, remedy, status
        self.passing, self.wait_seconds = passing, wait_seconds
        super().__init__(problem)


def legible(text: str, length: int = 80) -> str:
    """What a stranger's server said, on one line, without control characters, and not too long."""
    line = " ".join(text.split())
    shown = "".join(c if c.isprintable() else "?" for c in line)
    return shown if len(shown) <= length else shown[:length] + "..."
