"""Taking the network from a process for good, so that whatever runs in it opens no connection.

On Linux only, by a filter of system calls; elsewhere a process stays as it is.
Source: https://www.kernel.org/doc/html/latest/userspace-api/seccomp_filter.html
"""

import ctypes
import errno
import platform
import socket
import struct
import sys

_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2  # <sys/prctl.h>, <linux/seccomp.h>
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06  # <linux/bpf_common.h>: BPF_LD|W|ABS, BPF_JMP|JEQ|K, BPF_RET|K
_NUMBER, _MACHINE, _FIRST_ARGUMENT = 0, 4, 16  # where `struct seccomp_data` has them
_ALLOW, _FAIL = 0x7FFF0000, 0x00050000

_SOCKET = {
    # machine: its number in <linux/audit.h>, and that of its system call `socket`
    "x86_64": (0xC000003E, 41),
    "aarch64": (0xC00000B7, 198),
}


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


def leave_network() -> bool:
    """Let this process open no socket to another machine, nor to this one; True if that holds from now on.

    Sockets that it has already, and those between processes, go on working.
    """
    if sys.platform != "linux" or platform.machine() not in _SOCKET:
        return False
    machine, call = _SOCKET[platform.machine()]
    code = b"".join(
        struct.pack("HBBI", *instruction)
        for instruction in (
            (_LOAD, 0, 0, _MACHINE),
            (_EQUAL, 0, 5, machine),
            (_LOAD, 0, 0, _NUMBER),
            (_EQUAL, 0, 3, call),
            (_LOAD, 0, 0, _FIRST_ARGUMENT),
            (_EQUAL, 2, 0, socket.AF_INET),
            (_EQUAL, 1, 0, socket.AF_INET6),
            (_RETURN, 0, 0, _ALLOW),
            (_RETURN, 0, 0, _FAIL | errno.EACCES),
        )
    )
    held = ctypes.create_string_buffer(code, len(code))
    program = _Program(len(code) // 8, ctypes.cast(held, ctypes.c_void_p))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    return bool(libc.prctl(_SET_SECCOMP, _FILTER, ctypes.byref(program), 0, 0) == 0)
