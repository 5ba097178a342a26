"""Spreadsheets (XLSX, CSV) as sheets of text cells, opened so that a hostile file does no harm.

Callers take ``sheets`` from opening.py and ``Sheet`` from sheet.py; the other modules are for these.

Belongs here: opening a file that a spreadsheet program could open, each step in its module. Does not belong here:
telling that it is one (reading/content.py), what a table means (each source's parse.py).
"""
