"""How long, how much, how often: the bounds of every request."""

from __future__ import annotations

from random import uniform

from pydantic import BaseModel, ConfigDict, Field

_MIB = 1024 * 1024


class Limits(BaseModel):
    """The bounds of a client's requests, as they are and as a source.yml may change them.

    Args:
        connect_seconds: for one connection, name look-up excepted (the operating system bounds that).
        read_seconds: of silence between two pieces of an answer.
        total_seconds: for one request with all its retries, waits and redirects, however slowly it comes.
        session_seconds: for all requests of one client, so that an endless list of pages ends too.
        max_bytes: of one answer. As much as a file that is taken in may have.
        attempts: at most, the first included.
        backoff_seconds: the first wait between two attempts; each further one is twice as long.
        max_backoff_seconds: the longest of those waits. A server's own Retry-After may be longer.
        jitter_seconds: at most added at random to each wait.
        min_interval_seconds: between two requests to one host.
        max_redirects: of one request.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    connect_seconds: float = Field(default=10, gt=0, le=60)
    read_seconds: float = Field(default=30, gt=0, le=300)
    total_seconds: float = Field(default=300, gt=0, le=3600)
    session_seconds: float = Field(default=1800, gt=0, le=6 * 3600)
    max_bytes: int = Field(default=200 * _MIB, gt=0, le=200 * _MIB)
    attempts: int = Field(default=5, ge=1, le=10)
    backoff_seconds: float = Field(default=1, ge=0, le=60)
    max_backoff_seconds: float = Field(default=30, ge=0, le=300)
    jitter_seconds: float = Field(default=1, ge=0, le=60)
    min_interval_seconds: float = Field(default=1, ge=0, le=60)
    max_redirects: int = Field(default=5, ge=0, le=20)

    def within(self, seconds: float) -> Limits:
        """The same bounds, with all work done in so many seconds."""
        total, session = min(seconds, self.total_seconds), min(seconds, self.session_seconds)
        return self.model_copy(update={"total_seconds": total, "session_seconds": session})

    def pause(self, attempt: int, asked_seconds: float) -> float:
        """Seconds between an attempt (1 is the first) and the next, at least those that the server asks for."""
        grown = min(self.max_backoff_seconds, self.backoff_seconds * 2.0 ** (attempt - 1))
        return max(grown, asked_seconds) + uniform(0, self.jitter_seconds)
