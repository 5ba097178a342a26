"""The one object that Dagster loads: all definitions, for the folders that the environment names.

Nothing else belongs here; assembly.py puts them together.
"""

from pipelines.assembly import build_defs
from pipelines.settings import read_settings

defs = build_defs(read_settings())
