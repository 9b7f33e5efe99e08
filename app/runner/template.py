"""The template process (Linux): imports torch once, runs every path once, then forks workers that share its memory.

Importing torch takes seconds, forking takes milliseconds. It runs no user's program itself.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys

from app.runner.worker import serve  # first of all: it settles how many threads torch may use

# isort: split
from app.logs import write_to_standard_error
from app.runner.evaluate import warm_up
from app.runner.frames import ORDER, READY
from app.runner.jail import close_others


def main() -> None:
    """Fork a worker for every order that arrives on the control socket, until it closes."""
    control = socket.socket(fileno=int(sys.argv[1]))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system buries workers that end
    write_to_standard_error()
    warm_up()
    gc.collect()
    gc.freeze()  # what exists now is never collected again, so its pages stay shared
    control.sendall(READY)
    while True:
        order, descriptors, _, _ = socket.recv_fds(control, len(ORDER), 1)
        if not order:
            return
        _fork(control, descriptors[0])


def _fork(control: socket.socket, descriptor: int) -> None:
    pid = os.fork()
    if pid == 0:
        _work(descriptor)
    os.close(descriptor)
    pidfd = os.pidfd_open(pid)
    socket.send_fds(control, [ORDER], [pidfd])
    os.close(pidfd)


def _work(descriptor: int) -> None:
    """The worker's whole life; never returns into the template."""
    status = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        close_others(descriptor)
        with os.fdopen(descriptor, "rb") as requests, os.fdopen(descriptor, "wb", closefd=False) as answers:
            serve(requests, answers)  # as files: in the jail there are no calls for sockets
        status = 0
    finally:
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    main()
