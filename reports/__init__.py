"""What people look at, made from the published tables only.

Belongs here: terminal tables, and later charts, pages and the workbook. Does not belong here: figures that the
marts do not have.
"""
