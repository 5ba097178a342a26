"""The source spbe_press: see its README.md."""
