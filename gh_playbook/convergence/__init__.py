"""Convergence: prepare the input, compare, send, compare again, until nothing differs."""
