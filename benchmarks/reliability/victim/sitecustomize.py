"""In a process that is disturbed: it ends its whole process group just before a named change of a file.

Python tells of every change of the file system before it asks for it (audit events), so the project needs no hook of
its own. `SPBE_KILL` holds the step: a pattern of "event path", or "event from -> to", and how many times it is passed.
`SPBE_KILLED` is a file that is written then.
"""

import json
import os
import re
import select
import signal
import sys
import time

_CHANGES = {"os.rename", "os.link", "os.symlink", "os.remove", "os.mkdir", "os.chmod", "open"}
_WRITING = os.O_WRONLY | os.O_RDWR


def _watch(said: str, file: str) -> None:
    step = json.loads(said)
    pattern, state = re.compile(step["at"]), {"left": step["nth"], "in": False}

    def seen(event: str, values: tuple[object, ...]) -> None:
        if event not in _CHANGES or state["in"]:
            return
        writes = len(values) > 2 and isinstance(values[2], int) and values[2] & _WRITING
        if event == "open" and not writes:
            return
        paths = [os.fsdecode(value) for value in values[:2] if isinstance(value, str | bytes | os.PathLike)]
        said = " -> ".join(paths[:1] if event == "open" else paths)
        if not pattern.search(f"{event} {said}"):
            return
        state["left"] -= 1
        if state["left"] == 0:
            state["in"] = True
            with open(file, "w") as met:  # noqa: PTH123 - before anything else is loaded
                met.write(f"{event} {said}\n")
            os.killpg(os.getpgrp(), signal.SIGKILL)

    sys.addaudithook(seen)


if "SPBE_KILL" in os.environ:
    _watch(os.environ["SPBE_KILL"], os.environ["SPBE_KILLED"])
if "FAKETIME" in os.environ:
    # libfaketime refuses the call by which Python 3.11 sleeps.
    time.sleep = lambda seconds: select.select([], [], [], seconds) and None
