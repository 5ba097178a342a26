"""The source spbe_printed_means: see its README.md."""
