"""Seeds: the first state of a sandbox."""
