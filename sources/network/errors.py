"""What is said when something cannot be fetched: the host, what was tried, what happened, and what to do."""

from __future__ import annotations

from dataclasses import dataclass


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


@dataclass(eq=False)
class HttpFailure(Exception):
    """One attempt failed; stays in this room, where the client decides whether another attempt follows.

    Args:
        problem: as in FetchError; may still hold a secret.
        remedy: as in FetchError.
        status: as in FetchError.
        passing: whether another attempt makes sense.
        wait_seconds: how long the server asks to be left alone.
    """

    problem: str
    remedy: str
    status: int | None = None
    passing: bool = False
    wait_seconds: float = 0.0


def legible(text: str, length: int = 80) -> str:
    """Text of a foreign server on one line, without control characters, and not too long."""
    line = " ".join(text.split())
    shown = "".join(c if c.isprintable() else "?" for c in line)
    return shown if len(shown) <= length else shown[:length] + "..."
