"""The release as workbooks: one for the nation, one for each province, in Indonesian, for Excel and LibreOffice.

Belongs here: which views become sheets (sheets.yml), how a sheet looks, the profile and the calculator, whose formulas
read the other sheets. Does not belong here: figures and the words of columns (the planners' views have them).
"""

from __future__ import annotations

from reports.workbook.making import write_workbooks

__all__ = ["write_workbooks"]
