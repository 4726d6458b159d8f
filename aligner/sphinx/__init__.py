"""The embedded aligner: an acoustic model from a wheel under a search of our own."""
