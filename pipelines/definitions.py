"""The one object that Dagster loads: all definitions, for the folders that the environment names."""

from pipelines.assembly import build_defs
from pipelines.settings import read_settings

_settings = read_settings()
defs = build_defs(_settings, instance_path=_settings.dagster_home)
