"""Interfaces and files of publishers: fetching what a source declares, and reading the answers.

Belongs here: how each kind of plan is carried out, and how JSON answers are kept and read back. Does not belong here:
the network's safety (network/), which figures are asked for (each source's source.yml), what an answer means for SPBE
or EGDI (each source's parse.py).
"""
