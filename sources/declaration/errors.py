"""What is said when a source cannot be read: the place, the value, and what to do."""

from __future__ import annotations

from pathlib import Path

from sources.declaration.visible import visible


class SourceError(ValueError):
    """A source file cannot be read as what it is declared to be.

    Args:
        file: the file, shown relative to the sources folder where possible.
        problem: what is wrong, with the offending value.
        remedy: what a person should do.
        line: line number in the file (1 is the header), when one line is to blame.
    """

    def __init__(self, file: Path, problem: str, remedy: str, line: int | None = None) -> None:
        # Both quote what a stranger has written, and are shown on terminals.
        problem, remedy = visible(problem), visible(remedy)
        self.file, self.problem, self.remedy, self.line = file, problem, remedy, line
        place = "/".join(file.parts[-3:]) + (f", line {line}" if line is not None else "")
        super().__init__(f"{place}: {problem} Remedy: {remedy}")
