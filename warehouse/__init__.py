"""DuckDB: what tables exist, how they are written, derived, published and described.

Belongs here: everything that touches DuckDB. Does not belong here: publishers (sources/), orchestration
(assets/, pipelines/), rules (expectations/). Imports nothing else of this project.
"""
