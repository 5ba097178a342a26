"""Files as they come in, turned into rows as printed: what they are, and how each kind of file is opened.

Belongs here: telling a file's type from its bytes, opening PDF, spreadsheet and text safely, and the shape in
which every source hands over what it has read. Does not belong here: what one publisher prints (each source's
parse.py), keeping files (sources/archive.py), fetching them (sources/network/).
"""
