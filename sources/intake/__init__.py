"""Taking documents in: what a file is believed to be, what it would change, and archiving it.

Belongs here: the examination of one file against what is held and known, the decision, and the report of it in
words. Does not belong here: reading a file (reading/), keeping it (archive/), watching a folder or asking a
portal (pipelines/).
"""
