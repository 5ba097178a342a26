"""Becomes a command under what a unit of systemd allows it, as far as a machine without systemd as its init can.

Usage: python confined.py SYSTEM_CALL_SET COMMAND...; the caller has taken away rights and places to write (machine.py).
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys

_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 1  # 1: "operation not permitted"
_PR_SET_MDWE, _REFUSE_EXEC_GAIN = 65, 1


def _calls(named: str) -> set[str]:
    """The system calls of a set, as systemd has it."""
    said = subprocess.run(["systemd-analyze", "syscall-filter", named], capture_output=True, text=True, check=True)
    lines = [line.strip() for line in said.stdout.splitlines()[1:]]
    entries = [line for line in lines if line and not line.startswith("#")]
    sets = [_calls(entry) for entry in entries if entry.startswith("@")]
    return {entry for entry in entries if not entry.startswith("@")}.union(*sets)


def _allow_only(calls: set[str]) -> None:
    library = ctypes.CDLL("libseccomp.so.2", use_errno=True)
    library.seccomp_init.restype = ctypes.c_void_p
    kept = ctypes.c_void_p(library.seccomp_init(ctypes.c_uint32(_REFUSE)))
    for call in sorted(calls):
        number = library.seccomp_syscall_resolve_name(call.encode())
        if number >= 0:
            library.seccomp_rule_add(kept, ctypes.c_uint32(_ALLOW), ctypes.c_int(number), ctypes.c_uint(0))
    if library.seccomp_load(kept) != 0:
        sys.exit("The filter of system calls was not taken.")


def main() -> None:
    named, *command = sys.argv[1:]
    calls = _calls(named)
    # Writable memory never becomes a program: MemoryDenyWriteExecute. Kernels before 6.3 know no such thing.
    ctypes.CDLL(None).prctl(_PR_SET_MDWE, _REFUSE_EXEC_GAIN, 0, 0, 0)
    _allow_only(calls)
    os.execv(command[0], command)


if __name__ == "__main__":
    main()
