"""Content codings: which one a reader wants, and bodies in it, whole or piece by piece (RFC 9110 § 8.4, 12.5.3)."""

from __future__ import annotations

import gzip
import zlib
from functools import lru_cache
from typing import Literal, Protocol, TypeAlias, get_args

import zstandard

Coding: TypeAlias = Literal["zstd", "gzip"]

CODINGS: tuple[Coding, ...] = get_args(Coding)  # the one that we like best first
ALIASES = {"x-gzip": "gzip"}
SMALLEST = 1024  # bytes; below it a packet is a packet
LONGEST_WISH = 512  # characters; nobody has that many codings to name
ZSTD_LEVEL = 3  # a trace shrinks to a ninth in half a millisecond
GZIP_LEVEL = 4  # to an eighth in a millisecond; level 9 takes five times as long for 5 %
GZIP_WINDOW = 31  # zlib's word for: the largest window, with the head and the tail of a gzip file
COMPRESSIBLE = ("text/", "application/json", "application/problem+json", "application/jsonl", "image/svg+xml")


def is_compressible(content_type: str) -> bool:
    """Whether such bodies become smaller; pictures and fonts are compressed already."""
    return content_type.startswith(COMPRESSIBLE)


@lru_cache(maxsize=256)
def wanted(accept: str) -> Coding | None:
    """The coding of ours with the highest weight in an Accept-Encoding header; ``None``: as it is."""
    if not accept or len(accept) > LONGEST_WISH:
        return None
    weights = {}
    for wish in accept.lower().split(","):
        name, *parameters = (part.strip() for part in wish.split(";"))
        weights[ALIASES.get(name, name)] = min((_weight(one) for one in parameters), default=1.0)
    others = weights.get("*", 0.0)
    best = max(CODINGS, key=lambda coding: weights.get(coding, others))  # the first of equals
    weight = weights.get(best, others)
    return best if weight > 0 and weight >= weights.get("identity", 0.0) else None


def _weight(parameter: str) -> float:
    name, _, value = parameter.partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value) if 0 <= float(value) <= 1 else 0.0
    except ValueError:
        return 0.0


def coded(body: bytes, coding: Coding) -> bytes:
    """``body`` as a whole."""
    if coding == "zstd":
        return zstandard.ZstdCompressor(level=ZSTD_LEVEL).compress(body)
    return gzip.compress(body, GZIP_LEVEL, mtime=0)


def tag_of(etag: str, coding: Coding) -> str:
    """The strong validator of a body in ``coding``: it holds other bytes than the plain one (RFC 9110 § 8.8.3.3)."""
    return f'{etag.removesuffix(chr(34))}-{coding}"'


class Pieces(Protocol):
    """A body that is not whole yet: what comes out of each piece can be read without the next."""

    def add(self, piece: bytes, *, last: bool) -> bytes:
        """``piece``, coded."""


class ZstdPieces:
    """A zstd frame, a block after each piece."""

    def __init__(self) -> None:
        self._coder = zstandard.ZstdCompressor(level=ZSTD_LEVEL).compressobj()

    def add(self, piece: bytes, *, last: bool) -> bytes:
        """``piece``, coded."""
        end = zstandard.COMPRESSOBJ_FLUSH_FINISH if last else zstandard.COMPRESSOBJ_FLUSH_BLOCK
        return self._coder.compress(piece) + self._coder.flush(end)


class GzipPieces:
    """A gzip file, flushed after each piece."""

    def __init__(self) -> None:
        self._coder = zlib.compressobj(GZIP_LEVEL, wbits=GZIP_WINDOW)

    def add(self, piece: bytes, *, last: bool) -> bytes:
        """``piece``, coded."""
        return self._coder.compress(piece) + self._coder.flush(zlib.Z_FINISH if last else zlib.Z_SYNC_FLUSH)


def pieces(coding: Coding) -> Pieces:
    """A new body in ``coding``."""
    return ZstdPieces() if coding == "zstd" else GzipPieces()
