"""A workbook that is not read: why, and what to do.

Belongs here: the refusal that the modules of XLSX raise, none of which knows the file's name. Does not belong here:
the error that people see (xlsx.py adds the name), cells that only they who use them refuse (Flaw of sheet.py).
"""

from __future__ import annotations

SAVE_AGAIN = "open it in a spreadsheet program and save it as a new XLSX file."


class Refused(Exception):
    """What is wrong with a workbook, and the remedy."""

    def __init__(self, problem: str, remedy: str = SAVE_AGAIN) -> None:
        self.problem, self.remedy = problem, remedy
        super().__init__(problem)
