"""A run, from beginning to end, with its final steps."""
