"""Spreadsheets (XLSX, CSV) as sheets of text cells.

Belongs here: opening a file that a spreadsheet program could open. Does not belong here: telling that it is one
(reading/content.py), bounds of time and memory (reading/guarded.py), what a table means (each source's parse.py).
"""
