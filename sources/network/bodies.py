"""An answer's body: read piece by piece, unpacked in small portions, and stopped when it swells.

Belongs here: the size caps on the wire and decoded. Does not belong here: what the body says.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable, Iterator

from sources.network.errors import Trouble
from sources.network.limits import Limits

_PORTION = 64 * 1024
#: Below this size any expansion is harmless, and short repetitive tables shrink very well.
_HARMLESS = 1024 * 1024


def read_body(pieces: Iterable[bytes], encoding: str, limits: Limits) -> bytes:
    """The whole body, decoded.

    Args:
        pieces: as they come from the wire, still encoded.
        encoding: the Content-Encoding; gzip is the only one that is asked for.
        limits: the bounds.

    Raises:
        Trouble: when it is larger than allowed, unpacks to too much, is cut off, or is encoded otherwise.
    """
    body = io.BytesIO()
    for portion in decoded(pieces, encoding, limits):
        body.write(portion)
    return body.getvalue()


def decoded(pieces: Iterable[bytes], encoding: str, limits: Limits) -> Iterator[bytes]:
    """The body in portions of bounded size.

    Raises:
        Trouble: as read_body.
    """
    coding = encoding.strip().lower()
    if coding in {"", "identity"}:
        unpack: _Plain | _Gzip = _Plain()
    elif coding in {"gzip", "x-gzip"}:
        unpack = _Gzip()
    else:
        raise Trouble(
            f"it answers in the encoding {coding[:40]!r}, which was not asked for.", "tell the operators of the site."
        )
    wire = size = 0
    for piece in pieces:
        wire += len(piece)
        for portion in unpack.feed(piece):
            size += len(portion)
            _check(wire, size, limits)
            yield portion
        _check(wire, size, limits)
    unpack.finish()


def _check(wire: int, size: int, limits: Limits) -> None:
    if max(wire, size) > limits.max_bytes:
        raise too_large(limits)
    if size > _HARMLESS and size > wire * limits.max_expansion:
        raise Trouble(
            f"its answer unpacks to more than {limits.max_expansion} times its size: a decompression bomb.",
            "do not fetch it; tell the operators of the site.",
        )


def too_large(limits: Limits) -> Trouble:
    """What is said of an answer beyond the size cap."""
    return Trouble(
        f"its answer has more than {limits.max_bytes:,} bytes, the most that is taken in.",
        "check the address; if the document is that large, raise `max_bytes` in the source's source.yml.",
    )


class _Plain:
    def feed(self, data: bytes) -> Iterator[bytes]:
        yield data

    def finish(self) -> None:
        """Nothing is left."""


class _Gzip:
    """zlib gives out at most one portion at a time, whatever it holds back."""

    _GZIP = 31

    def __init__(self) -> None:
        self._unpacker = zlib.decompressobj(self._GZIP)
        self._fed = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        self._fed = self._fed or bool(data)
        try:
            while True:
                if self._unpacker.eof and data:
                    self._unpacker = zlib.decompressobj(self._GZIP)  # gzip files may stand one after the other
                portion = self._unpacker.decompress(data, _PORTION)
                data = self._unpacker.unconsumed_tail or self._unpacker.unused_data
                if portion:
                    yield portion
                if not data and len(portion) < _PORTION:
                    return
        except zlib.error:
            raise Trouble("its answer is damaged: it cannot be unpacked.", "try again later.", passing=True) from None

    def finish(self) -> None:
        if self._fed and not self._unpacker.eof:
            raise Trouble("its answer breaks off: the packed body is incomplete.", "try again later.", passing=True)
