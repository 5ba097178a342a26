"""What has come in and is kept: bytes, cards, versions, and which documents stand.

Belongs here: the archive, the rows read from it once, and what is held of a source. Does not belong here: how a
file is recognised and read (reading/), fetching (network/, portals/).
"""
