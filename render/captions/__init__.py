"""Captions: the lyric as rows, a style that says how they look and move, and where all is when."""

from render.captions.rows import CaptionRow, Unit, caption_rows, word_times

__all__ = ["CaptionRow", "Unit", "caption_rows", "word_times"]
