"""Rocco's sizes, palette and line weights."""

from __future__ import annotations

W = 165.0  # width of the rest mouth
HEAD = 530.0  # bare skull top to chin

PAPER, PAPER_LOW, INK = "#FBF4E6", "#E4D8C6", "#1F1B2B"
FUR, FUR_LOW = "#B9B1AC", "#958C8C"
SPOT, SPOT_LOW, BLUSH = "#E2405A", "#AE2747", "#F4C3BC"
CONTOUR, FEATURE, HAIRLINE = 11.5, 8.8, 4.2  # three ink weights, viewBox units
