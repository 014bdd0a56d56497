"""Pull, part by part: what of GitHub comes into the backlog file, and what is left and told."""
