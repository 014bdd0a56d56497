"""GitHub through `gh`: the only door. Nothing outside this package starts a process."""
