"""The seccomp filter's program, run by a machine of the tests' own for both architectures, and what Landlock is asked for."""

import struct

import pytest

from app.runner.jail.landlock import handled
from app.runner.jail.seccomp import ALLOW, KILL, REFUSE, program
from app.runner.jail.syscalls import ALLOWED, ARCHITECTURES

PID = 4321
X32 = 0x40000000
MOST = 4096  # instructions: BPF_MAXINSNS
ON_BOTH = pytest.mark.parametrize("machine", ARCHITECTURES)

# From the kernel's own tables: what must never be allowed, on x86_64 and on aarch64.
NEVER = {
    "openat": (257, 56),
    "openat2": (437, 437),
    "socket": (41, 198),
    "connect": (42, 203),
    "sendmsg": (46, 211),
    "recvmsg": (47, 212),
    "clone": (56, 220),
    "clone3": (435, 435),
    "execve": (59, 221),
    "execveat": (322, 281),
    "kill": (62, 129),
    "tkill": (200, 130),
    "ptrace": (101, 117),
    "prctl": (157, 167),
    "process_vm_readv": (310, 270),
    "setresuid": (117, 147),
    "mount": (165, 40),
    "unshare": (272, 97),
    "bpf": (321, 280),
    "ioctl": (16, 29),
    "memfd_create": (319, 279),
    "io_uring_setup": (425, 425),
    "pidfd_getfd": (438, 438),
    "seccomp": (317, 277),
    "dup": (32, 23),
    "fcntl": (72, 25),
    "shmat": (30, 196),
    "remap_file_pages": (216, 234),
}


def decided(machine, number, *arguments, audit=None):
    """What the filter returns for a call: classic BPF as Documentation/networking/filter.rst has it."""
    given = [*arguments, *[0] * (6 - len(arguments))]
    seen = struct.pack("<iIQ6Q", number, audit or ARCHITECTURES[machine].audit, 0, *given)
    instructions = [struct.unpack("HBBI", one) for one in program(ARCHITECTURES[machine], PID)]
    assert len(instructions) <= MOST
    at = accumulator = 0
    while True:
        code, if_true, if_false, value = instructions[at]
        at += 1
        if code == 0x20:
            (accumulator,) = struct.unpack_from("<I", seen, value)
        elif code == 0x06:
            return value
        else:
            holds = {0x15: accumulator == value, 0x45: bool(accumulator & value)}[code]
            at += if_true if holds else if_false


def number_of(machine, name):
    return ARCHITECTURES[machine].numbers[name]


@ON_BOTH
def test_what_is_in_the_table_is_allowed_and_nothing_else(machine):
    asked = {"mmap": (0, 4096, 3, 0x22), "prlimit64": (0,), "tgkill": (PID, PID, 6)}
    allowed = {number_of(machine, name): asked.get(name, ()) for name in ALLOWED}
    assert len(allowed) == len(ALLOWED)
    for number in range(-1, 1024):
        wanted = ALLOW if number in allowed else REFUSE
        assert decided(machine, number, *allowed.get(number, ())) == wanted, number


@ON_BOTH
def test_what_opens_starts_traces_or_sends_is_refused(machine):
    column = [*ARCHITECTURES].index(machine)
    assert {name for name, numbers in NEVER.items() if decided(machine, numbers[column]) != REFUSE} == set()


@ON_BOTH
def test_arguments_are_looked_at(machine):
    mmap, limit, kill = (number_of(machine, name) for name in ("mmap", "prlimit64", "tgkill"))
    assert decided(machine, mmap, 0, 4096, 1, 0x02) == REFUSE  # a file
    assert decided(machine, limit, PID + 1) == REFUSE
    assert decided(machine, limit, 1 << 32) == ALLOW  # the kernel reads a pid from the low half alone
    assert decided(machine, kill, PID + 1, PID + 1, 9) == REFUSE
    assert decided(machine, kill, -1 & 0xFFFFFFFF, 0, 9) == REFUSE


def test_another_architecture_ends_the_process_and_x32_is_refused():
    assert decided("x86_64", 0, audit=ARCHITECTURES["aarch64"].audit) == KILL
    assert decided("aarch64", 0, audit=ARCHITECTURES["x86_64"].audit) == KILL
    assert {decided("x86_64", X32 | number) for number in ARCHITECTURES["x86_64"].numbers.values()} == {REFUSE}


@pytest.mark.parametrize(
    ("abi", "rights"),
    [
        (1, (0x1FFF,)),
        (2, (0x3FFF,)),
        (3, (0x7FFF,)),
        (4, (0x7FFF, 0x3)),
        (5, (0xFFFF, 0x3)),
        (6, (0xFFFF, 0x3, 0x3)),
        (7, (0xFFFF, 0x3, 0x3)),
        (99, (0xFFFF, 0x3, 0x3)),
    ],
)
def test_landlock_is_asked_for_every_right_that_the_kernel_knows(abi, rights):
    assert struct.unpack(f"={len(rights)}Q", handled(abi)) == rights
