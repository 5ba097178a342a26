"""The site that planners look at: pages, charts and one script, written into ``situs/`` of a release.

Belongs here: what stands on a page, how it is drawn, and the page itself. Does not belong here: words
(warehouse/words/interface/site.yml), figures (the marts), how a figure is written in a language (warehouse/words).
"""

from reports.site.making import LANGUAGES, write_data_pages, write_pages

__all__ = ["LANGUAGES", "write_data_pages", "write_pages"]
