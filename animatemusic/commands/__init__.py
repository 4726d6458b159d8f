"""The commands, one module each; to add one, give it a line in ``animatemusic.cli``."""
