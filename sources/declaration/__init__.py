"""What a source declares: source.yml, the sidecar beside each snapshot, and the rows of the snapshots.

Belongs here: reading and checking declarations, sealing a sidecar, and the one exception of the sources. Does not
belong here: documents that came in (archive/), names and figures inside a row (names/, statements/).
"""
