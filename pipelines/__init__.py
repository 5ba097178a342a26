"""Orchestration: definitions, jobs, schedules, sensors, settings, and the command line.

Belongs here: when and in which order things run, and what a person types. Does not belong here: what an asset
does (assets/). Nobody imports this package.
"""
