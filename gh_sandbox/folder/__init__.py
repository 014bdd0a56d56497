"""The folder of a sandbox: its owner, its lock, its request log, and the configuration of `gh`."""
