"""The source un_egovkb: see its README.md."""
