"""Figures, tables, checks and reviews of a manuscript, with the standard library only."""
