"""Portals and interfaces: fetching what a source declares, and reading the answers.

Belongs here: how one kind of portal is asked, page by page, and how its answers are kept and read back.
Does not belong here: the network's safety (network/), which dataset is asked for (each source's source.yml), what
an answer means for SPBE or EGDI (each source's parse.py).
"""
