"""Who a worker is: nobody, without groups, capabilities or a way to get any, and gone when its parent is.

All workers have one uid. What keeps them from signalling and reading each other is not the uid: the filter has neither
``kill`` nor ``ptrace`` nor ``process_vm_readv``, Landlock denies signals and tracing beyond the process, and a process that
is not dumpable cannot be attached to by its uid, nor has it a readable /proc/<pid>/mem (ptrace(2), proc(5)).
"""

from __future__ import annotations

import os
import signal
import struct
from contextlib import suppress

from app.runner.jail.kernel import call, prctl

NOBODY = 65534  # the overflow uid and gid: it owns nothing (user_namespaces(7))
PDEATHSIG, DUMPABLE, NO_NEW_PRIVS = 1, 4, 38  # options of prctl(2)

# capset(2): version 3 has two words for each of the three sets
CAPABILITY_VERSION, CAPABILITY_WORDS = 0x20080522, 6


def give_up() -> bool:
    """Give up every privilege; returns whether the process is no longer root's.

    Root of a container may be forbidden to become somebody else (EPERM), or know nobody else (EINVAL): it loses its
    capabilities all the same. What ends with the parent is set last, since a change of uid takes it back (prctl(2)).
    """
    if os.geteuid() == 0:
        with suppress(OSError):
            os.setgroups([])
            os.setresgid(NOBODY, NOBODY, NOBODY)
            os.setresuid(NOBODY, NOBODY, NOBODY)
    call("capset", struct.pack("Ii", CAPABILITY_VERSION, 0), bytes(4 * CAPABILITY_WORDS))
    prctl(NO_NEW_PRIVS, 1)
    prctl(DUMPABLE, 0)
    prctl(PDEATHSIG, signal.SIGKILL)
    return 0 not in os.getresuid()
