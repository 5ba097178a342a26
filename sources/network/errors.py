"""What is said when something cannot be fetched: the host, what was tried, what happened, and what to do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(eq=False)
class FetchError(RuntimeError):
    """Something could not be fetched. Says nothing that is secret, once the client has masked it."""

    problem: str  # what happened, with the offending value
    remedy: str  # what a person should do
    host: str = ""  # whom was asked, or was to be asked; the client states it
    tried: str = ""  # how often and how long, e.g. "Tried 3 times in 4.2 s."; empty when nothing was sent
    status: int | None = None  # the HTTP status, when one was the reason
    passing: bool = False  # whether the same request may succeed later: the site is down or busy
    wait_seconds: float = 0.0  # how long the server asks to be left alone

    def __str__(self) -> str:
        return " ".join(part for part in (f"{self.host}: {self.problem}", self.tried, f"Remedy: {self.remedy}") if part)


def legible(text: str, length: int = 80) -> str:
    """Text of a foreign server on one line, without control characters, and not too long."""
    shown = "".join(c if c.isprintable() else "?" for c in " ".join(text.split()))
    return shown if len(shown) <= length else shown[:length] + "..."
