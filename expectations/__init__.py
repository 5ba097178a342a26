"""What must be true of each table, as Great Expectations suites.

Belongs here: rules, their severity and reason, and the runner that turns them into reports. Does not belong
here: writing tables (warehouse/), what happens after a failure (assets/, pipelines/).
"""
