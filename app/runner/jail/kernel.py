"""Calls of the kernel for which Python has no function, through the C library (prctl(2), capset(2), syscall(2))."""

from __future__ import annotations

import ctypes
import os

_LIBRARY = ctypes.CDLL(None, use_errno=True)
_LIBRARY.syscall.restype = ctypes.c_long


def call(function: str, *arguments: int | bytes) -> int:
    """What ``function`` returns; ``OSError`` where it fails. Bytes are handed over as a pointer to them."""
    given = [one if isinstance(one, bytes) else ctypes.c_long(one) for one in arguments]
    result: int = getattr(_LIBRARY, function)(*given)
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), function)
    return result


def prctl(option: int, value: int = 0) -> None:
    """Set an option of this process that takes one value (prctl(2)); the rest must be 0."""
    call("prctl", option, value, 0, 0, 0)
