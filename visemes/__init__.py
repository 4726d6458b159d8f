"""Phones -> mouth shapes over time, and files of them for other programs."""
