"""The source spbe_typed_levels: see its README.md."""
