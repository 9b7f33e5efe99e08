"""Landlock: a process denies itself files, network and others' signals (landlock(7), Documentation/userspace-api/landlock.rst).

A ruleset *handles* rights, and without a rule that allows one of them for a place every one is denied everywhere. What was
open before stays open. Handling a right that the running kernel does not know is an error, so its ABI is asked for first.
"""

from __future__ import annotations

import os
import struct

from app.runner.jail.kernel import call

CREATE_RULESET, RESTRICT_SELF = 444, 446  # numbers of the system calls, the same on every architecture
VERSION = 1  # LANDLOCK_CREATE_RULESET_VERSION: tells the ABI instead of creating

# How many rights on files each ABI knows: 13 from the first, REFER, TRUNCATE, IOCTL_DEV; later ones added none.
FILES = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
NETWORK_SINCE, NETWORK = 4, 2  # TCP bind and connect
SCOPES_SINCE, SCOPES = 6, 2  # abstract UNIX sockets and signals, beyond the process itself


def handled(abi: int) -> bytes:
    """``struct landlock_ruleset_attr`` with every right that ``abi`` knows, as long as that ABI has it."""
    words = [_all(FILES[min(abi, max(FILES))])]
    if abi >= NETWORK_SINCE:
        words.append(_all(NETWORK))
    if abi >= SCOPES_SINCE:
        words.append(_all(SCOPES))
    return struct.pack(f"={len(words)}Q", *words)


def restrict() -> bool:
    """Deny this process everything that Landlock can; returns whether it holds. Needs no_new_privs, or root."""
    try:
        abi = call("syscall", CREATE_RULESET, 0, 0, VERSION)
        rights = handled(abi)
        ruleset = call("syscall", CREATE_RULESET, rights, len(rights), 0)
    except OSError:  # ENOSYS: not in this kernel; EOPNOTSUPP: switched off; EPERM: forbidden by a container
        return False
    try:
        call("syscall", RESTRICT_SELF, ruleset, 0)
    except OSError:  # E2BIG: inside too many already
        return False
    finally:
        os.close(ruleset)
    return True


def _all(count: int) -> int:
    return (1 << count) - 1
