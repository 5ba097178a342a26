"""The source spbe_spreadsheet: see its README.md."""
