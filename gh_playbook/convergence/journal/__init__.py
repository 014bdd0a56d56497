"""The journal of a run, and what later runs learn from it."""
