"""Pull, part by part: changes that go into the backlog file, and changes that are only reported."""
