"""Publishers: where their documents are, how they are read, what is known to be wrong with them.

Belongs here: one folder per source (source.yml, snapshots with a sidecar each, README.md), the strict reading
of snapshots, and the cleaning of what they print (numbers, names). Does not belong here: databases,
orchestration, rules about finished tables. Imports nothing else of this project.
"""
