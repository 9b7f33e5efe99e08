"""What travels between the web process and a worker: a length, then so many bytes. An answer begins with its status."""

from __future__ import annotations

import asyncio
import struct
from typing import BinaryIO, NamedTuple

LENGTH = struct.Struct("<I")  # bytes that follow
HEAD = struct.Struct("<H?")  # HTTP status of an answer, and whether it is the worker's last one

OK = 200  # the status of an answer that holds what was asked for
PROGRESS = 102  # of one that only tells how far the run has come; more will follow
UNREADABLE, BROKEN = 422, 500  # of one that refuses the request, and of one that tells of a mistake of ours
STATUSES = frozenset((OK, PROGRESS, UNREADABLE, BROKEN))
TOLD = (b'{"kind":"progress",', b'{"kind":"partial",')  # how lines of progress begin
READY = b"ready"  # said once, when everything is imported
GRACE_SECONDS = 1.5  # after its time a run may still be told of; C code cannot be interrupted and is killed then
MOST_BYTES = 2**26  # of one frame; the longest trace takes a sixth
NO_WORKERS = "a frame that no worker writes"
ORDER = b"w"  # sent to the template with the worker's end of a socket pair; answered by the same with a pidfd


class Answer(NamedTuple):
    """What a worker says: an HTTP status and the JSON of the body, which the web process passes on untouched.

    ``last``: the run met a limit, perhaps nobody knows where; the worker should not be used again.
    ``seconds``: how long a worker was busy with it, put in by whoever waited for it.
    """

    status: int
    body: bytes
    last: bool = False
    seconds: float = 0.0


def frame(payload: bytes) -> bytes:
    """``payload`` with its length in front."""
    return LENGTH.pack(len(payload)) + payload


def pack(answer: Answer) -> bytes:
    """An answer as the payload of a frame."""
    return HEAD.pack(answer.status, answer.last) + answer.body


def unpack(payload: bytes) -> Answer:
    """The reverse of ``pack``; ``ConnectionError`` where the other side raves."""
    if len(payload) < HEAD.size:
        raise ConnectionError(NO_WORKERS)
    status, last = HEAD.unpack_from(payload)
    if status not in STATUSES or (status == PROGRESS and not payload.startswith(TOLD, HEAD.size)):
        raise ConnectionError(NO_WORKERS)
    return Answer(status, payload[HEAD.size :], last)


def read_frame(stream: BinaryIO) -> bytes | None:
    """The next payload of a blocking stream; ``None`` where the other side has gone."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    payload = stream.read(length)
    return payload if len(payload) == length else None


async def read_frame_async(stream: asyncio.StreamReader) -> bytes:
    """The next payload; ``asyncio.IncompleteReadError`` where the other side has gone, ``ConnectionError`` where it raves."""
    (length,) = LENGTH.unpack(await stream.readexactly(LENGTH.size))
    if length > MOST_BYTES:
        raise ConnectionError(NO_WORKERS)
    return await stream.readexactly(length)
