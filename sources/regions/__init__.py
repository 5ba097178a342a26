"""The source regions: see its README.md."""
