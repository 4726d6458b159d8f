"""Alignment from a neural network's emissions; the network's weights are the user's own."""
