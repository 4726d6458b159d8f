"""Benchmarks: accuracy and speed, one command."""
