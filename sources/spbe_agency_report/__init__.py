"""The source spbe_agency_report: see its README.md."""
