"""A machine on which units of deploy/systemd run: their account, their folders, and what they are forbidden.

systemd itself is not there (it would have to be the first process). What it does before it starts a command is done by
`unshare`, `mount`, `setpriv` and confined.py instead, from the same files: the folders where the unit has them, all
else read-only, an account without rights, no new ones, the filter of system calls, no writable memory that is executed.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.commands import ROOT

UNITS = ROOT / "deploy" / "systemd"
ACCOUNT, GROUP = "nobody", "nogroup"
#: Where a machine has the code, the data folder, the files for node exporter, and PostgreSQL's socket.
HOME, DATA, METRICS, SOCKETS = "/opt/spbe", "/var/lib/spbe", "/var/lib/prometheus/node-exporter", "/run/postgresql"
#: What a checkout has beside the code.
_LEFT_OUT = {".venv", "data"}


def read_unit(name: str) -> dict[str, list[str]]:
    """The settings of a service with what is set for all, in this order, by key; sections do not matter here."""
    found: dict[str, list[str]] = defaultdict(list)
    for file in (UNITS / "spbe-.service.d" / "hardened.conf", UNITS / name):
        for line in file.read_text(encoding="utf-8").splitlines():
            key, equals, value = line.partition("=")
            if equals and not line.startswith("#"):
                found[key].append(value)
    return found


@dataclass(frozen=True)
class Machine:
    """Where the folders of the machine really are.

    Args:
        data: stands for /var/lib/spbe.
        metrics: stands for /var/lib/prometheus/node-exporter.
        sockets: stands for /run/postgresql.
        logs: what the commands say.
        settings: what /etc/spbe/environment holds.
    """

    data: Path
    metrics: Path
    sockets: Path
    logs: Path
    settings: Mapping[str, str]

    def begin(self, unit: str, number: int = 0) -> subprocess.Popen[bytes]:
        """Begin a command of a service; what it says is in ``logs``.

        Args:
            unit: its name.
            number: which of its commands.
        """
        read = read_unit(unit)
        assert read["WorkingDirectory"] == [HOME]
        assert (read["Environment"], read["StateDirectory"]) == ([f"SPBE_DATA={DATA}"], ["spbe"])
        program, *arguments = shlex.split(read["ExecStart"][number].lstrip("-"))
        assert program == f"{HOME}/.venv/bin/spbe"
        # The first line of that program names the Python of the machine on which it was installed.
        command = self._inside(read, "pipelines.cli", *arguments)
        with (self.logs / f"{unit}.{number}.log").open("wb") as log:
            return subprocess.Popen(command, stdout=log, stderr=log)

    def told(self, unit: str, number: int = 0) -> str:
        """What the command has said so far."""
        return (self.logs / f"{unit}.{number}.log").read_text(encoding="utf-8")

    def run(self, module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a module of Python as a person does who has become the account of the services."""
        command = self._inside(read_unit("spbe-refresh.service"), module, *arguments)
        return subprocess.run(command, capture_output=True, text=True, check=False)

    def _inside(self, read: Mapping[str, Sequence[str]], *arguments: str) -> list[str]:
        given = {
            "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": DATA, "SPBE_DATA": DATA,
            "DAGSTER_HOME": f"{DATA}/dagster", **self.settings,
        }  # fmt: skip
        python = f"{HOME}/.venv/bin/python"
        inside = ["env", "-i", *(f"{name}={value}" for name, value in given.items())]
        inside += [python, f"{HOME}/tests/deploy/confined.py", *read["SystemCallFilter"], python, "-m", *arguments]
        rights = [f"--reuid={ACCOUNT}", f"--regid={GROUP}", "--clear-groups"]
        rights += ["--no-new-privs", "--bounding-set=-all", "--inh-caps=-all"]
        last = f"cd {HOME}; umask {read['UMask'][0]}; exec {shlex.join(['setpriv', *rights, *inside])}"
        script = "\n".join([*self._mounts(), last])
        return ["unshare", "--mount", "--propagation=private", "sh", "-euc", script]

    def _mounts(self) -> Iterator[str]:
        """Put the folders where the units have them, and make all else read-only."""
        stage, base = self.logs / "stage", Path(sys.base_prefix)
        stage.mkdir(exist_ok=True)
        bound = {entry: f"spbe/{entry.name}" for entry in ROOT.iterdir() if entry.name not in _LEFT_OUT}
        bound |= {Path(sys.prefix): "spbe/.venv", base: "base", self.data: "data", self.metrics: "metrics"}
        bound |= {self.sockets: "sockets"}
        yield f"cd /; mount -t tmpfs -o mode=755 tmpfs {stage}; mkdir {stage}/spbe"
        for real, name in bound.items():
            yield f"{'mkdir' if real.is_dir() else 'touch'} {stage}/{name}; mount --bind {real} {stage}/{name}"
        yield f"mount --rbind {stage} /mnt"
        for hidden in ("/opt", "/var/lib", "/run", "/root"):  # of what the machine has there, nothing is needed
            yield f"mount -t tmpfs -o mode=755 tmpfs {hidden}"
        placed = {"spbe": HOME, "data": DATA, "metrics": METRICS, "sockets": SOCKETS}
        if base.is_relative_to("/root"):
            placed["base"] = str(base)
        for name, place in placed.items():
            yield f"mkdir -p {place}; mount --rbind /mnt/{name} {place}"
        yield "mount -o remount,bind,ro /; mount -t tmpfs -o mode=1777 tmpfs /tmp"
