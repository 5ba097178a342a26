"""The profile of a region: two pages of paper that a planner hands to the regent.

Belongs here: how the blocks of a region's page (reports/site) are set on paper. Does not belong here: figures and
sentences, which are those of the page.
"""

from reports.profile.writing import NoProfile, write_profile, write_profiles

__all__ = ["NoProfile", "write_profile", "write_profiles"]
