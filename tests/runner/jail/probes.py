"""What a program would try that got out of its language: each a function that runs as native code inside a worker.

A probe returns when it has got what it wanted, and raises ``OSError`` where the system refuses.
"""

# Each probe names the system call it makes.
# ruff: noqa: PTH101, PTH102, PTH104, PTH108, PTH116, PTH208, PTH211

from __future__ import annotations

import _thread
import ctypes
import errno
import mmap
import os
import platform
import resource
import signal
import socket
from collections.abc import Callable

PARENT = os.getpid()  # imported by the template, the parent of every worker
PR_SET_NO_NEW_PRIVS, PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_SET_KEEPCAPS = 38, 4, 22, 8
CLONE_NEWUSER, CLONE_VM, CLONE_VFORK = 0x10000000, 0x100, 0x4000

# Calls that Python has no function for: number on x86_64, number on aarch64, arguments
CALLS = {
    "clone": (56, 220, CLONE_VM | CLONE_VFORK | signal.SIGCHLD, 0, 0, 0, 0),
    "clone3": (435, 435, 0, 0),
    "execveat": (322, 281, -1, b"/bin/true", 0, 0, 0),
    "ptrace": (101, 117, 16, PARENT, 0, 0),
    "process_vm_readv": (310, 270, PARENT, 0, 0, 0, 0, 0),
    "process_vm_writev": (311, 271, PARENT, 0, 0, 0, 0, 0),
    "pidfd_open": (434, 434, PARENT, 0),
    "pidfd_getfd": (438, 438, 0, 0, 0),
    "tgkill of the parent": (234, 131, PARENT, PARENT, 0),
    "tkill": (200, 130, PARENT, 0),
    "rt_sigqueueinfo": (129, 138, PARENT, 0, 0),
    "io_uring_setup": (425, 425, 1, 0),
    "io_uring_enter": (426, 426, 0, 0, 0, 0, 0, 0),
    "mount": (165, 40, b"none", b"/tmp", b"tmpfs", 0, 0),
    "unshare": (272, 97, CLONE_NEWUSER),
    "setns": (308, 268, 0, 0),
    "pivot_root": (155, 41, b"/", b"/"),
    "bpf": (321, 280, 0, 0, 0),
    "keyctl": (250, 219, 0, -3, 0, 0, 0),
    "add_key": (248, 217, b"user", b"x", b"x", 1, -3),
    "inotify_init1": (294, 26, 0),
    "perf_event_open": (298, 241, 0, 0, -1, -1, 0),
    "userfaultfd": (323, 282, 0),
    "shmget": (29, 194, 0, 4096, 0o1600),
    "init_module": (175, 105, 0, 0, 0),
    "landlock_create_ruleset": (444, 444, 0, 0, 1),
    "seccomp": (317, 277, 0, 0, 0),
    "prctl: dumpable": (157, 167, PR_SET_DUMPABLE, 1, 0, 0, 0),
    "prctl: no_new_privs": (157, 167, PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0),
    "prctl: seccomp": (157, 167, PR_SET_SECCOMP, 0, 0, 0, 0),
    "prctl: keepcaps": (157, 167, PR_SET_KEEPCAPS, 1, 0, 0, 0),
    "capget": (125, 90, 0, 0),
    "capset": (126, 91, 0, 0),
    "ioctl of the terminal": (16, 29, 2, 0x5412, b"x"),
    "sendmsg": (46, 211, 0, 0, 0),
    "open by handle": (304, 265, 0, 0, 0),
    "openat2": (437, 437, -100, b"/etc/passwd", 0, 0),
    "personality": (135, 92, 0xFFFFFFFF),
    "uname": (63, 160, bytes(512)),
}


def call(name: str) -> None:
    """The system call of that name."""
    x86, arm, *arguments = CALLS[name]
    libc = ctypes.CDLL(None, use_errno=True)
    given = [one if isinstance(one, bytes) else ctypes.c_long(one) for one in arguments]
    if libc.syscall(ctypes.c_long({"x86_64": x86, "aarch64": arm}[platform.machine()]), *given) < 0:
        raise OSError(ctypes.get_errno(), name)


def fork() -> None:
    """A child ends at once."""
    if os.fork() == 0:
        os._exit(0)


def thread() -> None:
    """A thread: Python says that it has no errno for that."""
    try:
        _thread.start_new_thread(int, ())
    except RuntimeError as error:
        raise PermissionError(1, str(error)) from error


