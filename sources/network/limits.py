"""How long, how much, how often: the bounds of every request."""

from __future__ import annotations

from random import uniform

from pydantic import BaseModel, ConfigDict, Field

_MIB = 1024 * 1024


class Limits(BaseModel):
    """The bounds of a client's requests, as they are and as a source.yml may change them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    connect_seconds: float = Field(default=10, gt=0, le=60)  # of one connection; the system bounds name look-up
    read_seconds: float = Field(default=30, gt=0, le=300)  # of silence between two pieces of an answer
    total_seconds: float = Field(default=300, gt=0, le=3600)  # of one request with all retries, waits and redirects
    session_seconds: float = Field(default=1800, gt=0, le=6 * 3600)  # of one client, so that endless pages end too
    max_bytes: int = Field(default=200 * _MIB, gt=0, le=200 * _MIB)  # of one answer, as of any file that is taken in
    attempts: int = Field(default=5, ge=1, le=10)  # the first included
    backoff_seconds: float = Field(default=1, ge=0, le=60)  # the first wait; each further one is twice as long
    max_backoff_seconds: float = Field(default=30, ge=0, le=300)  # a server's own Retry-After may be longer
    jitter_seconds: float = Field(default=1, ge=0, le=60)  # at most, added at random to each wait
    min_interval_seconds: float = Field(default=1, ge=0, le=60)  # between two requests to one host
    max_redirects: int = Field(default=5, ge=0, le=20)

    def pause(self, attempt: int, asked_seconds: float) -> float:
        """Seconds between an attempt (1 is the first) and the next, at least those that the server asks for."""
        grown = min(self.max_backoff_seconds, self.backoff_seconds * 2.0 ** (attempt - 1))
        return max(grown, asked_seconds) + uniform(0, self.jitter_seconds)
