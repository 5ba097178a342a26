"""The source spbe_decree: see its README.md."""
