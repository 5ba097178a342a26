"""From a file to the rows that it prints: which reader knows it, and reading it at arm's length.

Belongs here: trying the readers, and the process of its own in which they work. Does not belong here: a reader.
"""
