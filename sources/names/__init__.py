"""Names as printed: regions to codes, central bodies to identifiers, and the spellings of one publisher.

Belongs here: telling the kind, normalising, exact look-up, suggestions for a person. Does not belong here: the
register itself (regions/).
"""
