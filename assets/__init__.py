"""Dagster's view of the tables: thin shells that read, call, write and attach metadata.

Belongs here: asset and check definitions, one module per theme. Does not belong here: how a document is read
(sources/), what is true of a table (expectations/), SQL (warehouse/), when anything runs (pipelines/).
"""
