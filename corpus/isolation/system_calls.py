"""A process gives up the network and the starting of processes, for good and without privileges, where Linux lets it.

By seccomp, through the C library: the bindings on PyPI have had no release for years, or their first one lately.
"""

import ctypes
import platform
import struct
import sys
from collections.abc import Sequence

# Linux's numbers. By machine: the architecture's own as seccomp reports it, then the calls that are refused.
_X86_64 = """socket 41 connect 42 bind 49 listen 50 socketpair 53 clone 56 fork 57 vfork 58 execve 59 kill 62 ptrace 101
    unshare 272 setns 308 process_vm_readv 310 process_vm_writev 311 bpf 321 execveat 322 io_uring_setup 425 clone3 435
    pidfd_getfd 438"""
_AARCH64 = """socket 198 socketpair 199 bind 200 listen 201 connect 203 unshare 97 ptrace 117 kill 129 clone 220
    execve 221 setns 268 process_vm_readv 270 process_vm_writev 271 bpf 280 execveat 281 io_uring_setup 425 clone3 435
    pidfd_getfd 438"""
_MACHINES = {"x86_64": (0xC000003E, _X86_64), "aarch64": (0xC00000B7, _AARCH64)}
_X32 = 0x40000000  # from this number on, calls of x86_64's other form
_NO_NEW_PRIVILEGES, _SECCOMP, _BY_FILTER = 38, 22, 2  # of prctl
# Steps of the filter: load a word of the call, compare it, give a verdict
_LOAD, _EQUAL, _AT_LEAST, _VERDICT = 0x20, 0x15, 0x35, 0x06
_NUMBER, _ARCHITECTURE = 0, 4  # where they stand in the call
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050001  # the second: the call fails with EPERM


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))


def forbid_network_and_processes() -> bool:
    """From now on this process opens no socket and starts no process or thread. False where that cannot be had: on
    other systems and machines, and where a container forbids seccomp."""
    known = _MACHINES.get(platform.machine()) if sys.platform == "linux" else None
    if not known or sys.maxsize < 2**32:
        return False
    architecture, calls = known
    steps = _filter(architecture, [int(number) for number in calls.split()[1::2]])
    program = _Program(len(steps) // 8, steps)
    prctl = ctypes.CDLL(None).prctl
    prctl.argtypes = [ctypes.c_int, ctypes.c_ulong, ctypes.c_void_p, ctypes.c_ulong, ctypes.c_ulong]
    if prctl(_NO_NEW_PRIVILEGES, 1, None, 0, 0):
        return False
    return bool(prctl(_SECCOMP, _BY_FILTER, ctypes.addressof(program), 0, 0) == 0)


def _filter(architecture: int, refused: Sequence[int]) -> bytes:
    """The program: another architecture and each refused number lead to the last step, all else to the one before."""
    tests = [(_AT_LEAST, _X32), *((_EQUAL, number) for number in refused)]
    steps = [(_LOAD, 0, 0, _ARCHITECTURE), (_EQUAL, 0, len(tests) + 2, architecture), (_LOAD, 0, 0, _NUMBER)]
    steps += [(kind, len(tests) - at, 0, value) for at, (kind, value) in enumerate(tests)]
    steps += [(_VERDICT, 0, 0, _ALLOW), (_VERDICT, 0, 0, _REFUSE)]
    return b"".join(struct.pack("=HBBI", *step) for step in steps)
