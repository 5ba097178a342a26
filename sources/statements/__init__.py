"""SPBE scores as statements: who says what of whom, in which year, on which page.

Belongs here: printed figures to decimals, corrections, the record every SPBE source is turned into, and which reading
belongs to which raw table. Does not belong here: how one publisher lays out its tables (its statements.py).
"""
