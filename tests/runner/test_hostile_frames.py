"""A worker that somebody else has got hold of says whatever it likes: the web process takes it for lost, and lives."""

import asyncio
import socket
import threading

import pytest

from app.errors import LimitError
from app.runner.frames import HEAD, LENGTH, MOST_BYTES, Answer, frame, pack
from app.runner.pool import MOST_LINES, Pool
from app.runner.start import Starter, Worker
from app.settings import Settings
from tests.scenes import play

RIGHT = frame(pack(Answer(200, b"{}")))
LINE = b'{"kind":"progress","line":1}'


def said(status, body=b"{}"):
    return frame(HEAD.pack(status, 0) + body)


class Raving(Starter):
    """The first ``hostile`` workers answer whatever they are asked with ``said``, over and over; then all answer right."""

    def __init__(self, said, hostile):
        self.said = said
        self.hostile = hostile

    async def start(self):
        ours, theirs = socket.socketpair()
        self.hostile -= 1
        threading.Thread(target=self.speak, args=(theirs, self.hostile >= 0), daemon=True).start()
        reader, writer = await asyncio.open_connection(sock=ours)
        return Worker(reader, writer, lambda: None)

    def speak(self, stream, hostile):
        with stream:
            try:
                while stream.recv(2**16):
                    stream.sendall(self.said if hostile else RIGHT)
                    while hostile:
                        stream.sendall(self.said)
            except OSError:  # nobody listens any more
                pass

    async def close(self):
        pass


RAVING = {
    "a frame of nothing": frame(b""),
    "half a head": frame(b"x"),
    "a frame of four gigabytes": b"\xff" * LENGTH.size,
    "a frame that is too long by one": LENGTH.pack(MOST_BYTES + 1),
    "a status that nobody knows": said(700),
    "a status without a body": said(304),
    "a status that is no answer": said(100),
    "another kind of progress": said(102, b'{"kind":"trace","key":"x"}'),
    "progress that is no JSON": said(102, b"</script>"),
    "progress without end": said(102, LINE),
}


def asked(said, hostile):
    """What becomes of a request, the lines that were told, and what the pool counted."""

    async def scene():
        told = []
        pool = Pool(Raving(said, hostile), Settings(run_seconds=30, spare_workers=0))
        pool.open()
        try:
            answer = await pool.run("trace", {"source": "1"}, "en", told.append)
        except LimitError as error:
            answer = error.code
        try:
            return answer, told, pool.counts
        finally:
            await pool.close()

    return play(scene())


@pytest.mark.parametrize("said", RAVING.values(), ids=RAVING)
def test_a_worker_that_raves_is_one_that_has_ended(said):
    answer, told, counts = asked(said, hostile=1)
    assert answer[:3] == (200, b"{}", False)
    assert len(told) <= MOST_LINES * 32
    assert {*told} <= {LINE}
    assert (counts.crashed, counts.killed) == (1, 0)


def test_a_run_that_two_workers_rave_at_is_told_that_it_ended():
    answer, _, counts = asked(said(700), hostile=2)
    assert answer == "limit-process"
    assert counts.crashed == 2
