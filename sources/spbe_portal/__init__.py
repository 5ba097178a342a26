"""The source spbe_portal: see its README.md."""
