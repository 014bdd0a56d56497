"""GitHub through `gh`, the only door: nothing outside this package starts a process."""
