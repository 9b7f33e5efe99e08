"""The system calls that a worker may make, with their numbers on both architectures (the kernel's syscall tables).

What is not here does not exist for it: to open, connect, exec, fork, start a thread, trace, mount, change an id …
"""

from __future__ import annotations

from typing import NamedTuple

# name: (x86_64: arch/x86/entry/syscalls/syscall_64.tbl, aarch64: include/uapi/asm-generic/unistd.h)
ALLOWED = {
    # the streams and /proc/self/statm, all of them open before
    "read": (0, 63),
    "write": (1, 64),
    "pread64": (17, 67),
    "close": (3, 57),
    # memory; pages may become code: oneDNN writes its kernels while it runs
    "brk": (12, 214),
    "mmap": (9, 222),
    "mprotect": (10, 226),
    "mremap": (25, 216),
    "munmap": (11, 215),
    "madvise": (28, 233),
    "prlimit64": (302, 261),
    # signals to itself, and the timers of a budget
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "restart_syscall": (219, 128),
    "setitimer": (38, 103),
    "tgkill": (234, 131),
    # locks, clocks, chance, and who and where it is
    "futex": (202, 98),
    "sched_yield": (24, 124),
    "sched_getaffinity": (204, 123),
    "clock_gettime": (228, 113),
    "clock_nanosleep": (230, 115),
    "getrandom": (318, 278),
    "getpid": (39, 172),
    "gettid": (186, 178),
    # the end
    "exit": (60, 93),
    "exit_group": (231, 94),
}


class Architecture(NamedTuple):
    """``audit`` is the constant AUDIT_ARCH_… that the kernel tells a filter (include/uapi/linux/audit.h)."""

    audit: int
    numbers: dict[str, int]


ARCHITECTURES = {
    "x86_64": Architecture(0xC000003E, {name: numbers[0] for name, numbers in ALLOWED.items()}),
    "aarch64": Architecture(0xC00000B7, {name: numbers[1] for name, numbers in ALLOWED.items()}),
}
