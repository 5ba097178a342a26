"""What a process may not do that reads a file from outside: swell, write, start programs, or reach a network.

The bounds of memory, time and writing, and on Linux those of sockets and programs, are the system's own: no code in
the process can lift them. Elsewhere an audit hook stands in for the latter, which stops Python and no library in C.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import struct
import sys

#: What a process needs of the environment to run at all. Keys, tokens and proxies are no part of it.
_KEPT = frozenset(
    {
        *("PATH", "LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR"),
        *(
            "PYTHONPATH",
            "PYTHONHOME",
            "PYTHONUTF8",
            "LD_LIBRARY_PATH",
            "DYLD_LIBRARY_PATH",
            "DYLD_FALLBACK_LIBRARY_PATH",
        ),
    }
)
#: Memory of its own that a process may take, libraries left out. Real reports take 40 MiB, 50,000 rows of a table 350.
MEMORY_BYTES = 512 * 1024**2
#: And so many times the size of its file.
_TIMES_THE_FILE = 4
_REFUSED_EVENTS = ("socket.", "subprocess.", "os.exec", "os.posix_spawn", "os.system")

_PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS, _SECCOMP_MODE_FILTER = 22, 38, 2
#: By machine: its number in the kernel, and those of socket, socketpair, execve, execveat and io_uring_setup.
_CALLS = {
    "x86_64": (0xC000003E, (41, 53, 59, 322, 425)),
    "aarch64": (0xC00000B7, (198, 199, 221, 281, 425)),
}  # fmt: skip
#: On x86_64 the same calls have second numbers from here on.
_X32_BIT = 0x40000000


def bare_environment() -> dict[str, str]:
    """What of the environment a reading process is given."""
    return {name: value for name, value in os.environ.items() if name in _KEPT}


def memory_bound(file_bytes: int) -> int:
    """How many bytes of memory the reading of a file of that size may take."""
    return MEMORY_BYTES + _TIMES_THE_FILE * file_bytes


def close_in(seconds: int, file_bytes: int) -> None:
    """Let this process, for the rest of its life, do no more than read and compute.

    Args:
        seconds: of processor time.
        file_bytes: the size of the file that it reads.
    """
    memory = memory_bound(file_bytes)
    for bound, most in (
        (resource.RLIMIT_DATA, memory), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):  # fmt: skip
        resource.setrlimit(bound, (most, most))
    sys.addaudithook(_refuse)
    if sys.platform == "linux":
        _refuse_calls()


def _refuse(event: str, _: object) -> None:
    if event.startswith(_REFUSED_EVENTS):
        raise PermissionError(f"a reader may not do this: {event}")


def _refuse_calls() -> None:
    """Have the kernel refuse sockets and programs, on the machines that are known here."""
    if platform.machine() not in _CALLS or sys.maxsize < 2**32:
        return
    machine, calls = _CALLS[platform.machine()]

    def step(code: int, value: int, then: int = 0, otherwise: int = 0) -> bytes:
        return struct.pack("=HBBI", code, then, otherwise, value)

    load, equal, at_least, end = 0x20, 0x15, 0x35, 0x06
    allow, refuse = 0x7FFF0000, 0x00050000 | 1  # 1: "operation not permitted"
    count = len(calls)
    program = b"".join(
        [
            step(load, 4),  # the machine
            step(equal, machine, 0, count + 3),
            step(load, 0),  # the call
            step(at_least, _X32_BIT, count + 1),
            *(step(equal, call, count - at) for at, call in enumerate(calls)),
            step(end, allow),
            step(end, refuse),
        ]
    )
    kept = ctypes.create_string_buffer(program, len(program))
    filters = ctypes.create_string_buffer(struct.pack("@HP", len(program) // 8, ctypes.addressof(kept)))
    call = ctypes.CDLL(None).prctl
    call.argtypes = [ctypes.c_int, *[ctypes.c_ulong] * 4]
    # Without the first, which nothing can take back, only root may do the second.
    call(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    call(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(filters), 0, 0)
