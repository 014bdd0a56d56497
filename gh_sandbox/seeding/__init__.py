"""Seeds: what a sandbox holds at the start."""
