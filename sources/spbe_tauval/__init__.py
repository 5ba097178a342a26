"""The source spbe_tauval: see its README.md."""
