"""The source un_data360: see its README.md."""
