"""The seccomp filter: a program of classic BPF that sees every system call first (seccomp(2), seccomp_filter.rst).

It sees numbers, never what a pointer points to, so what it allows is decided by numbers alone. A call that is not allowed
fails with EPERM, so that libraries do without it. One in the manner of another architecture (``int 0x80``) ends the
process; the numbers of x32 lie beyond 2³⁰ and equal none that is allowed.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
import sys
from typing import NamedTuple

from app.runner.jail.kernel import call
from app.runner.jail.syscalls import ARCHITECTURES, Architecture

SET_SECCOMP, MODE_FILTER = 22, 2  # prctl(2)

# linux/bpf_common.h: load a word of what is seen, jump if it equals or has bits, return
LOAD, EQUALS, HAS, RETURN = 0x20, 0x15, 0x45, 0x06
# struct seccomp_data: where the call's number, its architecture and the low half of its arguments stand
NUMBER, ARCHITECTURE, ARGUMENTS, ARGUMENT_BYTES = 0, 4, 16, 8
ALLOW, KILL, REFUSE = 0x7FFF0000, 0x80000000, 0x00050000 | errno.EPERM

MAP_ANONYMOUS = 0x20


class Check(NamedTuple):
    """A call is allowed only where the low half of an argument equals or has ``value``; the kernel reads no more of it."""

    argument: int
    test: int
    value: int


def checks(pid: int) -> dict[str, Check]:
    """What is asked of arguments, for the process ``pid``."""
    return {
        "mmap": Check(3, HAS, MAP_ANONYMOUS),  # memory, never a file
        "prlimit64": Check(0, EQUALS, 0),  # its own limits
        "tgkill": Check(0, EQUALS, pid),  # raise(3), abort(3)
    }


def program(architecture: Architecture, pid: int) -> list[bytes]:
    """The instructions of the filter for a process ``pid``: each a ``struct sock_filter``."""
    made = [
        _instruction(LOAD, ARCHITECTURE),
        _instruction(EQUALS, architecture.audit, 1, 0),
        _instruction(RETURN, KILL),
        _instruction(LOAD, NUMBER),
    ]
    asked = checks(pid)
    for name, number in architecture.numbers.items():
        verdict = [_instruction(RETURN, ALLOW)]
        if name in asked:
            argument, test, value = asked[name]
            verdict = [
                _instruction(LOAD, ARGUMENTS + ARGUMENT_BYTES * argument),
                _instruction(test, value, 1, 0),
                _instruction(RETURN, REFUSE),
                *verdict,
            ]
        made += [_instruction(EQUALS, number, 0, len(verdict)), *verdict]
    return [*made, _instruction(RETURN, REFUSE)]


def restrict() -> bool:
    """Put the filter around this process; returns whether it holds. Needs no_new_privs."""
    architecture = ARCHITECTURES.get(os.uname().machine)
    if architecture is None or sys.maxsize < 2**32:  # a 32-bit Python makes calls of another architecture
        return False
    instructions = program(architecture, os.getpid())
    code = ctypes.create_string_buffer(b"".join(instructions))
    try:
        call(
            "prctl", SET_SECCOMP, MODE_FILTER, struct.pack("HxxxxxxQ", len(instructions), ctypes.addressof(code)), 0, 0
        )
    except OSError:  # EINVAL: not in this kernel; EPERM: forbidden by a container
        return False
    return True


def _instruction(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, value)
