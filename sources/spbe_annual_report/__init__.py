"""The source spbe_annual_report: see its README.md."""