def connect(family: int, address: object) -> None:
    with socket.socket(family) as made:
        made.connect(address)


def raise_limit(kind: int) -> None:
    """``ValueError`` is Python's word for EPERM here."""
    try:
        resource.setrlimit(kind, (2**30, 2**30))
    except ValueError as error:
        raise PermissionError(1, str(error)) from error


def call_as_32_bits() -> None:
    """``getpid`` in the manner of i386: code that is written while it runs, as oneDNN's is."""
    code = mmap.mmap(-1, mmap.PAGESIZE, mmap.MAP_PRIVATE, mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    code.write(b"\xb8\x14\x00\x00\x00\xcd\x80\xc3")  # mov eax, 20; int 0x80; ret
    ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))()


def map_a_file() -> None:
    mmap.mmap(0, 1, mmap.MAP_PRIVATE, mmap.PROT_READ)


PROBES: dict[str, Callable[[], object]] = {
    "open a file": lambda: os.open("/etc/passwd", os.O_RDONLY),
    "read /proc": lambda: os.open("/proc/self/environ", os.O_RDONLY),
    "read another's memory": lambda: os.open(f"/proc/{PARENT}/mem", os.O_RDONLY),
    "list a folder": lambda: os.listdir("/"),
    "look at a file": lambda: os.stat("/etc/passwd"),
    "write a file": lambda: os.open("/tmp/jail-probe", os.O_WRONLY | os.O_CREAT),
    "make a folder": lambda: os.mkdir("/tmp/jail-probe"),
    "make a link": lambda: os.symlink("/etc/passwd", "/tmp/jail-probe"),
    "remove a file": lambda: os.unlink("/tmp/nothing"),
    "rename a file": lambda: os.rename("/tmp/nothing", "/tmp/something"),
    "change the mode": lambda: os.chmod("/tmp", 0o777),
    "change the folder": lambda: os.chdir("/"),
    "change the root": lambda: os.chroot("/"),
    "a named pipe": lambda: os.mkfifo("/tmp/jail-probe"),
    "a pipe": os.pipe,
    "another descriptor": lambda: os.dup(0),
    "a file in memory": lambda: os.memfd_create("code"),
    "map a file": map_a_file,
    "socket inet": lambda: socket.socket(socket.AF_INET),
    "socket inet6": lambda: socket.socket(socket.AF_INET6),
    "socket unix": lambda: socket.socket(socket.AF_UNIX),
    "socket netlink": lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW),
    "a pair of sockets": socket.socketpair,
    "connect": lambda: connect(socket.AF_INET, ("127.0.0.1", 22)),
    "connect abstract": lambda: connect(socket.AF_UNIX, "\0tapedeck"),
    "exec": lambda: os.execv("/bin/true", ["true"]),
    "fork": fork,
    "vfork": lambda: os.posix_spawn("/bin/true", ["true"], {}),
    "thread": thread,
    "kill the template": lambda: os.kill(PARENT, signal.SIGTERM),
    "kill the server": lambda: os.kill(1, 0),
    "kill all": lambda: os.kill(-1, 0),
    "kill itself by kill": lambda: os.kill(os.getpid(), 0),
    "another's limits": lambda: resource.prlimit(PARENT, resource.RLIMIT_NOFILE),
    "be root": lambda: os.setuid(0),
    "be root again": lambda: os.setresuid(0, 0, 0),
    "root's group": lambda: os.setgid(0),
    "more files": lambda: raise_limit(resource.RLIMIT_NOFILE),
    "larger files": lambda: raise_limit(resource.RLIMIT_FSIZE),
    "more memory": lambda: resource.setrlimit(resource.RLIMIT_AS, (-1, -1)),
    "dump its memory": lambda: raise_limit(resource.RLIMIT_CORE),
    "nicer": lambda: os.nice(-1),
    "another priority": lambda: os.sched_setscheduler(0, 0, os.sched_param(0)),
    "wait": lambda: os.waitpid(-1, os.WNOHANG),
    "the host's name": os.uname,
} | {f"call {name}": lambda name=name: call(name) for name in CALLS}


FATAL = {"call as 32 bits": call_as_32_bits}  # what the system answers with the end of the process


def tried(name: str) -> str:
    """``done``, or the error's name."""
    try:
        (PROBES | FATAL)[name]()
    except OSError as error:
        return errno.errorcode[error.errno or 0]
    except ValueError as error:  # Python's word for a limit that may not be raised
        return str(error)
    return "done"
