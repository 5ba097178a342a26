"""What must be true of each table: declared facts judged by Great Expectations, and one SQL file per other rule.

Belongs here: rules, their severity and reason, and the runner that turns them into reports. Does not belong
here: writing tables (warehouse/), what happens after a failure (assets/, pipelines/).
"""
