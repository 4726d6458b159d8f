"""``python -m animatemusic``."""

from animatemusic.cli import main

main()
