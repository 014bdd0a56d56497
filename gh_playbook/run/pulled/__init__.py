"""Pull, part by part: what is taken into the backlog file, and what is only reported."""
