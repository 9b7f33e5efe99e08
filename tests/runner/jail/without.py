"""Runs a command on a kernel without Landlock or seccomp, or so it looks: ``python without.py landlock,seccomp command …``.

A filter of its own, unlike the product's, answers as such a kernel does: ENOSYS where a call is missing, EINVAL for the
option of prctl(2). Everything else is as ever.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys

PRCTL, SECCOMP = {"x86_64": (157, 317), "aarch64": (167, 277)}[platform.machine()]
LANDLOCK = (444, 445, 446)
NO_NEW_PRIVS, SET_SECCOMP, FILTER = 38, 22, 2
LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06
ALLOW, ERROR = 0x7FFF0000, 0x00050000


def step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, value)


def program(missing: list[str]) -> bytes:
    """The filter: a call's number stands at 0, its first argument at 16."""
    steps = [step(LOAD, 0)]
    for number in LANDLOCK * ("landlock" in missing) + (SECCOMP,) * ("seccomp" in missing):
        steps += [step(EQUAL, number, 0, 1), step(RETURN, ERROR | errno.ENOSYS)]
    if "seccomp" in missing:
        steps += [step(EQUAL, PRCTL, 0, 3), step(LOAD, 16), step(EQUAL, SET_SECCOMP, 0, 1)]
        steps += [step(RETURN, ERROR | errno.EINVAL)]
    return b"".join([*steps, step(RETURN, ALLOW)])


def main() -> None:
    _, missing, *command = sys.argv
    libc = ctypes.CDLL(None, use_errno=True)
    code = ctypes.create_string_buffer(made := program(missing.split(",")))
    assert libc.prctl(NO_NEW_PRIVS, 1, 0, 0, 0) == 0
    told = struct.pack("HxxxxxxQ", len(made) // 8, ctypes.addressof(code))
    assert libc.prctl(SET_SECCOMP, FILTER, told, 0, 0) == 0, ctypes.get_errno()
    os.execv(command[0], command)


if __name__ == "__main__":
    main()
