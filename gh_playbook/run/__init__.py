"""A run, from beginning to end; its final steps."""
